//! Tokens against transformers' `CLIPTokenizer`; `tests/parity/clip_tokens.py` wrote the fixture.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::fixture;
use proptest::prelude::*;

#[test]
fn tokens_are_those_of_transformers() {
    let texts: Vec<(String, Vec<u32>)> = fixture("clip_tokens");
    assert!(texts.len() > 200);
    for (text, expected) in texts {
        assert_eq!(Tokenizer::embedded().encode(&text), expected, "{text:?}");
    }
}

/// The first line of `merges.txt` is a comment, the last tokens of the vocabulary are the marks.
#[test]
fn the_vocabulary_is_openais() {
    let Marks { start, end, pad } = Tokenizer::embedded().marks();
    assert_eq!([start, end, pad], [49_406, 49_407, 49_407]);
    assert_eq!(Tokenizer::embedded().comma(), 267);
}

proptest! {
    #[test]
    fn any_text_has_tokens_of_the_vocabulary(text in any::<String>()) {
        let tokens = Tokenizer::embedded().encode(&text);
        prop_assert!(tokens.iter().all(|token| *token < 49_408));
        prop_assert_eq!(tokens.is_empty(), text.trim().is_empty());
    }
}
