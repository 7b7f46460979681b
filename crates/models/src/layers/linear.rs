//! Matrix product with a bias.

use burn::tensor::Tensor;

use crate::Result;
use crate::ops::{self, Filter, Precision};
use crate::params::{Init, Scope};

/// `x · weight + bias` over rows, `[rows, in]` to `[rows, out]`.
#[derive(Clone, Debug)]
pub struct Linear {
    filter: Filter,
    bias: Option<Tensor<1>>,
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
        let filter = scope.filter_of_rows([inputs, outputs], Init::fan_in(inputs))?;
        Ok(Self { filter, bias: None })
    }

    fn with(scope: &Scope<'_>, inputs: usize, outputs: usize, init: Init) -> Result<Self> {
        Ok(Self {
            filter: scope.filter_of_rows([inputs, outputs], init)?,
            bias: Some(scope.get("bias", [outputs], Init::Zeros)?),
        })
    }

    /// The product with `rows`.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        ops::linear(rows, &self.filter, self.bias.clone())
    }

    /// The product with `rows`, added to `base` `[rows, out]`.
    pub fn forward_onto(&self, base: Tensor<2>, rows: Tensor<2>) -> Tensor<2> {
        ops::linear_onto(base, rows, &self.filter, self.bias.clone())
    }

    /// [`ops::gelu`] of the product with `rows`.
    pub fn forward_gelu(&self, rows: Tensor<2>) -> Tensor<2> {
        ops::linear_gelu(rows, &self.filter, self.bias.clone())
    }

    /// The numbers in which products are taken.
    pub fn precision(&self) -> Precision {
        self.filter.precision()
    }
}
