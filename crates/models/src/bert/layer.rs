//! One layer: attention, then a product through more numbers.

use burn::tensor::Tensor;

use super::BertConfig;
use crate::layers::{LayerNorm, Linear};
use crate::params::Scope;
use crate::{Result, ops};

/// Attention of each text to itself and two products, each as a residual before a normalisation
/// (Vaswani et al. 2017, section 3.1).
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) query: Linear,
    pub(super) key: Linear,
    pub(super) value: Linear,
    pub(super) out: Linear,
    pub(super) norm_attended: LayerNorm,
    pub(super) widen: Linear,
    pub(super) narrow: Linear,
    pub(super) norm_out: LayerNorm,
    pub(super) heads: usize,
}

impl Layer {
    pub(super) fn new(scope: &Scope<'_>, config: &BertConfig) -> Result<Self> {
        let (hidden, wide) = (config.hidden_size, config.intermediate_size);
        let product = |name| Linear::new(&scope.at(name), hidden, hidden);
        let norm = |name| LayerNorm::with_eps(&scope.at(name), hidden, config.layer_norm_eps);
        Ok(Self {
            query: product("attention.self.query")?,
            key: product("attention.self.key")?,
            value: product("attention.self.value")?,
            out: product("attention.output.dense")?,
            norm_attended: norm("attention.output.LayerNorm")?,
            widen: Linear::new(&scope.at("intermediate.dense"), hidden, wide)?,
            narrow: Linear::new(&scope.at("output.dense"), wide, hidden)?,
            norm_out: norm("output.LayerNorm")?,
            heads: config.num_attention_heads,
        })
    }

    /// `x` `[tokens of all texts, hidden]`; each text has so many of the rows.
    pub(super) fn forward(&self, x: Tensor<2>, lengths: &[usize]) -> Tensor<2> {
        let [query, key, value] =
            [&self.query, &self.key, &self.value].map(|product| product.forward(x.clone()));
        let mixed = ops::self_attention(query, key, value, lengths, self.heads);
        let x = self.norm_attended.forward(self.out.forward_onto(x, mixed));
        let wide = ops::gelu(self.widen.forward(x.clone()));
        self.norm_out.forward(self.narrow.forward_onto(x, wide))
    }
}
