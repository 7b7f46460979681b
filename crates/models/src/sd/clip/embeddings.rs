//! Tokens as numbers.

use burn::tensor::{Device, Tensor, TensorData};

use super::batch::{Batch, Token};
use crate::Result;
use crate::layers::Table;
use crate::params::Scope;
use crate::sd::ClipConfig;

/// What a token is and where it stands, summed.
#[derive(Clone, Debug)]
pub(super) struct Embeddings {
    tokens: Table,
    positions: Table,
    device: Device,
}

impl Embeddings {
    pub(super) fn new(scope: &Scope<'_>, config: &ClipConfig) -> Result<Self> {
        let table = |name, rows| Table::new(&scope.at(name), [rows, config.hidden_size]);
        Ok(Self {
            tokens: table("token_embedding", config.vocab_size)?,
            positions: table("position_embedding", config.max_position_embeddings)?,
            device: scope.device().clone(),
        })
    }

    /// A row for each token, `[texts·tokens, hidden]`.
    ///
    /// # Errors
    /// [`crate::Error::Dtype`] and [`crate::Error::NotFinite`] for a row of a file.
    pub(super) fn forward(&self, batch: &Batch<'_>) -> Result<Tensor<2>> {
        let positions: Vec<usize> = (0..batch.count()).flat_map(|_| 0..batch.length()).collect();
        Ok(self.tokens(batch)? + self.positions.rows(&positions, &self.device)?)
    }

    fn tokens(&self, batch: &Batch<'_>) -> Result<Tensor<2>> {
        // A vector has some row of the table until it takes its place.
        let place = |token: &Token| match token {
            Token::Id(id) => *id as usize,
            Token::Vector(_) => 0,
        };
        let places: Vec<usize> = batch.tokens().map(place).collect();
        let mut rows = self.tokens.rows(&places, &self.device)?;
        for (row, token) in batch.tokens().enumerate() {
            let Token::Vector(vector) = token else { continue };
            let width = vector.len();
            let vector = TensorData::new(vector.to_vec(), [1, width]);
            let vector = Tensor::from_data(vector, &self.device);
            rows = rows.slice_assign([row..row + 1, 0..width], vector);
        }
        Ok(rows)
    }
}
