//! The transformer of the U-Net: pixels look at each other, then at the context.

use burn::tensor::Tensor;

use super::attention::{Attention, rows};
use super::block::Condition;
use crate::Result;
use crate::layers::{FeedForward, GroupNorm, LayerNorm, Linear};
use crate::ops::Norm;
use crate::params::Scope;

/// Normalisation does not follow the U-Net's own eps here.
const EPS: f32 = 1e-6;

/// Sizes of a transformer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) channels: usize,
    /// Numbers of a token of the context.
    pub(super) context: usize,
    pub(super) heads: usize,
    pub(super) layers: usize,
    /// Groups of the normalisation.
    pub(super) groups: usize,
}

/// A transformer over pixels, as a residual (Rombach et al. 2022, section 3.3 and appendix E.2.1).
#[derive(Clone, Debug)]
pub(super) struct Transformer {
    norm: GroupNorm,
    proj_in: Linear,
    blocks: Vec<Block>,
    proj_out: Linear,
}

impl Transformer {
    pub(super) fn new(scope: &Scope<'_>, sizes: Sizes) -> Result<Self> {
        let Sizes { channels, layers, groups, .. } = sizes;
        let block = |i| Block::new(&scope.at(format_args!("transformer_blocks.{i}")), sizes);
        let norm = Norm { groups, eps: EPS, silu: false };
        Ok(Self {
            norm: GroupNorm::with(&scope.at("norm"), channels, norm)?,
            proj_in: Linear::new(&scope.at("proj_in"), channels, channels)?,
            blocks: (0..layers).map(block).collect::<Result<_>>()?,
            proj_out: Linear::new(&scope.at("proj_out"), channels, channels)?,
        })
    }

    /// `x` `[batch, height, width, channels]`, or one picture that is the same for all that are asked,
    /// to `[batch, height, width, channels]`.
    pub(super) fn forward(&self, x: Tensor<4>, condition: &Condition) -> Tensor<4> {
        let mut pictures = x.dims()[0];
        let mut h = self.proj_in.forward(rows(self.norm.forward(x.clone())));
        let x = condition.each_picture(x);
        for block in &self.blocks {
            h = block.forward(h, condition, pictures);
            pictures = condition.batch;
        }
        let shape = x.dims();
        self.proj_out.forward_onto(rows(x), h).reshape(shape)
    }
}

/// Attention to itself, attention to the context, and a gated product, each as a residual after a
/// normalisation.
#[derive(Clone, Debug)]
struct Block {
    norm1: LayerNorm,
    itself: Attention,
    norm2: LayerNorm,
    context: Attention,
    norm3: LayerNorm,
    feed_forward: FeedForward,
}

impl Block {
    fn new(scope: &Scope<'_>, sizes: Sizes) -> Result<Self> {
        let Sizes { channels, context, heads, .. } = sizes;
        let norm = |name| LayerNorm::new(&scope.at(name), channels);
        let attention = |name, over| Attention::new(&scope.at(name), channels, over, heads);
        Ok(Self {
            norm1: norm("norm1")?,
            itself: attention("attn1", channels)?,
            norm2: norm("norm2")?,
            context: attention("attn2", context)?,
            norm3: norm("norm3")?,
            feed_forward: FeedForward::new(&scope.at("ff"), channels)?,
        })
    }

    /// Rows `x` `[pictures·positions, channels]` to `[batch·positions, channels]`.
    fn forward(&self, x: Tensor<2>, condition: &Condition, pictures: usize) -> Tensor<2> {
        let h = self.norm1.forward(x.clone());
        let x = self.itself.forward_onto(x, h.clone(), h, pictures);
        let x = condition.each(x, pictures);
        let h = self.norm2.forward(x.clone());
        let x = self.context.forward_onto(x, h, condition.context.clone(), condition.batch);
        let h = self.norm3.forward(x.clone());
        self.feed_forward.forward_onto(x, h)
    }
}
