//! DPM2 ancestral: DPM2 down below the target level, then noise back up to it (Lu et al. 2022a,
//! algorithm 1, with the split of Song et al. 2020, equation 16).

use super::parts::{ancestral, blend, estimate, intervals, renoise, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DPM2 a",
    id: "dpm2-a",
    paper: "Lu et al. 2022a, algorithm 1; Song et al. 2020, equation 16",
    evaluations_per_step: 2,
    kin: Kin::Euler,
    spacing: "Karras",
    stochastic: true,
    about_en: "DPM2 with fresh noise at every step",
    about_zh: "每步加新噪声的 DPM2",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Dpm2A;

impl Sampler for Dpm2A {
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
            if step.is_last() {
                return Ok(denoised);
            }
            let (down, up) = ancestral(step.from, step.to);
            let middle = (step.from * down).sqrt();
            let halfway = towards(&x, &denoised, step.from, middle);
            let there = model.denoise(&halfway, middle)?;
            let slope = (down - step.from) / middle;
            x = renoise(x + blend(slope, &halfway, -slope, &there), up, noise);
        }
        Ok(x)
    }
}
