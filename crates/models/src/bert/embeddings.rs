//! Tokens as numbers.

use burn::tensor::{Device, Tensor};

use super::{Batch, BertConfig};
use crate::Result;
use crate::layers::{LayerNorm, Table};
use crate::params::Scope;

/// What a token is and where it stands, summed and normalised.
#[derive(Clone, Debug)]
pub(super) struct Embeddings {
    words: Table,
    positions: Table,
    kinds: Table,
    norm: LayerNorm,
    device: Device,
}

impl Embeddings {
    pub(super) fn new(scope: &Scope<'_>, config: &BertConfig) -> Result<Self> {
        let hidden = config.hidden_size;
        let table = |name, rows| Table::new(&scope.at(name), [rows, hidden]);
        Ok(Self {
            words: table("word_embeddings", config.vocab_size)?,
            positions: table("position_embeddings", config.max_position_embeddings)?,
            kinds: table("token_type_embeddings", config.type_vocab_size)?,
            norm: LayerNorm::with_eps(&scope.at("LayerNorm"), hidden, config.layer_norm_eps)?,
            device: scope.device().clone(),
        })
    }

    /// A row for each token, `[tokens of all texts, hidden]`.
    ///
    /// # Errors
    /// [`crate::Error::Dtype`] and [`crate::Error::NotFinite`] for a row of a file.
    pub(super) fn forward(&self, batch: &Batch) -> Result<Tensor<2>> {
        let words: Vec<usize> = batch.ids().iter().map(|&id| id as usize).collect();
        let positions: Vec<usize> = batch.lengths().iter().flat_map(|&length| 0..length).collect();
        let words = self.words.rows(&words, &self.device)?;
        let positions = self.positions.rows(&positions, &self.device)?;
        Ok(self.norm.forward(words + positions + self.kinds.rows(&[0], &self.device)?))
    }
}
