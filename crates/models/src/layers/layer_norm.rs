//! Layer normalisation.

use burn::tensor::Tensor;

use crate::params::{Init, Scope};
use crate::{Result, ops};

/// Normalisation of each row by itself (Ba et al. 2016), with eps 1e-5.
#[derive(Clone, Debug)]
pub struct LayerNorm {
    scale: Tensor<1>,
    shift: Tensor<1>,
}

impl LayerNorm {
    /// A normalisation of `channels`.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, channels: usize) -> Result<Self> {
        Ok(Self {
            scale: scope.get("weight", [channels], Init::Ones)?,
            shift: scope.get("bias", [channels], Init::Zeros)?,
        })
    }

    /// Normalises `rows` `[rows, channels]`.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        ops::layer_norm(rows, self.scale.clone(), self.shift.clone(), 1e-5)
    }
}
