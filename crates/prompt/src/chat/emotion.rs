//! Feelings in a request, with their strength.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::kinds::Cues;
use crate::Span;
use crate::clean::Clean;

/// A feeling that the words show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Emotion {
    /// Its id, such as `anger`.
    pub name: String,
    /// What a prompt in Chinese calls it.
    #[serde(skip)]
    pub zh: String,
    /// What a prompt in English calls it.
    #[serde(skip)]
    pub en: String,
    /// How strong it is, 0..=1.
    pub strength: f32,
    /// The words that show it.
    pub words: String,
    /// Where they stand.
    pub span: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<Kind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    id: String,
    zh: String,
    en: String,
    words: Vec<Vec<Entry>>,
}

/// The first entry of a row is the strength of its words.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Strength(f32),
    Word(String),
}

struct Table {
    kinds: Vec<Kind>,
    /// The kind and the strength of each cue.
    meanings: Vec<(usize, f32)>,
    cues: Option<Cues>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file = toml::from_str::<File>(include_str!("tables/emotions.toml"));
    let kinds = file.map(|file| file.kind).unwrap_or_default();
    let (mut meanings, mut words) = (Vec::new(), Vec::new());
    for (at, kind) in kinds.iter().enumerate() {
        for row in &kind.words {
            let strength = row.iter().find_map(|entry| match entry {
                Entry::Strength(strength) => Some(*strength),
                Entry::Word(_) => None,
            });
            for entry in row {
                if let Entry::Word(word) = entry {
                    words.push((word.clone(), meanings.len()));
                    meanings.push((at, strength.unwrap_or(0.5)));
                }
            }
        }
    }
    let cues = Cues::new(words.iter().map(|(word, at)| (word.as_str(), *at)));
    Table { kinds, meanings, cues }
});

/// Words that stand right before a feeling and what they do to its strength: of what is left to
/// 1, or of the strength itself where they weaken it.
const STRONGER: &[&str] = &[
    "很",
    "非常",
    "特别",
    "太",
    "极其",
    "十分",
    "超级",
    "超",
    "真的",
    "好",
    "相当",
    "very",
    "so",
    "really",
    "extremely",
    "super",
    "absolutely",
    "terribly",
    "quite",
];
const WEAKER: &[&str] = &[
    "有点",
    "有些",
    "有点儿",
    "稍微",
    "略",
    "a bit",
    "a little",
    "slightly",
    "somewhat",
    "rather",
];
const NOT: &[&str] = &[
    "不",
    "没",
    "没有",
    "并不",
    "不太",
    "别",
    "不要",
    "不用",
    "not",
    "no longer",
    "isn't",
    "don't be",
    "aren't",
];

/// Exclamation marks and strengtheners each take this share of what is left to full strength.
const STEP: f32 = 0.4;

/// The feelings in a request, the strongest first; each kind once.
pub(super) fn find(clean: &Clean, said: &str) -> Vec<Emotion> {
    let Some(cues) = &TABLE.cues else { return Vec::new() };
    let mut found: Vec<Emotion> = Vec::new();
    for hit in cues.find(&clean.text) {
        let (kind, strength) = TABLE.meanings[hit.kind];
        let Some(strength) = adjusted(strength, &clean.text[..hit.start]) else { continue };
        let span = clean.source(hit.start, hit.end);
        let strength = if shouted(said, span) { raised(strength) } else { strength };
        let kind = &TABLE.kinds[kind];
        let emotion = Emotion {
            name: kind.id.clone(),
            zh: kind.zh.clone(),
            en: kind.en.clone(),
            strength: (strength * 100.0).round() / 100.0,
            words: span.of(said).to_owned(),
            span,
        };
        match found.iter_mut().find(|known| known.name == emotion.name) {
            Some(known) if known.strength >= emotion.strength => {}
            Some(known) => *known = emotion,
            None => found.push(emotion),
        }
    }
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    found
}

/// The strength after the word before it; `None` where that takes the feeling away.
fn adjusted(strength: f32, before: &str) -> Option<f32> {
    let before = before.trim_end();
    let ends = |words: &[&str]| words.iter().any(|word| ends_with_word(before, word));
    match () {
        () if ends(WEAKER) => Some(strength * (1.0 - STEP)),
        () if ends(STRONGER) => Some(raised(strength)),
        () if ends(NOT) => None,
        () => Some(strength),
    }
}

fn raised(strength: f32) -> f32 {
    strength + STEP * (1.0 - strength)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(rest) = text.strip_suffix(word) else { return false };
    let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
    !(latin && rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Whether the sentence that holds the words ends in an exclamation mark.
fn shouted(said: &str, span: Span) -> bool {
    let after = said.get(span.end..).unwrap_or_default();
    after.chars().find(|c| "。！？.!?\n".contains(*c)).is_some_and(|mark| "！!".contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feelings(said: &str) -> Vec<(String, f32)> {
        find(&Clean::new(said), said).into_iter().map(|e| (e.name, e.strength)).collect()
    }

    fn only(name: &str, strength: f32) -> Vec<(String, f32)> {
        vec![(name.to_owned(), strength)]
    }

    #[test]
    fn words_before_a_feeling_change_it() {
        assert_eq!(feelings("客户生气"), only("anger", 0.6));
        assert_eq!(feelings("客户很生气"), only("anger", 0.76));
        assert_eq!(feelings("客户有点生气"), only("anger", 0.36));
        assert_eq!(feelings("客户没有生气"), []);
        assert_eq!(feelings("I am very worried about it."), only("worry", 0.76));
    }

    #[test]
    fn an_exclamation_mark_is_heard() {
        assert_eq!(feelings("我太生气了！"), only("anger", 0.86));
        assert_eq!(feelings("我生气。算了！"), only("anger", 0.6));
    }

    #[test]
    fn the_strongest_comes_first() {
        let names: Vec<_> = feelings("有点失望，简直气炸了").into_iter().map(|e| e.0).collect();
        assert_eq!(names, ["anger", "disappointment"]);
    }
}
