//! Words that are frequent here and rare elsewhere (Spärck Jones 1972), summed over the phrase.

use super::super::common::rarity;
use super::{Document, KeywordError, Ranker};
use crate::Encode;

pub(super) const RANKER: Ranker = Ranker {
    name: "tfidf",
    about: "words frequent here and rare elsewhere; needs no encoder",
    about_zh: "此文常见而别处少见的词；不需要编码器",
    encodes: false,
    weight: 0.4,
    signal,
};

/// The sum over a phrase's words, by the root of their number: between sum and mean, as of
/// independent evidence.
fn signal(document: &Document, _: Option<&dyn Encode>) -> Result<Vec<f32>, KeywordError> {
    let counts = document.counts();
    let weight = |word: &String| {
        let count = counts.get(word.as_str()).copied().unwrap_or(1) as f32;
        (1.0 + count).ln() * rarity(word)
    };
    let candidates = document.candidates.iter();
    Ok(candidates
        .map(|found| {
            let sum: f32 = found.words.iter().map(weight).sum();
            sum / (found.words.len().max(1) as f32).sqrt()
        })
        .collect())
}
