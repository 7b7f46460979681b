//! Matrix product with a bias.

use burn::tensor::Tensor;

use crate::Result;
use crate::ops;
use crate::params::{Init, Scope};

/// `x · weight + bias` over rows, `[rows, in]` to `[rows, out]`.
#[derive(Clone, Debug)]
pub struct Linear {
    weight: Tensor<2>,
    bias: Tensor<1>,
}

impl Linear {
    /// A product with random weights.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, inputs: usize, outputs: usize) -> Result<Self> {
        Self::with(scope, inputs, outputs, Init::fan_in(inputs))
    }

    /// A product that starts as zero.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn zero(scope: &Scope<'_>, inputs: usize, outputs: usize) -> Result<Self> {
        Self::with(scope, inputs, outputs, Init::Zeros)
    }

    /// A product with random weights and no bias: the checkpoint has none.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn unbiased(scope: &Scope<'_>, inputs: usize, outputs: usize) -> Result<Self> {
        let weight: Tensor<2> = scope.get("weight", [inputs, outputs], Init::fan_in(inputs))?;
        let bias = Tensor::zeros([outputs], &weight.device());
        Ok(Self { weight, bias })
    }

    fn with(scope: &Scope<'_>, inputs: usize, outputs: usize, init: Init) -> Result<Self> {
        Ok(Self {
            weight: scope.get("weight", [inputs, outputs], init)?,
            bias: scope.get("bias", [outputs], Init::Zeros)?,
        })
    }

    /// The product with `rows`.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        ops::linear(rows, self.weight.clone(), self.bias.clone())
    }

    /// The product with `rows`, added to `base` `[rows, out]`.
    pub fn forward_onto(&self, base: Tensor<2>, rows: Tensor<2>) -> Tensor<2> {
        base + self.forward(rows)
    }
}
