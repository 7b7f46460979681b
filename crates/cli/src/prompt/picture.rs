//! What is said, at once or turn by turn, becomes a picture prompt.

use anyhow::Result;
use qingyun_prompt::compose::{self, Options, compose};
use qingyun_prompt::dialogue::{State, turn};
use qingyun_prompt::lint::Kind;
use qingyun_prompt::report::{Report, Wishes};
use qingyun_prompt::{Brief, Reading, read_with};
use serde_json::{Value, json};

use super::made::{Made, changes};
use crate::language::Language;
use crate::say::Lang;

/// What makes picture prompts.
pub(crate) struct Painter<'a> {
    pub(crate) language: &'a Language,
    pub(crate) options: Options<'a>,
    pub(crate) lang: Lang,
}

impl Painter<'_> {
    /// The prompt for what was said.
    pub(crate) fn write(&self, said: &str) -> Result<Made> {
        let Language { vocabulary, encoder, .. } = self.language;
        let encoder = encoder.get()?;
        let reading = read_with(said, vocabulary, Some(encoder))?;
        let options = Options { stressed: &reading.stressed, ..self.options };
        let prompt = compose(&reading.brief, &options)?;
        self.made(said, &reading.brief, Some(&reading), prompt)
    }

    /// The prompt after all turns of a dialogue, with the brief after each.
    pub(crate) fn follow(&self, turns: &[String]) -> Result<Value> {
        let mut state = State::default();
        let (mut briefs, mut questions) = (Vec::new(), Vec::new());
        for said in turns {
            // What cannot be followed changes nothing, and is asked about.
            let question = match turn(&mut state, said, &self.language.vocabulary) {
                Ok(turn) => turn.question.map(|q| self.lang.pick(q.zh.clone(), q.text.clone())),
                Err(error) => Some(self.lang.message(&error)),
            };
            briefs.push(json!(state.brief()));
            questions.push(question);
        }
        let prompt = compose(state.brief(), &self.options)?;
        let mut made = self.made(&turns.join("\n"), state.brief(), None, prompt)?;
        made.question = questions.last().cloned().flatten();
        let mut value = made.json();
        value["briefs"] = json!(briefs);
        value["questions"] = json!(questions);
        Ok(value)
    }

    fn made(
        &self,
        said: &str,
        brief: &Brief,
        reading: Option<&Reading>,
        prompt: compose::Prompt,
    ) -> Result<Made> {
        let wishes = wishes(reading, &prompt);
        let left = self.language.lint(&prompt.text, Kind::Picture).len();
        let encoder = self.language.encoder.get()?;
        let report = Report::new(said, &prompt.text, wishes, left, Some(encoder))
            .map_err(anyhow::Error::from_boxed)?;
        Ok(Made {
            brief: json!(brief),
            summary: reading.map(|reading| summary(reading, self.lang)).unwrap_or_default(),
            cleaned: changes(said),
            terms: json!({ "positive": prompt.positive, "negative": prompt.negative }),
            prompt: prompt.text,
            negative: Some(prompt.negative_text).filter(|text| !text.is_empty()),
            findings: self
                .language
                .lint(said, Kind::Picture)
                .into_iter()
                .map(|finding| json!(finding))
                .collect(),
            keep: brief.subjects.iter().filter_map(|subject| subject.tag.clone()).collect(),
            rewrite: None,
            question: None,
            report,
        })
    }
}

/// Words that were used, without those that have no name in English, and words that were not.
fn wishes(reading: Option<&Reading>, prompt: &compose::Prompt) -> Wishes {
    let used = reading.iter().flat_map(|reading| &reading.used).map(|used| used.words.clone());
    let covered = used.filter(|words| !prompt.missed.contains(words)).collect();
    let ignored = reading.iter().flat_map(|reading| &reading.ignored);
    let missed = ignored.map(|words| words.words.clone()).chain(prompt.missed.clone()).collect();
    let terms = prompt.positive.iter().chain(&prompt.negative);
    let added = terms.filter(|term| term.from.is_none()).map(|term| term.text.clone()).collect();
    Wishes { covered, missed, added }
}

/// What became of the words.
fn summary(reading: &Reading, lang: Lang) -> Vec<String> {
    let used = reading.used.iter().map(|used| {
        let meaning = lang.pick(used.meaning.zh(), used.meaning.to_string());
        format!("{} → {meaning}", used.words)
    });
    let guessed =
        reading.guessed.iter().map(|guess| format!("≈ {} ({:.2})", guess.tag, guess.likeness));
    used.chain(guessed).collect()
}
