//! Ways to tell how much a phrase matters: one file each, and one line here.

mod bert;
mod masked;
mod textrank;
mod tfidf;
mod yake;

use super::KeywordError;
use super::document::Document;
use crate::span::head;
use crate::{Encode, likeness};

/// A way to rank candidates.
pub struct Ranker {
    /// What it is asked for by.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// The same in Chinese.
    pub about_zh: &'static str,
    /// Whether it asks an encoder for meaning.
    pub encodes: bool,
    /// Log-odds for each standard deviation of its signal, against the shared prior. Statistics
    /// repeat some of what the prior knows, meaning does not: so they weigh half as much.
    pub(super) weight: f32,
    /// A number for each candidate of the document, greater is better; only its standard
    /// deviations count.
    pub(super) signal: Signal,
}

pub(super) type Signal = fn(&Document, Option<&dyn Encode>) -> Result<Vec<f32>, KeywordError>;

/// All rankers; the first is the default.
const RANKERS: [Ranker; 5] =
    [bert::RANKER, masked::RANKER, tfidf::RANKER, textrank::RANKER, yake::RANKER];

/// What stands in for a ranker that has no encoder: the best of those that need none.
const WITHOUT_ENCODER: Ranker = tfidf::RANKER;

/// All rankers, the default first.
pub fn rankers() -> &'static [Ranker] {
    &RANKERS
}

/// How alike in meaning the whole text is to each of the others that a document leads to; 0 for each
/// candidate where there is no encoder.
fn likenesses<T: AsRef<str>>(
    document: &Document,
    encoder: Option<&dyn Encode>,
    read: usize,
    others: impl FnOnce(&str) -> Vec<T>,
) -> Result<Vec<f32>, KeywordError> {
    let Some(encoder) = encoder.filter(|_| !document.candidates.is_empty()) else {
        return Ok(vec![0.0; document.candidates.len()]);
    };
    let text = head(document.text, read);
    let others = others(text);
    let texts: Vec<&str> = std::iter::once(text).chain(others.iter().map(T::as_ref)).collect();
    let vectors = encoder.encode(&texts).map_err(|source| KeywordError::Encode { source })?;
    let whole = vectors.first().map(Vec::as_slice).unwrap_or_default();
    Ok(vectors.iter().skip(1).map(|other| likeness(whole, other)).collect())
}

/// The ranker of a name, or what stands in for it where there is no encoder.
pub(super) fn find(name: &str, encoder: bool) -> Result<&'static Ranker, KeywordError> {
    let ranker = RANKERS.iter().find(|ranker| ranker.name == name);
    let ranker = ranker.ok_or_else(|| KeywordError::UnknownRanker { name: name.to_owned() })?;
    Ok(if ranker.encodes && !encoder { &WITHOUT_ENCODER } else { ranker })
}
