//! What may become a key phrase.

use crate::Span;

/// A phrase of the text that may become a key phrase, with all its places.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// As the text has it where it stands first.
    pub(super) text: String,
    /// Where it stands, in order; never empty.
    pub(super) spans: Vec<Span>,
    /// Its words as they are counted: stems of English words, Chinese words as they are.
    pub(super) words: Vec<String>,
    /// What it looks like.
    pub(super) form: Form,
}

/// What a phrase looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// One English word, or two Chinese characters.
    pub(super) short: bool,
    /// Stands only inside longer candidates.
    pub(super) nested: bool,
    /// Whether it is written as a name.
    pub(super) name: Name,
}

/// How surely writing says that a phrase is a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Name {
    /// Nothing says so.
    #[default]
    No,
    /// Begins with a capital within a sentence.
    Capital,
    /// All capitals, such as "QCD", or the title of a book in 《》.
    Whole,
}

impl Candidate {
    /// Where it stands first.
    pub(super) fn first(&self) -> Span {
        self.spans.first().copied().unwrap_or(Span { start: 0, end: 0 })
    }
}
