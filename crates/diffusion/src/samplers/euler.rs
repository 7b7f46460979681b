//! Euler: straight down the probability-flow equation (Karras et al. 2022, algorithm 2 without
//! churn).

use super::parts::{estimate, intervals, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "Euler",
    id: "euler",
    paper: "Karras et al. 2022, algorithm 2, first order",
    evaluations_per_step: 1,
    kin: Kin::Euler,
    spacing: "Normal",
    stochastic: false,
    about_en: "simple, fast, deterministic",
    about_zh: "简单快速，确定性",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Euler;

impl Sampler for Euler {
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
            x = towards(&x, &denoised, step.from, step.to);
        }
        Ok(x)
    }
}
