//! Gaussian noise by seed. Nothing here draws from a global generator.

mod cephes;
mod mt19937;
mod philox;
mod torch;
mod variation;

pub use philox::PhiloxNoise;
pub use torch::TorchNoise;
pub use variation::Variation;
pub(crate) use variation::slerp;

use crate::{Error, Result, registry};
use burn::tensor::{Device, Tensor, TensorData};
use std::str::FromStr;

/// A stream of standard normal values; what comes next depends on what was drawn before.
pub trait Noise {
    /// The next `n` values.
    fn fill(&mut self, n: usize) -> Vec<f32>;

    /// The next values as an `f32` tensor `[batch, channels, height, width]` on `device`.
    fn normal(&mut self, shape: [usize; 4], device: &Device) -> Tensor<4> {
        let values = self.fill(shape.iter().product());
        Tensor::from_data(TensorData::new(values, shape), device)
    }
}

/// Whose noise a seed stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PyTorch on the CPU (ComfyUI, diffusers with a CPU generator, A1111's `CPU` setting).
    Torch,
    /// PyTorch on an NVIDIA GPU (A1111's `NV` setting).
    Nv,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 2] = [Self::Torch, Self::Nv];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Torch => "torch",
            Self::Nv => "nv",
        }
    }

    /// Starts the stream of a seed.
    #[must_use]
    pub fn source(self, seed: u64) -> Box<dyn Noise> {
        match self {
            Self::Torch => Box::new(TorchNoise::new(seed)),
            Self::Nv => Box::new(PhiloxNoise::new(seed)),
        }
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        registry::find(registry::What::Noise, &Self::ALL, |kind| [kind.name(); 2], name).copied()
    }
}
