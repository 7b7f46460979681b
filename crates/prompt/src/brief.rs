//! What is wanted, as plain data.

use serde::Serialize;

use crate::Span;

/// A colour with its name in both languages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Colour {
    /// English name, such as `light blue`, or the hex code as typed.
    pub name: String,
    /// Chinese name, such as `浅蓝色`.
    pub zh: String,
    /// Oklab lightness 0..=1 and the two colour axes.
    pub oklab: [f32; 3],
}

/// A thing to paint. What was not said is `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Subject {
    /// The vocabulary's name for it.
    pub tag: String,
    /// Position of the tag in the vocabulary.
    pub index: usize,
    /// Where it was said; `None` for a subject that did not come from words.
    pub span: Option<Span>,
    /// Colour asked for.
    pub colour: Option<Colour>,
    /// Centre of its box, 0..=1 from the top left: x, y. Not yet moved inside the picture.
    pub place: Option<[f32; 2]>,
    /// Side of its box as a share of the picture's side, 0.5..=0.9.
    pub size: Option<f32>,
}

/// Something that must not be in the picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exclusion {
    /// As the person said it.
    pub words: String,
    /// Where it was said.
    pub span: Span,
    /// The vocabulary's name and position, where the thing is known.
    pub tag: Option<String>,
    /// Position of the tag in the vocabulary.
    pub index: Option<usize>,
    /// The colour that is unwanted: of the thing, or at all where no thing is named.
    pub colour: Option<Colour>,
}

/// What is wanted so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Brief {
    /// Things to paint, in the order in which they were said.
    pub subjects: Vec<Subject>,
    /// Background colour.
    pub background: Option<Colour>,
    /// Position of the style in the vocabulary's styles.
    pub style: Option<usize>,
    /// What must not be there.
    pub exclude: Vec<Exclusion>,
}
