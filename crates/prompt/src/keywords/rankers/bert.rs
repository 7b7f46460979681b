//! Likeness of meaning between a phrase and the whole text (Bennani-Smires et al. 2018,
//! "EmbedRank", section 3).

use super::{Document, KeywordError, Ranker, likenesses};
use crate::Encode;

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
    let phrases = |_: &str| document.candidates.iter().map(|c| c.text.as_str()).collect();
    likenesses::<&str>(document, encoder, READ, phrases)
}
