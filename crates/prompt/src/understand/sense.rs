//! What a phrase can stand for, and what became of it.

use std::fmt;

use serde::Serialize;

use super::colours::Shade;
use crate::{Colour, Relation, Span};

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
    /// Another number.
    Number(u32),
    /// One with its measure word: 一只.
    Measured,
    /// A measure word that also names a thing: 一碗, 碗.
    Measure,
    /// A place, time or light, by its position in the vocabulary.
    Scene(usize),
    /// What a subject does.
    Pose(usize),
    /// A feeling, of a face or of the picture.
    Mood(usize),
    /// Hair, eyes, body.
    Body(usize),
    /// Another quality, patterns among them.
    Trait(usize),
    /// What a thing is made of.
    Material(usize),
    /// How the picture is seen or rendered.
    View(usize),
    /// Ties who stands before to what follows: wearing, 拿着.
    Verb(Relation),
    /// Stands before the thing where another is: under the table.
    Before(Relative),
    /// Stands after it: 桌子上.
    After(Relative),
    /// 在, before a place.
    At,
    /// Stands for a subject: her, 它.
    Pronoun,
    /// Says that a feeling is the picture's: 气氛.
    Atmosphere,
    /// Says nothing about the picture.
    Grammar,
    /// End of a clause.
    Break,
    /// Not in any list.
    Unknown,
}

/// Where a thing is, told by another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Relative {
    /// How it stands to the other.
    pub(crate) relation: Relation,
    /// The side of the picture that this suggests, as x, y from the top left.
    pub(crate) place: Option<[f32; 2]>,
}

impl Sense {
    /// Words that may stand between an attribute and what it belongs to.
    pub(crate) fn is_filler(&self) -> bool {
        self.is_number()
            || matches!(self, Sense::Grammar | Sense::De | Sense::Measure | Sense::Pronoun)
    }

    /// How many there are of what follows.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Sense::One | Sense::Measured | Sense::Number(_))
    }

    /// What a subject can have.
    pub(crate) fn is_attribute(&self) -> bool {
        matches!(
            self,
            Sense::Colour(_) | Sense::Shade(_) | Sense::Size(_) | Sense::Place(_) | Sense::Style(_)
        ) || self.is_quality()
    }

    /// What only the general vocabulary says of a subject, but for what it does.
    pub(crate) fn is_quality(&self) -> bool {
        matches!(self, Sense::Mood(_) | Sense::Body(_) | Sense::Trait(_) | Sense::Material(_))
    }

    /// Position in the vocabulary of what may be in a picture or be left out of it.
    pub(crate) fn entry(&self) -> Option<usize> {
        match self {
            Sense::Subject(index) | Sense::Scene(index) | Sense::Pose(index) => Some(*index),
            Sense::View(index) | Sense::Trait(index) | Sense::Material(index) => Some(*index),
            Sense::Mood(index) | Sense::Body(index) => Some(*index),
            _ => None,
        }
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
    /// How many there are of a subject.
    Count(u32),
    /// What a subject does, by its tag.
    Pose(String),
    /// What a subject is made of, by its tag.
    Material(String),
    /// Another thing said of a subject, by its tag.
    Attribute(String),
    /// How one subject stands to another.
    Link(Relation),
    /// A place, time or light, by its tag.
    Scene(String),
    /// The picture's mood, by its tag.
    Mood(String),
    /// How the picture is seen, by its tag.
    View(String),
    /// How well the picture is made, by its tag.
    Quality(String),
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
            Meaning::Count(count) => format!("数量 {count}"),
            Meaning::Pose(tag) => format!("动作 {tag}"),
            Meaning::Material(tag) => format!("材质 {tag}"),
            Meaning::Attribute(tag) => format!("特征 {tag}"),
            Meaning::Link(relation) => format!("关系 {}", relation.name()),
            Meaning::Scene(tag) => format!("场景 {tag}"),
            Meaning::Mood(tag) => format!("氛围 {tag}"),
            Meaning::View(tag) => format!("视角 {tag}"),
            Meaning::Quality(tag) => format!("画质 {tag}"),
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
            Meaning::Count(count) => write!(f, "count {count}"),
            Meaning::Pose(tag) => write!(f, "pose {tag}"),
            Meaning::Material(tag) => write!(f, "material {tag}"),
            Meaning::Attribute(tag) => write!(f, "attribute {tag}"),
            Meaning::Link(relation) => write!(f, "relation {}", relation.name()),
            Meaning::Scene(tag) => write!(f, "scene {tag}"),
            Meaning::Mood(tag) => write!(f, "mood {tag}"),
            Meaning::View(tag) => write!(f, "view {tag}"),
            Meaning::Quality(tag) => write!(f, "quality {tag}"),
        }
    }
}
