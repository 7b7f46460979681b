//! DPM++ 2S ancestral: the estimate at the middle in log-SNR for the whole way down, then noise
//! back up (Lu et al. 2022b, algorithm 1 with r = ½, with the split of Song et al. 2020,
//! equation 16).

use super::parts::{ancestral, estimate, intervals, renoise, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DPM++ 2S a",
    id: "dpmpp-2s-a",
    paper: "Lu et al. 2022b, algorithm 1; Song et al. 2020, equation 16",
    evaluations_per_step: 2,
    kin: Kin::Multistep,
    spacing: "Karras",
    stochastic: true,
    about_en: "second order with fresh noise at every step, twice the cost",
    about_zh: "二阶且每步加新噪声，耗时加倍",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Dpmpp2SA;

impl Sampler for Dpmpp2SA {
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
            x = renoise(towards(&x, &there, step.from, down), up, noise);
        }
        Ok(x)
    }
}
