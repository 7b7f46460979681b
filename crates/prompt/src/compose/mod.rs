//! A brief becomes a picture prompt.
//!
//! The [`Family`] says which terms there are and in what order; the [`Dialect`] how terms and
//! their weights are written. What has no name in English is told as missed, never invented.

mod dialects;
mod error;
mod families;
mod order;
mod phrase;

pub use dialects::{DIALECTS, Dialect, dialect};
pub use error::ComposeError;
pub use families::{FAMILIES, Family, Part, family};

use serde::Serialize;

use crate::{Brief, Span};

/// A term of a prompt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// What it says, in English.
    pub text: String,
    /// How much it counts; 1 is plain.
    pub weight: f32,
    /// Where it was said; `None` for what nobody said.
    pub from: Option<Span>,
    /// The words that it came from; empty for what nobody said.
    pub words: String,
}

/// A picture prompt.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Prompt {
    /// What should be in the picture.
    pub positive: Vec<Term>,
    /// What should not.
    pub negative: Vec<Term>,
    /// The positive terms in the dialect.
    pub text: String,
    /// The negative terms in the dialect.
    pub negative_text: String,
    /// Words for which there is no name in English.
    pub missed: Vec<String>,
}

/// How to write a prompt.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The name of one of [`DIALECTS`].
    pub dialect: &'a str,
    /// The name of one of [`FAMILIES`].
    pub family: &'a str,
    /// Whether to add the words of quality that the family is used to.
    pub extras: bool,
    /// What was stressed: terms from there count more.
    pub stressed: &'a [Span],
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { dialect: "a1111", family: "sd15", extras: false, stressed: &[] }
    }
}

/// The weight of a term that was stressed.
const STRESS: f32 = 1.2;

/// Writes a brief as a prompt.
///
/// # Errors
/// A dialect or family that is not known.
pub fn compose(brief: &Brief, options: &Options) -> Result<Prompt, ComposeError> {
    let (family, dialect) = (family(options.family)?, dialect(options.dialect)?);
    let mut prompt = Prompt::default();
    order::positive(brief, family, &mut prompt);
    order::negative(brief, &mut prompt);
    if options.extras {
        prompt.positive.extend(family.quality.iter().map(|text| Term::unsaid(text)));
        prompt.negative.extend(family.negative.iter().map(|text| Term::unsaid(text)));
    }
    for term in prompt.positive.iter_mut().chain(&mut prompt.negative) {
        let stressed = |from: Span| options.stressed.iter().any(|span| span.overlaps(from));
        if term.from.is_some_and(stressed) {
            term.weight = STRESS;
        }
    }
    prompt.text = dialect.write(&prompt.positive);
    prompt.negative_text = dialect.write(&prompt.negative);
    Ok(prompt)
}

impl Term {
    /// A term of plain weight; line breaks and commas, which part terms, become spaces.
    pub(crate) fn new(text: &str, from: Option<Span>, words: &str) -> Self {
        let text: Vec<&str> =
            text.split([',', '\n', '\r', ' ']).filter(|w| !w.is_empty()).collect();
        Self { text: text.join(" "), weight: 1.0, from, words: words.to_owned() }
    }

    fn unsaid(text: &str) -> Self {
        Self::new(text, None, "")
    }
}
