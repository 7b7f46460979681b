//! The residual block of the U-Net.

use burn::tensor::Tensor;

use super::{Conv, GroupNorm, Linear};
use crate::Result;
use crate::params::Scope;

/// Norm, SiLU, convolution, modulated norm, SiLU, convolution, beside a shortcut
/// (Dhariwal & Nichol 2021, their "adaptive group normalisation").
#[derive(Clone, Debug)]
pub struct Residual {
    norm1: GroupNorm,
    conv1: Conv,
    film: Linear,
    norm2: GroupNorm,
    conv2: Conv,
    shortcut: Option<Conv>,
}

impl Residual {
    /// A block from `inputs` to `outputs` channels under a condition of `condition` numbers.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, inputs: usize, outputs: usize, condition: usize) -> Result<Self> {
        let shortcut = (inputs != outputs)
            .then(|| Conv::new(&scope.at("shortcut"), 1, inputs, outputs))
            .transpose()?;
        Ok(Self {
            norm1: GroupNorm::new(&scope.at("norm1"), inputs, true)?,
            conv1: Conv::new(&scope.at("conv1"), 3, inputs, outputs)?,
            film: Linear::zero(&scope.at("film"), condition, 2 * outputs)?,
            norm2: GroupNorm::new(&scope.at("norm2"), outputs, true)?,
            conv2: Conv::zero(&scope.at("conv2"), 3, outputs, outputs)?,
            shortcut,
        })
    }

    /// `x` `[batch, height, width, in]` under `condition` `[batch, condition]`.
    pub fn forward(&self, x: Tensor<4>, condition: Tensor<2>) -> Tensor<4> {
        let h = self.conv1.forward(self.norm1.forward(x.clone()));
        let h = self.norm2.modulated(h, self.film.forward(condition));
        let base = match &self.shortcut {
            Some(shortcut) => shortcut.forward(x),
            None => x,
        };
        self.conv2.forward_onto(base, h)
    }
}
