//! Samplers: how to walk from noise to a picture with a denoiser.
//!
//! All of them work on `x = clean + σ·noise` (Karras et al. 2022, the variance-exploding view),
//! so a picture `y = √ᾱ·clean + √(1-ᾱ)·noise` of the DDPM papers is `y = x·√ᾱ`. With a noise
//! level `σ` goes its half log-SNR `λ = -ln σ`.

mod ddim;
mod ddpm;
mod dpm2;
mod dpm2_a;
mod dpmpp_2m;
mod dpmpp_2m_sde;
mod dpmpp_2s_a;
mod dpmpp_3m_sde;
mod dpmpp_sde;
mod euler;
mod euler_a;
mod heun;
mod lcm;
mod lms;
mod parts;
mod plms;
mod unipc;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod parity;

use crate::registry::{self, What};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

/// What a sampler is.
#[derive(Debug)]
pub struct Info {
    /// The name in menus (A1111's).
    pub name: &'static str,
    /// The name on the command line.
    pub id: &'static str,
    /// The paper and the equation it comes from.
    pub paper: &'static str,
    /// How often a step that is not the last asks the denoiser.
    pub evaluations_per_step: usize,
    /// The scheduler of diffusers whose levels it walks where a pipeline brings one.
    pub kin: Kin,
    /// The spacing that A1111 takes for it where none is asked (`Automatic`).
    pub spacing: &'static str,
    /// Whether it draws noise on the way.
    pub stochastic: bool,
    /// What it is good for, in English.
    pub about_en: &'static str,
    /// What it is good for, in Chinese.
    pub about_zh: &'static str,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Take the step.
    Continue,
    /// Leave off; the run ends with [`crate::Error::Stopped`].
    Stop,
}

/// Where a run stands: the denoiser was asked, the step is about to be taken.
#[derive(Debug)]
pub struct Step<'a> {
    /// The step, from 0.
    pub index: usize,
    /// The steps of the whole run.
    pub count: usize,
    /// The noise level that the step starts from.
    pub sigma: f64,
    /// The clean picture as estimated now, `[batch, channels, height, width]`.
    pub denoised: &'a Tensor<4>,
    /// The noisy picture as it is now, `[batch, channels, height, width]`.
    pub x: &'a Tensor<4>,
}

/// A way to walk from noise to a picture.
pub trait Sampler: Sync {
    /// What this sampler is.
    fn info(&self) -> &'static Info;

    /// Walks `x`, which is `clean + sigmas[0]·noise`, `[batch, channels, height, width]`, down
    /// the noise levels to the clean picture of the same shape, or to a last level above 0.
    ///
    /// `on_step` is called once a step.
    ///
    /// # Errors
    /// [`crate::Error::Sigmas`] unless the levels descend strictly to 0 or above,
    /// [`crate::Error::Stopped`] when `on_step` says so, and whatever `model` reports.
    fn sample(
        &self,
        model: &mut dyn Denoise,
        x: Tensor<4>,
        sigmas: &[f64],
        noise: &mut dyn Noise,
        on_step: &mut dyn FnMut(Step) -> Flow,
    ) -> Result<Tensor<4>>;
}

/// Every sampler there is.
pub const SAMPLERS: &[&dyn Sampler] = &[
    &ddpm::Ddpm,
    &ddim::Ddim,
    &euler::Euler,
    &euler_a::EulerA,
    &heun::Heun,
    &lms::Lms,
    &dpm2::Dpm2,
    &dpm2_a::Dpm2A,
    &dpmpp_2m::Dpmpp2M,
    &dpmpp_2m_sde::Dpmpp2MSde,
    &dpmpp_3m_sde::Dpmpp3MSde,
    &dpmpp_sde::DpmppSde,
    &dpmpp_2s_a::Dpmpp2SA,
    &plms::Plms,
    &unipc::UniPc,
    &lcm::Lcm,
];

/// The sampler of a name or an id, whatever the case.
///
/// # Errors
/// [`crate::Error::UnknownName`], with near names.
pub fn sampler(name: &str) -> Result<&'static dyn Sampler> {
    let names = |sampler: &&dyn Sampler| [sampler.info().name, sampler.info().id];
    registry::find(What::Sampler, SAMPLERS, names, name).copied()
}
