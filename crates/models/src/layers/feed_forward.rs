//! The gated feed-forward of a transformer.

use burn::tensor::Tensor;

use super::Linear;
use crate::params::Scope;
use crate::{Result, ops};

/// A product to twice as many numbers, half of which gate the others (GEGLU, Shazeer 2020), and one
/// back.
#[derive(Clone, Debug)]
pub struct FeedForward {
    widen: Linear,
    narrow: Linear,
}

impl FeedForward {
    /// Over rows of `channels`, four times as many inside; with diffusers' names, `net.0.proj.weight`
    /// and `net.2.weight`.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, channels: usize) -> Result<Self> {
        Ok(Self {
            widen: Linear::new(&scope.at("net.0.proj"), channels, 8 * channels)?,
            narrow: Linear::new(&scope.at("net.2"), 4 * channels, channels)?,
        })
    }

    /// What becomes of `rows` `[rows, channels]`, added to `base` of the same shape.
    pub fn forward_onto(&self, base: Tensor<2>, rows: Tensor<2>) -> Tensor<2> {
        match (self.widen.painted(), self.narrow.painted()) {
            (Some(widen), Some(narrow)) => ops::feed_forward_onto(base, rows, widen, narrow),
            _ => self.narrow.forward_onto(base, ops::geglu(self.widen.forward(rows))),
        }
    }
}
