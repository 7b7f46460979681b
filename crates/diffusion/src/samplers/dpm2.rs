//! DPM2: the slope at the geometric middle of each step (Lu et al. 2022a, DPM-Solver-2,
//! algorithm 1, taken as a midpoint rule in σ as k-diffusion does).

use super::parts::{blend, estimate, intervals, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DPM2",
    id: "dpm2",
    paper: "Lu et al. 2022a, algorithm 1; Karras et al. 2022, algorithm 2",
    evaluations_per_step: 2,
    kin: Kin::Euler,
    spacing: "Karras",
    stochastic: false,
    about_en: "second order with a midpoint; exact, twice the cost",
    about_zh: "中点二阶法；精确，耗时加倍",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Dpm2;

impl Sampler for Dpm2 {
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
            if step.is_last() {
                return Ok(denoised);
            }
            let middle = (step.from * step.to).sqrt();
            let halfway = towards(&x, &denoised, step.from, middle);
            let there = model.denoise(&halfway, middle)?;
            let slope = (step.to - step.from) / middle;
            x = x + blend(slope, &halfway, -slope, &there);
        }
        Ok(x)
    }
}
