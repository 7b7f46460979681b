//! One layer: attention, then a product through more numbers.

use burn::tensor::Tensor;

use crate::layers::{LayerNorm, Linear};
use crate::params::Scope;
use crate::sd::ClipConfig;
use crate::sd::attention::apart;
use crate::sd::config::Activation;
use crate::{Result, ops};

/// Attention of each token to itself and those before it, and two products, each as a residual
/// after a normalisation (Radford et al. 2019, section 2.3).
#[derive(Clone, Debug)]
pub(super) struct Layer {
    norm1: LayerNorm,
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    heads: usize,
    norm2: LayerNorm,
    widen: Linear,
    activation: Activation,
    narrow: Linear,
}

impl Layer {
    pub(super) fn new(scope: &Scope<'_>, config: &ClipConfig) -> Result<Self> {
        let (hidden, wide) = (config.hidden_size, config.intermediate_size);
        let product = |name| Linear::new(&scope.at(name), hidden, hidden);
        let norm = |name| LayerNorm::with_eps(&scope.at(name), hidden, config.layer_norm_eps);
        Ok(Self {
            norm1: norm("layer_norm1")?,
            query: product("self_attn.q_proj")?,
            key: product("self_attn.k_proj")?,
            value: product("self_attn.v_proj")?,
            out: product("self_attn.out_proj")?,
            heads: config.num_attention_heads,
            norm2: norm("layer_norm2")?,
            widen: Linear::new(&scope.at("mlp.fc1"), hidden, wide)?,
            activation: config.hidden_act,
            narrow: Linear::new(&scope.at("mlp.fc2"), wide, hidden)?,
        })
    }

    /// `x` `[texts·tokens, hidden]`.
    pub(super) fn forward(&self, x: Tensor<2>, texts: usize) -> Tensor<2> {
        let shape = x.dims();
        let h = self.norm1.forward(x.clone());
        let [query, key, value] = [&self.query, &self.key, &self.value]
            .map(|product| apart(product.forward(h.clone()), texts));
        let mixed = ops::causal_attention(query, key, value, self.heads);
        let x = self.out.forward_onto(x, mixed.reshape(shape));
        let wide = self.widen.forward(self.norm2.forward(x.clone()));
        let wide = match self.activation {
            Activation::Gelu => ops::gelu(wide),
            Activation::QuickGelu => ops::quick_gelu(wide),
        };
        self.narrow.forward_onto(x, wide)
    }
}
