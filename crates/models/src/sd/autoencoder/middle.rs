//! The level between, at the smallest size.

use burn::tensor::Tensor;

use super::norm;
use crate::Result;
use crate::layers::GroupNorm;
use crate::params::Scope;
use crate::sd::AutoencoderConfig;
use crate::sd::attention::{Attention, rows};
use crate::sd::resnet::Resnet;

/// Residual, attention of pixels to each other, residual.
#[derive(Clone, Debug)]
pub(super) struct Middle {
    before: Resnet,
    norm: GroupNorm,
    attention: Attention,
    after: Resnet,
}

impl Middle {
    pub(super) fn new(
        scope: &Scope<'_>,
        channels: usize,
        config: &AutoencoderConfig,
    ) -> Result<Self> {
        let resnet = |name| Resnet::new(&scope.at(name), [channels; 2], None, norm(config, true));
        let attention = scope.at("attentions.0");
        Ok(Self {
            before: resnet("resnets.0")?,
            norm: GroupNorm::with(&attention.at("group_norm"), channels, norm(config, false))?,
            attention: Attention::biased(&attention, channels)?,
            after: resnet("resnets.1")?,
        })
    }

    /// `x` `[batch, height, width, channels]`.
    pub(super) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.before.forward(x, None);
        let shape = x.dims();
        let h = rows(self.norm.forward(x.clone()));
        let x = self.attention.forward_onto(rows(x), h.clone(), h, shape[0]);
        self.after.forward(x.reshape(shape), None)
    }
}
