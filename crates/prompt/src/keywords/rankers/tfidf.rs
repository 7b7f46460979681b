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

fn signal(document: &Document, _: Option<&dyn Encode>) -> Result<Vec<f32>, KeywordError> {
    let counts = document.counts();
    Ok(document.by_words(|word| {
        let count = counts.get(word).copied().unwrap_or(1) as f32;
        (1.0 + count).ln() * rarity(word)
    }))
}
