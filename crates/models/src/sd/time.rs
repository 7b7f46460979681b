//! The time step, and what is told beside it, as one condition.

use burn::tensor::activation::silu;
use burn::tensor::{Device, Tensor, TensorData};

use super::UnetConfig;
use super::added::{Added, AddedEmbedding};
use crate::Result;
use crate::layers::{Linear, sinusoids};
use crate::params::Scope;

/// The length of the longest wave, in 2π steps, but for the shift.
const LONGEST: f64 = 1e4;

/// Numbers as sinusoids, in diffusers' order.
#[derive(Clone, Debug)]
pub(super) struct Waves {
    count: usize,
    longest: f64,
    cosines_first: bool,
}

impl Waves {
    /// Waves that make `width` numbers of one: an even number, at least 4.
    pub(super) fn new(width: usize, config: &UnetConfig) -> Self {
        let count = width / 2;
        // diffusers divides the i-th exponent by count − shift, `sinusoids` by count − 1.
        let stretch = (count - 1) as f64 / (count - config.freq_shift) as f64;
        Self { count, longest: LONGEST.powf(stretch), cosines_first: config.flip_sin_to_cos }
    }

    /// So many rows of as many numbers, each as its waves: `[rows, numbers·width]`.
    pub(super) fn rows<const N: usize>(&self, rows: &[[f64; N]], device: &Device) -> Tensor<2> {
        let waves = rows.iter().flatten().flat_map(|&number| self.of(number)).collect();
        let shape = [rows.len(), N * 2 * self.count];
        Tensor::from_data(TensorData::new::<f32, _>(waves, shape), device)
    }

    fn of(&self, number: f64) -> Vec<f32> {
        let mut waves = sinusoids(number, self.count, self.longest);
        if self.cosines_first {
            waves.rotate_left(self.count);
        }
        waves
    }
}

/// Two linear layers with SiLU between them.
#[derive(Clone, Debug)]
pub(super) struct Embedding {
    linear_1: Linear,
    linear_2: Linear,
}

impl Embedding {
    /// From rows of `inputs` numbers to the condition's.
    pub(super) fn new(scope: &Scope<'_>, inputs: usize, config: &UnetConfig) -> Result<Self> {
        let channels = Time::channels(config);
        Ok(Self {
            linear_1: Linear::new(&scope.at("linear_1"), inputs, channels)?,
            linear_2: Linear::new(&scope.at("linear_2"), channels, channels)?,
        })
    }

    /// `rows` `[batch, inputs]` to `[batch, channels]`.
    pub(super) fn forward(&self, rows: Tensor<2>) -> Tensor<2> {
        self.linear_2.forward(silu(self.linear_1.forward(rows)))
    }
}

/// Sinusoids of the time step through two linear layers (Ho et al. 2020, appendix B), and, where
/// the network is told more, that beside it.
#[derive(Clone, Debug)]
pub(super) struct Time {
    waves: Waves,
    embedding: Embedding,
    added: Option<AddedEmbedding>,
}

impl Time {
    /// Numbers of the condition.
    pub(super) fn channels(config: &UnetConfig) -> usize {
        4 * config.block_out_channels[0]
    }

    /// `scope` is the network's.
    pub(super) fn new(scope: &Scope<'_>, config: &UnetConfig) -> Result<Self> {
        let inputs = config.block_out_channels[0];
        Ok(Self {
            waves: Waves::new(inputs, config),
            embedding: Embedding::new(&scope.at("time_embedding"), inputs, config)?,
            added: AddedEmbedding::new(&scope.at("add_embedding"), config)?,
        })
    }

    /// The condition `[batch, channels]`, after the SiLU with which every residual block would
    /// begin.
    pub(super) fn forward(
        &self,
        timesteps: &[f64],
        added: Option<&Added>,
        device: &Device,
    ) -> Tensor<2> {
        let (timesteps, _) = timesteps.as_chunks::<1>();
        let time = self.embedding.forward(self.waves.rows(timesteps, device));
        silu(match (&self.added, added) {
            (Some(embedding), Some(added)) => time + embedding.forward(added),
            _ => time,
        })
    }
}
