//! Tokens as numbers.

use burn::tensor::{Int, Tensor};

use super::{Batch, BertConfig};
use crate::Result;
use crate::layers::LayerNorm;
use crate::params::{Init, Scope};

/// The spread with which tables start (Devlin et al. 2018's released code).
const SPREAD: f32 = 0.02;

/// What a token is and where it stands, summed and normalised.
#[derive(Clone, Debug)]
pub(super) struct Embeddings {
    words: Tensor<2>,
    positions: Tensor<2>,
    kinds: Tensor<2>,
    norm: LayerNorm,
}

impl Embeddings {
    pub(super) fn new(scope: &Scope<'_>, config: &BertConfig) -> Result<Self> {
        let hidden = config.hidden_size;
        let table = |name, rows| table(&scope.at(name), [rows, hidden]);
        Ok(Self {
            words: table("word_embeddings", config.vocab_size)?,
            positions: table("position_embeddings", config.max_position_embeddings)?,
            kinds: table("token_type_embeddings", config.type_vocab_size)?,
            norm: LayerNorm::with_eps(&scope.at("LayerNorm"), hidden, config.layer_norm_eps)?,
        })
    }

    /// A row for each token, `[tokens of all texts, hidden]`.
    pub(super) fn forward(&self, batch: &Batch) -> Tensor<2> {
        let device = self.words.device();
        let [words, positions] = [batch.tokens(&device), batch.positions(&device)];
        let rows = |table: &Tensor<2>, at: Tensor<1, Int>| table.clone().select(0, at);
        let sum = rows(&self.words, words) + rows(&self.positions, positions);
        self.norm.forward(sum + self.kinds.clone().narrow(0, 0, 1))
    }
}

/// The rows of a table lie in the file as they are asked for here, unlike those of a product.
fn table(scope: &Scope<'_>, [rows, hidden]: [usize; 2]) -> Result<Tensor<2>> {
    let table: Tensor<3> = scope.get("weight", [1, rows, hidden], Init::Normal(SPREAD))?;
    Ok(table.reshape([rows, hidden]))
}
