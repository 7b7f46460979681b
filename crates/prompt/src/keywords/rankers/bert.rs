//! Likeness of meaning between a phrase and the whole text (Bennani-Smires et al. 2018,
//! "EmbedRank", section 3).

use super::{Document, KeywordError, Ranker};
use crate::span::head;
use crate::{Encode, likeness};

pub(super) const RANKER: Ranker = Ranker {
    name: "bert",
    about: "likeness of meaning to the whole text, by the encoder",
    about_zh: "与全文语义的接近程度，由编码器给出",
    encodes: true,
    weight: 0.8,
    signal,
};

/// Bytes of the text that are encoded: more than the few hundred words that encoders read.
const READ: usize = 8192;

fn signal(document: &Document, encoder: Option<&dyn Encode>) -> Result<Vec<f32>, KeywordError> {
    let Some(encoder) = encoder.filter(|_| !document.candidates.is_empty()) else {
        return Ok(vec![0.0; document.candidates.len()]);
    };
    let phrases = document.candidates.iter().map(|candidate| candidate.text.as_str());
    let texts: Vec<&str> = std::iter::once(head(document.text, READ)).chain(phrases).collect();
    let vectors = encoder.encode(&texts).map_err(|source| KeywordError::Encode { source })?;
    let whole = vectors.first().map(Vec::as_slice).unwrap_or_default();
    Ok(vectors.iter().skip(1).map(|phrase| likeness(whole, phrase)).collect())
}
