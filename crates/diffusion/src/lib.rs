//! Prompts, noise, schedules, samplers, guidance, families, the generation loop and training.

pub mod denoise;
pub mod error;
pub mod families;
mod finish;
pub mod forward;
pub mod generate;
mod glance;
pub mod guidance;
mod hint;
mod masked;
pub mod noise;
mod pixels;
pub mod preprocessors;
pub mod registry;
pub mod samplers;
pub mod schedule;
mod second;
pub mod spacing;
mod start;
pub mod text;
pub mod training;
pub mod walk;

#[cfg(test)]
#[path = "../../models/src/formula.rs"]
mod formula;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod testing;

pub use denoise::{Denoise, Network, Preconditioned, Prediction};
pub use error::{Error, Result};
pub use glance::{Glance, glance};
pub use guidance::Guidance;
pub use hint::Hint;
pub use noise::{Noise, PhiloxNoise, TorchNoise};
pub use samplers::{Flow, Info, SAMPLERS, Sampler, Step, sampler};
pub use schedule::Schedule;
pub use spacing::{MAX_STEPS, SPACINGS, Spacing, spacing};
pub use walk::Walk;
