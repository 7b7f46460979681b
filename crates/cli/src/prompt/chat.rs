//! A request to a chat model becomes an instruction.

use anyhow::Result;
use qingyun_prompt::Encode;
use qingyun_prompt::chat::{Request, Scenes, Wish, understand, write};
use qingyun_prompt::keywords::{Options, keywords};
use qingyun_prompt::lint::Kind;
use qingyun_prompt::report::{Report, Wishes};
use qingyun_prompt::words::Pos;
use serde_json::{Value, json};

use super::made::{Made, changes};
use crate::language::Language;
use crate::say::Lang;

/// What makes instructions.
pub(crate) struct Writer<'a> {
    pub(crate) scenes: &'a Scenes,
    /// The scene that was asked for; else the words decide.
    pub(crate) scene: Option<&'a str>,
    pub(crate) language: &'a Language,
    pub(crate) lang: Lang,
}

impl Writer<'_> {
    /// The instruction for what was said.
    pub(crate) fn write(&self, said: &str) -> Result<Made> {
        let encoder = self.language.encoder.get()?;
        let request = understand(said, self.scenes, self.scene, self.topic(said, encoder)?)?;
        let prompt = write(&request, self.scenes.get(&request.scene)?, said)?;
        let findings = self.language.lint(said, Kind::Chat);
        let report = Report::new(said, &prompt, wishes(&request), findings.len(), Some(encoder))
            .map_err(anyhow::Error::from_boxed)?;
        Ok(Made {
            brief: brief(&request),
            summary: summary(&request, self.lang),
            cleaned: changes(said),
            prompt,
            negative: None,
            terms: Value::Null,
            findings: findings.into_iter().map(|finding| json!(finding)).collect(),
            keep: request.facts.clone(),
            rewrite: None,
            question: request.questions.first().cloned(),
            report,
        })
    }

    /// What it is about: the phrases that say most of it.
    fn topic(&self, said: &str, encoder: &dyn Encode) -> Result<Vec<String>> {
        let options = Options { count: LOOKED_AT, ..Options::default() };
        let phrases = keywords(said, &options, &self.language.tagger, Some(encoder))?;
        let named = phrases.into_iter().map(|phrase| phrase.text).filter(|text| self.names(text));
        let mut topics: Vec<String> = Vec::new();
        for text in named {
            let other = |known: &String| !known.contains(&text) && !text.contains(known.as_str());
            if topics.len() < TOPICS && topics.iter().all(other) {
                topics.push(text);
            }
        }
        Ok(topics)
    }

    /// Whether a phrase names something and tells of no action.
    fn names(&self, phrase: &str) -> bool {
        let names = |pos| matches!(pos, Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num | Pos::X);
        self.language.tagger.tag(phrase).iter().all(|word| names(word.pos))
    }
}

/// Key phrases that make a topic, of those that are looked at.
const TOPICS: usize = 3;
const LOOKED_AT: usize = 15;

/// The request as data: the strongest feeling by itself, all of them beside it.
fn brief(request: &Request) -> Value {
    let mut brief = json!(request);
    brief["emotion"] = json!(request.emotions.first());
    brief
}

/// Everything that was asked for stands in the instruction; what was left open does not.
fn wishes(request: &Request) -> Wishes {
    let named = [&request.audience, &request.format, &request.answer_language];
    let named = named.into_iter().flatten().chain([&request.need]);
    let all = named.chain(&request.tones).chain(&request.constraints);
    let said = all.map(|wish| wish.words.clone()).filter(|words| !words.is_empty());
    let covered = said.chain(request.facts.iter().cloned()).collect();
    Wishes { covered, missed: request.questions.clone(), added: Vec::new() }
}

fn summary(request: &Request, lang: Lang) -> Vec<String> {
    let name = |wish: &Wish| lang.pick(&wish.zh, &wish.en).clone();
    let feelings = request.emotions.iter().map(|emotion| {
        format!("{} {:.0} %", lang.pick(&emotion.zh, &emotion.en), 100.0 * emotion.strength)
    });
    let fields = [
        ("场景", "scene", vec![request.scene.clone()]),
        ("需求", "need", vec![name(&request.need)]),
        ("主题", "topic", request.topic.clone()),
        ("情绪", "feelings", feelings.collect()),
        ("对象", "audience", request.audience.iter().map(name).collect()),
        ("语气", "tone", request.tones.iter().map(name).collect()),
        ("要求", "constraints", request.constraints.iter().map(|w| w.words.clone()).collect()),
        ("格式", "format", request.format.iter().map(name).collect()),
        ("语言", "language", request.answer_language.iter().map(name).collect()),
        ("原样保留", "kept word for word", request.facts.clone()),
    ];
    let said = fields.into_iter().filter(|(_, _, values)| !values.is_empty());
    let line = |(zh, en, values): (&str, &str, Vec<String>)| {
        format!(
            "{}{}",
            lang.pick(format!("{zh}："), format!("{en}: ")),
            values.join(lang.pick("、", ", "))
        )
    };
    said.map(line).collect()
}
