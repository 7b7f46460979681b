//! DDPM: draw from the posterior of each step (Ho et al. 2020, algorithm 2).
//!
//! The posterior of equation 7, with its smaller variance `β̃`, written in noise levels. Carried
//! over from `√ᾱ·clean + √(1-ᾱ)·noise` to `clean + σ·noise` it has the same mean and variance as
//! Euler a with full noise, so both give the same picture for the same noise.

use super::parts::{estimate, intervals, renoise};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DDPM",
    id: "ddpm",
    paper: "Ho et al. 2020, algorithm 2 and equation 7",
    evaluations_per_step: 1,
    kin: Kin::Ddim,
    spacing: "Normal",
    stochastic: true,
    about_en: "the original chain; wants many steps, never settles",
    about_zh: "最初的去噪链；需要较多步，结果随步数变化",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Ddpm;

impl Sampler for Ddpm {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sample(
        &self,
        model: &mut dyn Denoise,
        mut x: Tensor<4>,
        sigmas: &[f64],
        noise: &mut dyn Noise,
        on_step: &mut dyn FnMut(Step) -> Flow,
    ) -> Result<Tensor<4>> {
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            let kept = (step.to / step.from).powi(2);
            x = x.mul_scalar(kept) + denoised.mul_scalar(1.0 - kept);
            if !step.is_last() {
                x = renoise(x, step.to * (1.0 - kept).sqrt(), noise);
            }
        }
        Ok(x)
    }
}
