//! A network that can be made: its sizes and its weights.

use std::sync::Arc;

use burn::tensor::Device;

use crate::Params;
use crate::ops::Precision;
use crate::torch::Stored;

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

    /// The weights, to be read for that device, and for products in those numbers.
    pub(super) fn params(&self, device: &Device, precision: Precision) -> Params {
        Params::stored(self.weights.clone(), device).with_precision(precision)
    }
}
