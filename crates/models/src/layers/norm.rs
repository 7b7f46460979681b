//! Group normalisation with learned or asked-for modulation.

use burn::tensor::Tensor;

use crate::Result;
use crate::ops::{self, Norm};
use crate::params::{Init, Scope};

/// Sixteen groups divide every width of the tiny family.
const GROUPS: usize = 16;

/// Group normalisation, with SiLU or without.
#[derive(Clone, Debug)]
pub struct GroupNorm {
    scale: Tensor<2>,
    shift: Tensor<2>,
    norm: Norm,
}

impl GroupNorm {
    /// A normalisation of `channels` (a multiple of 16) in sixteen groups.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, channels: usize, silu: bool) -> Result<Self> {
        Self::with(scope, channels, Norm { groups: GROUPS, eps: 1e-5, silu })
    }

    /// A normalisation of `channels`, which `norm.groups` divides.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn with(scope: &Scope<'_>, channels: usize, norm: Norm) -> Result<Self> {
        Ok(Self {
            scale: scope.get("weight", [1, channels], Init::Ones)?,
            shift: scope.get("bias", [1, channels], Init::Zeros)?,
            norm,
        })
    }

    /// Normalises `x` `[batch, height, width, channels]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, _, _, channels] = x.dims();
        let scale = self.scale.clone().expand([batch, channels]);
        let shift = self.shift.clone().expand([batch, channels]);
        ops::group_norm(x, scale, shift, self.norm)
    }

    /// Normalises `x` and modulates it by `film` `[batch, 2·channels]`: (1 + first half) times,
    /// plus the second half (FiLM, Perez et al. 2018).
    pub fn modulated(&self, x: Tensor<4>, film: Tensor<2>) -> Tensor<4> {
        let [scale, shift] = halves(film);
        let factor = scale.add_scalar(1.0);
        let shift = self.shift.clone() * factor.clone() + shift;
        ops::group_norm(x, self.scale.clone() * factor, shift, self.norm)
    }
}

fn halves(x: Tensor<2>) -> [Tensor<2>; 2] {
    let half = x.dims()[1] / 2;
    [x.clone().narrow(1, 0, half), x.narrow(1, half, half)]
}
