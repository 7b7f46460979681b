//! Changes that learn, on top of weights that stay (LoRA, Hu et al. 2021, arXiv:2106.09685).
//!
//! A linear layer W becomes W + α/r · A·B, where A `[in, r]` narrows to r numbers and B `[r, out]`
//! widens again. A starts random and B as zero, so that a change starts as none.

use burn::tensor::Tensor;
use serde::Serialize;

use crate::Result;
use crate::ops::{self, Filter};
use crate::params::{Init, Params};

/// Where the layers are that are changed: inside the transformers of a U-Net and of a text encoder.
/// kohya's scripts choose the same.
const INSIDE: [&str; 2] = ["attentions.", "encoder.layers."];

/// The two tensors of a change, below the name of its layer.
pub const PIECES: [&str; 2] = ["lora_down.weight", "lora_up.weight"];

/// How large changes are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LoraConfig {
    /// The rank r, 1 or more.
    pub dim: usize,
    /// α, which counts divided by the rank.
    pub alpha: f64,
}

/// The changes of one network: tensors `NETWORK.LAYER.lora_down.weight` `[in, r]` and
/// `NETWORK.LAYER.lora_up.weight` `[r, out]`.
#[derive(Clone, Copy, Debug)]
pub struct Lora<'a> {
    /// Where the changes are, or are made.
    pub params: &'a Params,
    /// The network's name among them.
    pub network: &'static str,
    /// How large they are.
    pub config: LoraConfig,
}

impl Lora<'_> {
    /// The change of the linear layer of that name, `[in, out]`; none where it is not one of those
    /// that are changed.
    pub(crate) fn change(
        &self,
        layer: &str,
        [inputs, outputs]: [usize; 2],
    ) -> Result<Option<Change>> {
        if !INSIDE.iter().any(|place| layer.contains(place)) {
            return Ok(None);
        }
        let LoraConfig { dim, alpha } = self.config;
        let scope = self.params.root().at(self.network).at(layer);
        // As PyTorch starts a linear layer, which kohya's scripts keep.
        let start = Init::Uniform((inputs.max(1) as f32).sqrt().recip());
        Ok(Some(Change {
            down: scope.at("lora_down").filter_of_rows([inputs, dim], start)?,
            up: scope.at("lora_up").filter_of_rows([dim, outputs], Init::Zeros)?,
            scale: alpha / dim.max(1) as f64,
        }))
    }
}

/// The change of one layer.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    down: Filter,
    up: Filter,
    scale: f64,
}

impl Change {
    /// `base` `[rows, out]` with the change's product with `rows` `[rows, in]` added.
    pub(crate) fn onto(&self, base: Tensor<2>, rows: Tensor<2>) -> Tensor<2> {
        let narrow = ops::linear(rows, &self.down, None).mul_scalar(self.scale);
        ops::linear_onto(base, narrow, &self.up, None)
    }
}
