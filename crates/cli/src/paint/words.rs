//! What is said to a model that reads words: English goes to it as it is, Chinese as tags.

use anyhow::Result;
use qingyun_prompt::compose::{Options, compose};
use qingyun_prompt::read_with;
use qingyun_prompt::words::is_han;
use qingyun_provenance::Parameters;

use super::plan::{Plan, SAID};
use crate::engine::{Emphasis, Syntax, Text};
use crate::language::Language;

/// A prompt and what it was made from.
pub(crate) struct Words {
    /// What the model is asked.
    pub(crate) text: Text,
    /// What was said, where it was not English.
    pub(crate) said: Option<Said>,
}

/// Words that were put into English.
pub(crate) struct Said {
    /// What was wanted, as it was said.
    pub(crate) wanted: String,
    /// Words for which there is no tag.
    pub(crate) missed: Vec<String>,
}

impl Words {
    /// The prompt for what the plan says.
    ///
    /// # Errors
    /// Where nothing of a Chinese text has a tag.
    pub(crate) fn read(plan: &Plan) -> Result<Self> {
        let syntax = plan.syntax;
        let chinese = [&plan.text, &plan.negative].iter().any(|text| text.chars().any(is_han));
        let text = Text {
            prompt: plan.text.clone(),
            negative: plan.negative.clone(),
            syntax,
            emphasis: match syntax {
                Syntax::A1111 => Emphasis::RestoreMean,
                Syntax::ComfyUi => Emphasis::FromEmpty,
            },
            clip_skip: plan.clip_skip,
        };
        if !chinese {
            return Ok(Self { text, said: None });
        }
        let mut translator =
            Translator { language: Language::load(None, None)?, missed: Vec::new() };
        let wanted = translator.english(&plan.text)?;
        let unwanted = translator.english(&plan.negative)?;
        // What was said not to be wanted stands in the wanted text, and belongs to the other.
        let negative = joined([wanted.negative, unwanted.positive]);
        let said = Said { wanted: plan.text.clone(), missed: translator.missed };
        Ok(Self { text: Text { prompt: wanted.positive, negative, ..text }, said: Some(said) })
    }
}

impl Words {
    /// A record with the prompt that the model was asked, and what was said for it.
    pub(crate) fn record(&self, mut record: Parameters) -> Parameters {
        record.prompt.clone_from(&self.text.prompt);
        record.negative.clone_from(&self.text.negative);
        if self.text.clip_skip > 1 {
            record.set_extra("Clip skip", self.text.clip_skip.to_string());
        }
        if let Some(said) = &self.said {
            record.set_extra(SAID, said.wanted.clone());
        }
        record
    }
}

/// A text in English.
struct English {
    positive: String,
    negative: String,
}

/// Chinese to tags.
struct Translator {
    language: Language,
    missed: Vec<String>,
}

impl Translator {
    /// The tags of a Chinese text; any other stays as it is.
    fn english(&mut self, text: &str) -> Result<English> {
        if !text.chars().any(is_han) {
            return Ok(English { positive: text.to_owned(), negative: String::new() });
        }
        let encoder = self.language.encoder.get()?;
        let reading = read_with(text, &self.language.vocabulary, Some(encoder))?;
        let options = Options { stressed: &reading.stressed, ..Options::default() };
        let prompt = compose(&reading.brief, &options)?;
        self.missed.extend(reading.ignored.into_iter().map(|ignored| ignored.words));
        self.missed.extend(prompt.missed);
        Ok(English { positive: prompt.text, negative: prompt.negative_text })
    }
}

fn joined(texts: [String; 2]) -> String {
    let said: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    said.join(", ")
}
