//! Euler ancestral: an Euler step below the target level, then noise back up to it
//! (Song et al. 2020, equation 16 with η = 1, in the form k-diffusion made known).

use super::parts::{ancestral, estimate, intervals, renoise, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "Euler a",
    id: "euler-a",
    paper: "Song et al. 2020, equation 16 (eta = 1)",
    evaluations_per_step: 1,
    kin: Kin::Euler,
    spacing: "Normal",
    stochastic: true,
    about_en: "lively and varied; the picture changes with the number of steps",
    about_zh: "变化丰富；步数不同画面不同",
};

/// The sampler that [`INFO`] describes.
pub(super) struct EulerA;

impl Sampler for EulerA {
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
            let (down, up) = ancestral(step.from, step.to);
            x = towards(&x, &denoised, step.from, down);
            if !step.is_last() {
                x = renoise(x, up, noise);
            }
        }
        Ok(x)
    }
}
