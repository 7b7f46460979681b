//! What the dialogue asks where a turn could mean two things.

use serde::{Deserialize, Serialize};

use super::edit::Change;
use crate::Brief;

/// Why the dialogue asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Several things could be meant.
    Which,
    /// A step from a colour that nobody gave.
    Colour,
    /// Nothing in the turn could be followed.
    What,
}

/// A question to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Why it is asked.
    pub kind: Ask,
    /// In English.
    pub text: String,
    /// In Chinese.
    pub zh: String,
}

/// Changes that wait for an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) changes: Vec<Change>,
    /// Positions of the subjects that may be meant.
    pub(crate) among: Vec<usize>,
}

impl Question {
    /// Which of these is meant?
    pub(crate) fn which(brief: &Brief, among: &[usize]) -> Self {
        let named: Vec<_> = among.iter().map(|index| names(brief, *index)).collect();
        let list = |pick: fn(&(String, String)) -> &str, or: &str| {
            named.iter().map(pick).collect::<Vec<_>>().join(or)
        };
        Self {
            kind: Ask::Which,
            text: format!("which one: {}, or all of them?", list(|n| &n.0, ", ")),
            zh: format!("指哪一个：{}，还是全部？", list(|n| &n.1, "、")),
        }
    }

    /// Which colour should it start from?
    pub(crate) fn colour() -> Self {
        Self {
            kind: Ask::Colour,
            text: "it has no colour yet: which colour should it have?".to_owned(),
            zh: "还没有说过颜色：要什么颜色？".to_owned(),
        }
    }

    /// What does this mean?
    pub(crate) fn what(words: &str) -> Self {
        let words: String = words.chars().take(40).collect();
        Self {
            kind: Ask::What,
            text: format!("\"{words}\" was not understood: say what should change, and how"),
            zh: format!("没有听懂“{words}”：请说要改什么、怎么改"),
        }
    }
}

/// What a subject is called among others: its position where another has the same name.
fn names(brief: &Brief, index: usize) -> (String, String) {
    let Some(subject) = brief.subjects.get(index) else { return Default::default() };
    let name = subject.tag.as_ref().unwrap_or(&subject.words);
    let twin = brief.subjects.iter().filter(|other| other.tag == subject.tag).count() > 1;
    match (&subject.colour, twin) {
        (Some(colour), true) => {
            (format!("the {} {name}", colour.name), format!("{}的{}", colour.zh, subject.words))
        }
        (None, true) => (
            format!("{name} (number {})", index + 1),
            format!("第{}个{}", index + 1, subject.words),
        ),
        _ => (format!("the {name}"), subject.words.clone()),
    }
}
