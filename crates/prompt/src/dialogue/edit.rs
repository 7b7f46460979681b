//! Edits of a brief, as plain data.

use serde::{Deserialize, Serialize};

use crate::{Brief, Colour, Exclusion, Named, Place, Relation, Subject};

/// Whom an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// A subject, by its position in the brief.
    Subject(usize),
    /// The background.
    Background,
}

impl Whom {
    /// Its colour in a brief.
    pub(crate) fn colour(self, brief: &Brief) -> Option<&Colour> {
        match self {
            Self::Subject(index) => brief.subjects.get(index)?.colour.as_ref(),
            Self::Background => brief.background.colour.as_ref(),
        }
    }
}

/// A direction in which a quality can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// A larger box.
    Larger,
    /// A smaller box.
    Smaller,
    /// More of OKLCH's lightness.
    Lighter,
    /// Less lightness.
    Darker,
    /// More chroma.
    Stronger,
    /// Less chroma.
    Greyer,
}

impl Axis {
    /// The other way.
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::Larger => Self::Smaller,
            Self::Smaller => Self::Larger,
            Self::Lighter => Self::Darker,
            Self::Darker => Self::Lighter,
            Self::Stronger => Self::Greyer,
            Self::Greyer => Self::Stronger,
        }
    }
}

/// How far a step goes: "a bit", nothing said, "much".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Degree {
    /// 一点, a bit.
    Small,
    /// Nothing was said.
    #[default]
    Medium,
    /// 很多, much.
    Large,
}

/// Where a relative edit leads a colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heading {
    /// Along lightness or chroma.
    Along(Axis),
    /// Towards a colour.
    Toward(Colour),
    /// Away from a colour of which there is too much.
    Away(Colour),
}

/// A relative edit of a colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tone {
    /// Where it leads.
    pub heading: Heading,
    /// How far.
    pub degree: Degree,
    /// Share of the step that is taken, 0..=1: it halves each time the person swings back.
    pub share: f32,
}

/// What happens to one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It gets a colour, or none.
    Colour(Option<Colour>),
    /// Its colour goes a step.
    Tone(Tone),
    /// It gets a size, a share of the picture's side.
    Size(f32),
    /// Its size is multiplied.
    Scale(f32),
    /// It stands at a place.
    Place(Place),
    /// It moves by shares of the picture's sides: right, down.
    Move([f32; 2]),
    /// So many of it.
    Count(u32),
    /// More of it, or fewer; none left takes it out.
    More(i64),
    /// Another thing in its place; what was said of the old one and not of the new stays.
    Become(Box<Subject>),
    /// Pose, material and attributes that were said are added; other qualities too.
    Describe(Box<Subject>),
    /// It is taken out.
    Remove,
}

/// One edit of a brief.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A wish that stands for itself: what was wanted before is gone.
    Anew(Box<Brief>),
    /// One thing changes.
    Of(Whom, Change),
    /// New things, with their links among themselves, and how the first stands to one that is
    /// there.
    Add(Vec<Subject>, Option<Tie>),
    /// Two subjects change places.
    Swap(usize, usize),
    /// Only these subjects stay.
    Keep(Vec<usize>),
    /// Where, when or in what light the picture is.
    Scene(Vec<Named>),
    /// These words leave the scene or what is said of subjects.
    Forget(Vec<Named>),
    /// The way of painting.
    Style(Named),
    /// The feeling.
    Mood(Named),
    /// Something that must not be there.
    Exclude(Exclusion),
}

/// How a new subject stands to one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// How they stand to one another.
    pub relation: Relation,
    /// The subject that is there.
    pub to: usize,
}
