//! Texts as tokens.

use std::sync::Arc;

use crate::input::{exactly, given};
use crate::sd::ClipConfig;
use crate::{Error, Result, Wanted};

/// Where files say this ends a text, which is wrong, transformers takes the largest id for the end.
const WRONG_END: u32 = 2;

/// A token of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// One of the vocabulary.
    Id(u32),
    /// One beside the vocabulary: what stands in place of a row of its table
    /// (textual inversion, Gal et al. 2022, arXiv:2208.01618).
    Vector(Arc<[f32]>),
}

impl Token {
    fn check(&self, config: &ClipConfig) -> Result<()> {
        match self {
            Self::Id(id) if *id as usize >= config.vocab_size => {
                Err(Error::Token { id: *id, count: config.vocab_size })
            }
            Self::Id(_) => Ok(()),
            Self::Vector(vector) => exactly("vector", vector.len(), config.hidden_size),
        }
    }
}

/// Texts of one length that the network can take.
pub(super) struct Batch<'a> {
    texts: Vec<&'a [Token]>,
    length: usize,
}

impl<'a> Batch<'a> {
    /// # Errors
    /// As [`super::Clip::forward`] has it.
    pub(super) fn new<T: AsRef<[Token]>>(texts: &'a [T], config: &ClipConfig) -> Result<Self> {
        let texts: Vec<&[Token]> = texts.iter().map(AsRef::as_ref).collect();
        let length = texts.first().map_or(0, |text| text.len());
        let longest = texts.iter().map(|text| text.len()).max().unwrap_or(0);
        let most = config.max_position_embeddings;
        if longest > most {
            return Err(Error::TooLong { tokens: longest, most });
        }
        given(length > 0, "tokens", length, Wanted::Between(1, most))?;
        for text in &texts {
            exactly("tokens", text.len(), length)?;
            text.iter().try_for_each(|token| token.check(config))?;
        }
        Ok(Self { texts, length })
    }

    pub(super) fn count(&self) -> usize {
        self.texts.len()
    }

    /// Tokens of each text.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// All tokens, text after text.
    pub(super) fn tokens(&self) -> impl Iterator<Item = &'a Token> {
        self.texts.iter().copied().flatten()
    }

    /// The row of each text that ends it, as rows count through all texts; the first one of a text
    /// that has no end.
    pub(super) fn ends(&self, end: u32) -> Vec<usize> {
        let texts = self.texts.iter().enumerate();
        texts.map(|(i, text)| i * self.length + ending(text, end)).collect()
    }
}

/// The place of the first token that ends a text.
fn ending(text: &[Token], end: u32) -> usize {
    let ids = || {
        let id = |(place, token): (usize, &Token)| match token {
            Token::Id(id) => Some((place, *id)),
            Token::Vector(_) => None,
        };
        text.iter().enumerate().filter_map(id)
    };
    let end = if end == WRONG_END { ids().map(|(_, id)| id).max() } else { Some(end) };
    ids().find(|(_, id)| Some(*id) == end).map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_the_first_end() {
        let text = |ids: &[u32]| ids.iter().map(|&id| Token::Id(id)).collect::<Vec<_>>();
        assert_eq!(ending(&text(&[8, 5, 9, 9, 9]), 9), 2);
        assert_eq!(ending(&text(&[8, 5, 9, 10]), 9), 2, "an id above it");
        assert_eq!(ending(&text(&[8, 5, 9, 9]), WRONG_END), 2, "the largest");
        assert_eq!(ending(&text(&[8, 5]), 9), 0, "none");
        let mut with_vector = text(&[8, 5, 9]);
        with_vector.insert(1, Token::Vector([1.0].into()));
        assert_eq!(ending(&with_vector, 9), 3);
        assert_eq!(ending(&with_vector, WRONG_END), 3);
    }
}
