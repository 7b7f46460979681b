//! Matrix product with a bias.

use std::sync::Arc;

use burn::tensor::Tensor;
use qingyun_kernels::Beside;

use crate::Result;
use crate::lora::Change;
use crate::ops::{self, Filter, Packed, Precision};
use crate::params::{Init, Scope};

/// `x · weight + bias` over rows, `[rows, in]` to `[rows, out]`.
#[derive(Clone, Debug)]
pub struct Linear {
    filter: Filter,
    bias: Option<Tensor<1>>,
    change: Option<Change>,
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
        Ok(Self { filter, bias: None, change: scope.change([inputs, outputs])? })
    }

    fn with(scope: &Scope<'_>, inputs: usize, outputs: usize, init: Init) -> Result<Self> {
        Ok(Self {
            filter: scope.filter_of_rows([inputs, outputs], init)?,
            bias: Some(scope.get("bias", [outputs], Init::Zeros)?),
            change: scope.change([inputs, outputs])?,
        })
    }

    /// The product with `rows`.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        let product = |rows| ops::linear(rows, &self.filter, self.bias.clone());
        match &self.change {
            Some(change) => change.onto(product(rows.clone()), rows),
            None => product(rows),
        }
    }

    /// The product with `rows`, added to `base` `[rows, out]`.
    pub fn forward_onto(&self, base: Tensor<2>, rows: Tensor<2>) -> Tensor<2> {
        let product = |rows| ops::linear_onto(base, rows, &self.filter, self.bias.clone());
        match &self.change {
            Some(change) => change.onto(product(rows.clone()), rows),
            None => product(rows),
        }
    }

    /// The packed weights and the bias, or `[0]` for none, where nothing else is in the product.
    pub(crate) fn painted(&self) -> Option<(&Packed, Tensor<1>)> {
        match self.change {
            Some(_) => None,
            None => Some((self.filter.painted()?, ops::or_none(self.bias.clone()))),
        }
    }

    /// The weights as the kernels read them, where they only paint.
    pub(crate) fn packed(&self) -> Option<Product> {
        let filter = self.filter.packed()?.clone();
        Some(Product { filter, bias: self.bias.as_ref().map(host).unwrap_or_default() })
    }

    /// The numbers in which products are taken.
    pub fn precision(&self) -> Precision {
        self.filter.precision()
    }
}

/// A [`Linear`] on slices.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    filter: Arc<qingyun_kernels::Filter>,
    /// Empty for none.
    bias: Vec<f32>,
}

impl Product {
    /// Writes the product with the rows `x`, onto `residual` if there is one, to `y`.
    pub(crate) fn apply(&self, x: &[f32], residual: Option<&[f32]>, y: &mut [f32]) {
        let bias = Some(&self.bias[..]).filter(|bias| !bias.is_empty());
        self.filter.multiply(x, Beside { bias, residual }, y);
    }

    /// Numbers of a row that it gives.
    pub(crate) fn outputs(&self) -> usize {
        self.filter.shape()[3]
    }

    /// The numbers in which products are taken.
    pub(crate) fn precision(&self) -> Precision {
        self.filter.precision()
    }
}

/// A tensor's values on the host.
pub(super) fn host(values: &Tensor<1>) -> Vec<f32> {
    values.clone().into_data().iter::<f32>().collect()
}
