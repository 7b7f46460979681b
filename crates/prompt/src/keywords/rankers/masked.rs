//! How far the meaning of the whole text moves when a phrase is masked in it (Zhang et al. 2022,
//! "MDERank", equation 2): the farther, the more the phrase mattered.
//!
//! It costs one pass of the encoder over the text for each candidate.

use super::{Document, KeywordError, Ranker, likenesses};
use crate::Encode;
use crate::keywords::candidate::Candidate;

pub(super) const RANKER: Ranker = Ranker {
    name: "masked",
    about: "how far the text's meaning moves without the phrase, by the encoder; slow",
    about_zh: "去掉这个短语后全文语义变化多大，由编码器给出；较慢",
    encodes: true,
    weight: 0.8,
    signal,
};

/// What BERT's vocabularies call a word that is hidden.
const MASK: &str = "[MASK]";
/// Bytes of the text that are encoded for each candidate.
const READ: usize = 2048;

fn signal(document: &Document, encoder: Option<&dyn Encode>) -> Result<Vec<f32>, KeywordError> {
    let masked = |text: &str| document.candidates.iter().map(|c| without(text, c)).collect();
    let likenesses = likenesses::<String>(document, encoder, READ, masked)?;
    Ok(likenesses.into_iter().map(|likeness| -likeness).collect())
}

/// The text with the candidate masked at all its places.
fn without(text: &str, candidate: &Candidate) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for span in &candidate.spans {
        if span.start >= from && span.end <= text.len() {
            masked += &text[from..span.start];
            masked += MASK;
            from = span.end;
        }
    }
    masked + &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn every_place_is_masked() {
        let text = "a red cat and a cat";
        let spans = vec![Span { start: 6, end: 9 }, Span { start: 16, end: 19 }];
        let cat = Candidate {
            text: "cat".to_owned(),
            spans,
            words: vec!["cat".to_owned()],
            form: Default::default(),
        };
        assert_eq!(without(text, &cat), "a red [MASK] and a [MASK]");
        assert_eq!(without(&text[..12], &cat), "a red [MASK] an");
    }
}
