//! Names of textual-inversion embeddings in a prompt.

use super::CHUNK_TOKENS;
use crate::text::{TextError, Tokenizer};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Which names stand for vectors of their own (Gal et al. 2022), found by their tokens.
#[derive(Debug, Default)]
pub struct Embeddings {
    /// By the first token of the name; the longest first.
    names: HashMap<u32, Vec<Embedding>>,
}

/// An embedding whose name was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Embedding {
    /// The tokens of its name.
    pub(super) tokens: Vec<u32>,
    /// Which it is of those that were given.
    pub(super) index: usize,
    /// How many vectors it has.
    pub(super) vectors: usize,
}

impl Embeddings {
    /// The embeddings of some names, with the number of vectors that each has. Where two have the
    /// same tokens, the first counts.
    ///
    /// # Errors
    /// [`TextError::Embedding`] where a name has no tokens, or has no vectors or more than fit a
    /// chunk.
    pub fn new<'a>(
        tokenizer: &Tokenizer,
        names: impl IntoIterator<Item = (&'a str, usize)>,
    ) -> Result<Self, TextError> {
        let mut found: HashMap<u32, Vec<Embedding>> = HashMap::new();
        for (index, (name, vectors)) in names.into_iter().enumerate() {
            let unusable =
                || TextError::Embedding { name: name.to_owned(), vectors, limit: CHUNK_TOKENS };
            let tokens = tokenizer.encode(name);
            let first = *tokens.first().ok_or_else(unusable)?;
            if !(1..=CHUNK_TOKENS).contains(&vectors) {
                return Err(unusable());
            }
            found.entry(first).or_default().push(Embedding { tokens, index, vectors });
        }
        for sharing in found.values_mut() {
            sharing.sort_by_key(|embedding| Reverse(embedding.tokens.len()));
        }
        Ok(Self { names: found })
    }

    /// The longest name with which these tokens begin.
    pub(super) fn starting(&self, tokens: &[u32]) -> Option<&Embedding> {
        let sharing = self.names.get(tokens.first()?)?;
        sharing.iter().find(|embedding| tokens.starts_with(&embedding.tokens))
    }
}
