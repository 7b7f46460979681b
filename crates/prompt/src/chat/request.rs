//! What a person wants of a chat model, as plain data.

use std::sync::LazyLock;

use serde::Serialize;

use super::emotion::{self, Emotion};
use super::kinds::{Hit, Kind, Kinds};
use super::{Scene, SceneError, Scenes, constraints, facts};
use crate::Span;
use crate::clean::Clean;
use crate::understand::is_han;

pub(super) static NEEDS: LazyLock<Kinds> =
    LazyLock::new(|| Kinds::embedded(include_str!("tables/needs.toml")));
static FORMATS: LazyLock<Kinds> =
    LazyLock::new(|| Kinds::embedded(include_str!("tables/formats.toml")));
static TONES: LazyLock<Kinds> =
    LazyLock::new(|| Kinds::embedded(include_str!("tables/tones.toml")));
static AUDIENCES: LazyLock<Kinds> =
    LazyLock::new(|| Kinds::embedded(include_str!("tables/audiences.toml")));
static LANGUAGES: LazyLock<Kinds> =
    LazyLock::new(|| Kinds::embedded(include_str!("tables/languages.toml")));

/// Something that was asked for, with the words that asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wish {
    /// Its id, such as `formal`.
    pub id: String,
    /// What a prompt in Chinese calls it.
    #[serde(skip)]
    pub zh: String,
    /// What a prompt in English calls it.
    #[serde(skip)]
    pub en: String,
    /// As the person said it; empty where the scene decided.
    pub words: String,
    /// Where it was said; empty where the scene decided.
    pub span: Span,
}

/// The language in which a prompt is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// Chinese, simplified.
    Zh,
    /// English.
    En,
}

/// A request to a chat model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    /// What is to be done.
    pub need: Wish,
    /// The scene's id.
    pub scene: String,
    /// What it is about, most telling first; as typed.
    pub topic: Vec<String>,
    /// Feelings, the strongest first.
    pub emotions: Vec<Emotion>,
    /// For whom the answer is.
    pub audience: Option<Wish>,
    /// How it should speak.
    pub tones: Vec<Wish>,
    /// What it must keep to, as said.
    pub constraints: Vec<Wish>,
    /// The shape that it should have.
    pub format: Option<Wish>,
    /// The language that it should be in, where that was said.
    pub answer_language: Option<Wish>,
    /// The language of the request.
    pub language: Tongue,
    /// Parts that must be kept word for word.
    pub facts: Vec<String>,
    /// What the request leaves open, as questions in its own language.
    pub questions: Vec<String>,
}

/// Reads a request. `scene` names a scene; without it the words decide. `topic` is what the text
/// is about, as [`keywords`](crate::keywords) finds it.
///
/// # Errors
/// [`SceneError::Unknown`] if there is no such scene.
pub fn understand(
    said: &str,
    scenes: &Scenes,
    scene: Option<&str>,
    topic: Vec<String>,
) -> Result<Request, SceneError> {
    let clean = Clean::said(said);
    let language = tongue(said);
    let scene = match scene {
        Some(id) => scenes.get(id)?,
        None => scenes.detect(&clean.text)?,
    };
    let all = |kinds: &Kinds| -> Vec<Wish> {
        kinds.find(&clean.text).into_iter().map(|found| wish(found, &clean, said)).collect()
    };
    let first = |kinds: &Kinds| all(kinds).into_iter().next();
    Ok(Request {
        need: first(&NEEDS).unwrap_or_else(|| usual_need(scene)),
        scene: scene.id.clone(),
        topic,
        emotions: emotion::find(&clean, said),
        audience: first(&AUDIENCES),
        tones: all(&TONES),
        constraints: constraints::find(said),
        format: first(&FORMATS),
        answer_language: first(&LANGUAGES),
        language,
        facts: facts::find(said).into_iter().map(|span| span.of(said).to_owned()).collect(),
        questions: questions(scene, &clean.text, language),
    })
}

fn wish((kind, hit): (&Kind, Hit), clean: &Clean, said: &str) -> Wish {
    let span = clean.source(hit.start, hit.end);
    named(kind, span.of(said).to_owned(), span)
}

fn named(kind: &Kind, words: String, span: Span) -> Wish {
    Wish { id: kind.id.clone(), zh: kind.zh.clone(), en: kind.en.clone(), words, span }
}

/// What requests of a scene mostly want; [`Scenes`] holds none whose need is unknown.
fn usual_need(scene: &Scene) -> Wish {
    let nowhere = Span { start: 0, end: 0 };
    let unknown =
        Kind { id: scene.need.clone(), zh: String::new(), en: String::new(), cues: vec![] };
    named(NEEDS.get(&scene.need).unwrap_or(&unknown), String::new(), nowhere)
}

fn questions(scene: &Scene, clean: &str, language: Tongue) -> Vec<String> {
    let open = scene.missing.iter().filter(|missing| {
        let said = |word: &String| clean.contains(word.as_str());
        !missing.unless.iter().any(said)
    });
    let text = |missing: &super::scene::Missing| match language {
        Tongue::Zh => missing.zh.clone(),
        Tongue::En => missing.en.clone(),
    };
    open.map(text).collect()
}

/// Chinese if a fifth of the letters are; a Chinese sentence names English things more often
/// than an English one quotes Chinese.
fn tongue(said: &str) -> Tongue {
    let han = said.chars().filter(|c| is_han(*c)).count();
    let letters = said.chars().filter(|c| c.is_alphabetic()).count();
    if 5 * han >= letters && han > 0 { Tongue::Zh } else { Tongue::En }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(said: &str) -> Request {
        understand(said, &Scenes::embedded().unwrap(), None, Vec::new()).unwrap()
    }

    #[test]
    fn the_tables_are_whole() {
        let tables = [&NEEDS, &FORMATS, &TONES, &AUDIENCES, &LANGUAGES];
        for table in tables {
            let ids = table.ids();
            assert!(ids.len() > 5);
            let mut once = ids.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), ids.len());
        }
    }

    #[test]
    fn a_customer_who_waits() {
        let request = read("客户说快递三天没动静，很生气，帮我写回复");
        assert_eq!(request.need.id, "reply");
        assert_eq!(request.scene, "customer-service");
        assert_eq!(request.emotions[0].name, "anger");
        assert_eq!(request.audience.unwrap().id, "customer");
        assert_eq!(request.facts, ["三天"]);
        assert_eq!(request.questions, ["订单号或运单号是多少？"]);
    }

    #[test]
    fn an_essay_in_english() {
        let request = read("Write a funny poem about autumn for kids, at most 8 lines, in French.");
        assert_eq!((request.need.id.as_str(), request.language), ("write", Tongue::En));
        assert_eq!(request.tones[0].id, "humorous");
        assert_eq!(request.audience.unwrap().id, "children");
        assert_eq!(request.format.unwrap().id, "poem");
        assert_eq!(request.answer_language.unwrap().id, "fr");
        assert_eq!(request.constraints[0].words, "at most 8 lines");
    }

    #[test]
    fn a_translation_needs_its_language() {
        let request = read("请翻译：春眠不觉晓");
        assert_eq!((request.need.id.as_str(), request.questions.len()), ("translate", 1));
        assert!(read("把“春眠不觉晓”翻译成英文").questions.is_empty());
    }
}
