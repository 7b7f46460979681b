//! A network that can be made: its sizes and its weights.

use std::sync::Arc;

use burn::tensor::Device;

use crate::Params;
use crate::ops::Precision;
use crate::torch::Stored;

/// How a network's weights are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the numbers in which products are taken.
    For(Precision),
    /// A byte for each where the network rounds more, for products of bf16 numbers: half the memory.
    InBytes,
}

impl From<Precision> for Kept {
    fn from(precision: Precision) -> Self {
        Self::For(precision)
    }
}

/// A network's sizes and weights.
#[derive(Clone, Debug)]
pub(super) struct Network<Config> {
    pub(super) config: Config,
    pub(super) weights: Arc<dyn Stored>,
    /// Whether a `config.json` says the sizes; else they are seen, and some assumed.
    pub(super) said: bool,
}

impl<Config> Network<Config> {
    /// A network whose sizes a `config.json` says.
    pub(super) fn said(config: Config, weights: Arc<dyn Stored>) -> Self {
        Self { config, weights, said: true }
    }

    /// A network whose sizes were seen in its tensors.
    pub(super) fn seen(config: Config, weights: Arc<dyn Stored>) -> Self {
        Self { config, weights, said: false }
    }

    /// The weights, to be read for that device, and to be kept so.
    pub(super) fn params(&self, device: &Device, kept: impl Into<Kept>) -> Params {
        let params = Params::stored(self.weights.clone(), device);
        match kept.into() {
            Kept::For(precision) => params.with_precision(precision),
            Kept::InBytes => params.with_precision(Precision::Bf16).in_bytes(),
        }
    }
}
