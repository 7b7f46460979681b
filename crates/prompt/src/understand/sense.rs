//! What a phrase can stand for, and what became of it.

use std::fmt;

use serde::Serialize;

use super::colours::Shade;
use crate::{Colour, Span};

/// What a phrase can stand for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sense {
    /// A thing, by its position in the vocabulary.
    Subject(usize),
    /// A style, by its position in the vocabulary.
    Style(usize),
    /// A colour.
    Colour(Colour),
    /// Light, dark …: changes the colour that follows.
    Shade(Shade),
    /// Centre of a box, 0..=1 from the top left.
    Place([f32; 2]),
    /// Side of a box as a share of the picture's side.
    Size(f32),
    /// The word "background".
    Background,
    /// Ties what follows to what stands before: is, 是, a colon.
    Link,
    /// "on", "against": the colour that follows may be the background's.
    On,
    /// Excludes what follows.
    Not,
    /// Begins a new wish, and so ends an exclusion: but, 要, draw.
    But,
    /// Joins equals: and, 和.
    And,
    /// 的: what stands before describes what follows.
    De,
    /// One, which a picture of a thing is anyway.
    One,
    /// Another number; a brief has no counts yet.
    Number,
    /// A measure word that also names a thing: 一碗, 碗.
    Measure,
    /// Says nothing about the picture.
    Grammar,
    /// End of a clause.
    Break,
    /// Not in any list.
    Unknown,
}

impl Sense {
    /// Words that may stand between an attribute and what it belongs to.
    pub(crate) fn is_filler(&self) -> bool {
        matches!(self, Sense::Grammar | Sense::De | Sense::One | Sense::Number | Sense::Measure)
    }

    /// What a subject can have.
    pub(crate) fn is_attribute(&self) -> bool {
        matches!(
            self,
            Sense::Colour(_) | Sense::Shade(_) | Sense::Size(_) | Sense::Place(_) | Sense::Style(_)
        )
    }
}

/// A phrase of the utterance with its one sense.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// What it stands for.
    pub(crate) sense: Sense,
    /// Where it was said.
    pub(crate) span: Span,
    /// What became of it.
    pub(crate) fate: Fate,
}

impl Term {
    /// Whether no step has decided on it.
    pub(crate) fn is_open(&self) -> bool {
        self.fate == Fate::Open
    }
}

/// What became of a term.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fate {
    /// Not decided; at the end this means ignored, except for grammar.
    Open,
    /// It helped to read another term.
    Helped,
    /// It is in the brief.
    Used(Meaning),
    /// It was understood, and cannot be followed.
    Ignored,
}

/// What words of the utterance became in the brief.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// A thing to paint, by its tag.
    Subject(String),
    /// A subject's colour, by its English name.
    Colour(String),
    /// A subject's place: x, y of its centre, 0..=1 from the top left.
    Place([f32; 2]),
    /// A subject's size as a share of the picture's side.
    Size(f32),
    /// The background's colour, by its English name.
    Background(String),
    /// The style's id.
    Style(String),
    /// Something left out, by its tag or as typed.
    Exclude(String),
}

impl Meaning {
    /// The meaning in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        match self {
            Meaning::Subject(tag) => format!("主体 {tag}"),
            Meaning::Colour(name) => format!("颜色 {name}"),
            Meaning::Place([x, y]) => format!("位置 {x},{y}"),
            Meaning::Size(size) => format!("大小 {size}"),
            Meaning::Background(name) => format!("背景 {name}"),
            Meaning::Style(id) => format!("风格 {id}"),
            Meaning::Exclude(words) => format!("不要 {words}"),
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Meaning::Subject(tag) => write!(f, "subject {tag}"),
            Meaning::Colour(name) => write!(f, "colour {name}"),
            Meaning::Place([x, y]) => write!(f, "place {x},{y}"),
            Meaning::Size(size) => write!(f, "size {size}"),
            Meaning::Background(name) => write!(f, "background {name}"),
            Meaning::Style(id) => write!(f, "style {id}"),
            Meaning::Exclude(words) => write!(f, "without {words}"),
        }
    }
}
