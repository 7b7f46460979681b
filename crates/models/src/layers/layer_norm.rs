//! Layer normalisation.

use burn::tensor::Tensor;

use super::linear::host;
use crate::params::{Init, Scope};
use crate::{Result, ops};

/// Normalisation of each row by itself (Ba et al. 2016).
#[derive(Clone, Debug)]
pub struct LayerNorm {
    scale: Tensor<1>,
    shift: Tensor<1>,
    eps: f32,
}

impl LayerNorm {
    /// A normalisation of `channels`, with eps 1e-5.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, channels: usize) -> Result<Self> {
        Self::with_eps(scope, channels, 1e-5)
    }

    /// A normalisation of `channels`, with `eps` added to the variance.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn with_eps(scope: &Scope<'_>, channels: usize, eps: f32) -> Result<Self> {
        Ok(Self {
            scale: scope.get("weight", [channels], Init::Ones)?,
            shift: scope.get("bias", [channels], Init::Zeros)?,
            eps,
        })
    }

    /// The same on slices.
    pub(crate) fn on_slices(&self) -> RowNorm {
        let [scale, shift] = [&self.scale, &self.shift].map(host);
        let norm = qingyun_kernels::LayerNorm { channels: scale.len(), eps: self.eps };
        RowNorm { norm, scale, shift }
    }

    /// Normalises `rows` `[rows, channels]`.
    pub fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        ops::layer_norm(rows, self.scale.clone(), self.shift.clone(), self.eps)
    }
}

/// A [`LayerNorm`] on slices.
#[derive(Clone, Debug)]
pub(crate) struct RowNorm {
    norm: qingyun_kernels::LayerNorm,
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl RowNorm {
    /// Writes the normalised rows of `x` to `y`.
    pub(crate) fn apply(&self, x: &[f32], y: &mut [f32]) {
        self.norm.forward(x, &self.scale, &self.shift, y);
    }
}
