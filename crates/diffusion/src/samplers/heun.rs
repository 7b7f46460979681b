//! Heun: an Euler step, then the mean of the slopes at both ends (Karras et al. 2022,
//! algorithm 2 without churn).

use super::parts::{blend, estimate, intervals, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "Heun",
    id: "heun",
    paper: "Karras et al. 2022, algorithm 2, second order",
    evaluations_per_step: 2,
    kin: Kin::Euler,
    spacing: "Normal",
    stochastic: false,
    about_en: "more exact than Euler at twice the cost",
    about_zh: "比 Euler 更精确，耗时加倍",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Heun;

impl Sampler for Heun {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn sample(
        &self,
        model: &mut dyn Denoise,
        mut x: Tensor<4>,
        sigmas: &[f64],
        _noise: &mut dyn Noise,
        on_step: &mut dyn FnMut(Step) -> Flow,
    ) -> Result<Tensor<4>> {
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            let guess = towards(&x, &denoised, step.from, step.to);
            if step.is_last() {
                return Ok(guess);
            }
            let there = model.denoise(&guess, step.to)?;
            // The slope at `to` reaches x + (to - from)·(guess - there)/to.
            let gap = (step.to - step.from) / step.to;
            let corrected = x + blend(gap, &guess, -gap, &there);
            x = blend(0.5, &guess, 0.5, &corrected);
        }
        Ok(x)
    }
}
