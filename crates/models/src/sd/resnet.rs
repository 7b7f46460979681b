//! The residual block of the U-Net and the decoder.

use burn::tensor::Tensor;

use crate::Result;
use crate::layers::{Conv, GroupNorm, Linear};
use crate::ops::Norm;
use crate::params::Scope;

/// Norm, SiLU, convolution, the time added, norm, SiLU, convolution, beside a shortcut
/// (Ho et al. 2020, appendix B).
#[derive(Clone, Debug)]
pub(super) struct Resnet {
    norm1: GroupNorm,
    conv1: Conv,
    time: Option<Linear>,
    norm2: GroupNorm,
    conv2: Conv,
    shortcut: Option<Conv>,
}

impl Resnet {
    /// A block from `inputs` to `outputs` channels; in a U-Net, under a time of `time` numbers.
    pub(super) fn new(
        scope: &Scope<'_>,
        [inputs, outputs]: [usize; 2],
        time: Option<usize>,
        norm: Norm,
    ) -> Result<Self> {
        let time = time.map(|time| Linear::new(&scope.at("time_emb_proj"), time, outputs));
        let shortcut =
            (inputs != outputs).then(|| Conv::new(&scope.at("conv_shortcut"), 1, inputs, outputs));
        Ok(Self {
            norm1: GroupNorm::with(&scope.at("norm1"), inputs, norm)?,
            conv1: Conv::new(&scope.at("conv1"), 3, inputs, outputs)?,
            time: time.transpose()?,
            norm2: GroupNorm::with(&scope.at("norm2"), outputs, norm)?,
            conv2: Conv::new(&scope.at("conv2"), 3, outputs, outputs)?,
            shortcut: shortcut.transpose()?,
        })
    }

    /// `x` `[batch, height, width, in]` at `time` `[batch, time]`, to
    /// `[batch, height, width, out]`.
    pub(super) fn forward(&self, x: Tensor<4>, time: Option<&Tensor<2>>) -> Tensor<4> {
        // First, so that where nobody else has `x` its memory becomes that of the next.
        let base = match &self.shortcut {
            Some(shortcut) => shortcut.forward(x.clone()),
            None => x.clone(),
        };
        let h = self.norm1.forward(x);
        let h = match (&self.time, time) {
            (Some(linear), Some(time)) => {
                self.conv1.forward_shifted(h, linear.forward(time.clone()))
            }
            _ => self.conv1.forward(h),
        };
        self.conv2.forward_onto(base, self.norm2.forward(h))
    }
}
