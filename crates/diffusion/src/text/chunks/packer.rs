//! Filling chunks with tokens.

use super::{CHUNK_TOKENS, Chunk, Embeddings, Token};

/// How far back a comma may lie at which a full chunk is parted.
const BACK: usize = 20;

/// Fills one chunk after the other.
pub(super) struct Packer<'a> {
    comma: u32,
    embeddings: &'a Embeddings,
    full: Vec<Chunk>,
    chunk: Chunk,
    /// Where the last comma of the chunk stands.
    last_comma: Option<usize>,
}

impl<'a> Packer<'a> {
    pub(super) fn new(comma: u32, embeddings: &'a Embeddings) -> Self {
        let (full, chunk) = (Vec::new(), Chunk::default());
        Self { comma, embeddings, full, chunk, last_comma: None }
    }

    /// Ends the chunk, even an empty one.
    pub(super) fn next(&mut self) {
        self.full.push(std::mem::take(&mut self.chunk));
        self.last_comma = None;
    }

    /// Adds the tokens of a piece.
    pub(super) fn add(&mut self, mut tokens: &[u32], weight: f32) {
        while let Some((token, rest)) = tokens.split_first() {
            self.make_room(*token);
            match self.embeddings.starting(tokens) {
                Some(found) => {
                    self.add_vectors(found.index, found.vectors, weight);
                    tokens = &tokens[found.tokens.len()..];
                }
                None => {
                    self.push(Token::Id(*token), weight);
                    tokens = rest;
                }
            }
        }
    }

    /// The chunks, at least one.
    pub(super) fn finish(mut self) -> Vec<Chunk> {
        if self.len() > 0 || self.full.is_empty() {
            self.next();
        }
        self.full
    }

    fn len(&self) -> usize {
        self.chunk.tokens.len()
    }

    /// Leaves room for at least one token, this one.
    fn make_room(&mut self, token: u32) {
        if token == self.comma {
            self.last_comma = Some(self.len());
        } else if self.len() == CHUNK_TOKENS
            && let Some(comma) = self.last_comma.filter(|comma| CHUNK_TOKENS - comma <= BACK)
        {
            let tokens = self.chunk.tokens.split_off(comma + 1);
            let weights = self.chunk.weights.split_off(comma + 1);
            self.next();
            self.chunk = Chunk { tokens, weights };
        }
        if self.len() == CHUNK_TOKENS {
            self.next();
        }
    }

    fn add_vectors(&mut self, name: usize, vectors: usize, weight: f32) {
        if self.len() + vectors > CHUNK_TOKENS {
            self.next();
        }
        for row in 0..vectors {
            self.push(Token::Vector { name, row }, weight);
        }
    }

    fn push(&mut self, token: Token, weight: f32) {
        self.chunk.tokens.push(token);
        self.chunk.weights.push(weight);
    }
}
