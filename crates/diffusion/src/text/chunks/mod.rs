//! Chunks: the 77 tokens that a text encoder sees at once.

mod embeddings;
mod packer;
#[cfg(test)]
mod tests;

pub use embeddings::Embeddings;

use super::{Piece, Tokenizer};
use packer::Packer;

/// Tokens of a chunk without those of beginning and end.
pub const CHUNK_TOKENS: usize = 75;

/// Tokens of a chunk with those of beginning and end.
pub const MARKED_TOKENS: usize = CHUNK_TOKENS + 2;

/// One place of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// An entry of the vocabulary.
    Id(u32),
    /// A vector of an embedding.
    Vector {
        /// Which embedding, in the order in which they were given.
        name: usize,
        /// Which of its vectors, from 0.
        row: usize,
    },
}

/// What stands around the tokens of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Before them.
    pub start: u32,
    /// After them.
    pub end: u32,
    /// After that, up to [`MARKED_TOKENS`]: `end` again for Stable Diffusion 1 and the first
    /// encoder of XL, 0 for Stable Diffusion 2 and the second encoder of XL.
    pub pad: u32,
}

/// Up to [`CHUNK_TOKENS`] tokens with their weights; none in an empty one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chunk {
    tokens: Vec<Token>,
    weights: Vec<f32>,
}

impl Chunk {
    /// The [`MARKED_TOKENS`] tokens, between the marks and filled up.
    #[must_use]
    pub fn tokens(&self, marks: Marks) -> Vec<Token> {
        let mut tokens = vec![Token::Id(marks.start)];
        tokens.extend(&self.tokens);
        tokens.push(Token::Id(marks.end));
        tokens.resize(MARKED_TOKENS, Token::Id(marks.pad));
        tokens
    }

    /// The [`MARKED_TOKENS`] weights; marks and filling count 1.
    #[must_use]
    pub fn weights(&self) -> Vec<f32> {
        let mut weights = vec![1.0];
        weights.extend(&self.weights);
        weights.resize(MARKED_TOKENS, 1.0);
        weights
    }
}

/// A prompt's chunks, at least one, as A1111 fills them.
///
/// Each piece is made tokens on its own. `BREAK` ends a chunk, even an empty one. Where a chunk is
/// full and a comma is among its last 20 tokens, what follows the comma moves to the next chunk,
/// unless a comma is next. An embedding is never parted.
#[must_use]
pub fn chunks(pieces: &[Piece], tokenizer: &Tokenizer, embeddings: &Embeddings) -> Vec<Chunk> {
    let mut packer = Packer::new(tokenizer.comma(), embeddings);
    for piece in pieces {
        match piece {
            Piece::Break => packer.next(),
            Piece::Text { text, weight } => packer.add(&tokenizer.encode(text), *weight as f32),
        }
    }
    packer.finish()
}

/// Gives all prompts as many chunks as the longest has, with empty ones at their ends.
pub fn even_out(prompts: &mut [Vec<Chunk>]) {
    let most = prompts.iter().map(Vec::len).max().unwrap_or_default().max(1);
    for prompt in prompts {
        prompt.resize(most, Chunk::default());
    }
}
