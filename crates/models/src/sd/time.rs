//! The time step as a condition.

use burn::tensor::activation::silu;
use burn::tensor::{Device, Tensor, TensorData};

use super::UnetConfig;
use crate::Result;
use crate::layers::{Linear, sinusoids};
use crate::params::Scope;

/// The length of the longest wave, in 2π steps, but for the shift.
const LONGEST: f64 = 1e4;

/// Sinusoids of the time step through two linear layers (Ho et al. 2020, appendix B).
#[derive(Clone, Debug)]
pub(super) struct Time {
    linear_1: Linear,
    linear_2: Linear,
    waves: usize,
    longest: f64,
    cosines_first: bool,
}

impl Time {
    /// Numbers of the condition.
    pub(super) fn channels(config: &UnetConfig) -> usize {
        4 * config.block_out_channels[0]
    }

    pub(super) fn new(scope: &Scope<'_>, config: &UnetConfig) -> Result<Self> {
        let (inputs, channels) = (config.block_out_channels[0], Self::channels(config));
        let waves = inputs / 2;
        // diffusers divides the i-th exponent by waves − shift, `sinusoids` by waves − 1.
        let stretch = (waves - 1) as f64 / (waves - config.freq_shift) as f64;
        Ok(Self {
            linear_1: Linear::new(&scope.at("linear_1"), inputs, channels)?,
            linear_2: Linear::new(&scope.at("linear_2"), channels, channels)?,
            waves,
            longest: LONGEST.powf(stretch),
            cosines_first: config.flip_sin_to_cos,
        })
    }

    /// The time steps as `[batch, channels]`, after the SiLU with which every residual block
    /// would begin.
    pub(super) fn forward(&self, timesteps: &[f64], device: &Device) -> Tensor<2> {
        let waves = timesteps.iter().flat_map(|&timestep| self.waves(timestep)).collect();
        let waves = TensorData::new::<f32, _>(waves, [timesteps.len(), 2 * self.waves]);
        let h = self.linear_1.forward(Tensor::from_data(waves, device));
        silu(self.linear_2.forward(silu(h)))
    }

    fn waves(&self, timestep: f64) -> Vec<f32> {
        let mut waves = sinusoids(timestep, self.waves, self.longest);
        if self.cosines_first {
            waves.rotate_left(self.waves);
        }
        waves
    }
}
