//! DPM++ SDE: a midpoint step on the reverse diffusion (Lu et al. 2022b, appendix D.2,
//! SDE-DPM-Solver++(2S), in the form k-diffusion made known, with r = ½).
//!
//! Each step reads one Brownian path in σ twice: up to the middle, then over the whole step.
//! The second increment contains the first, so it is the first plus an independent rest, each
//! weighted by the root of its share. Steps do not overlap and need no more than that.

use super::parts::{ancestral, blend, draw, estimate, intervals, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DPM++ SDE",
    id: "dpmpp-sde",
    paper: "Lu et al. 2022b, SDE-DPM-Solver++(2S)",
    evaluations_per_step: 2,
    kin: Kin::Multistep,
    spacing: "Karras",
    stochastic: true,
    about_en: "rich detail with few steps, twice the cost",
    about_zh: "步数少也细节丰富，耗时加倍",
};

/// The sampler that [`INFO`] describes.
pub(super) struct DpmppSde;

impl Sampler for DpmppSde {
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
            let middle = (step.from * step.to).sqrt();
            let (down, up) = ancestral(step.from, middle);
            let first = draw(&x, noise);
            let halfway = towards(&x, &denoised, step.from, down) + first.clone().mul_scalar(up);
            let there = model.denoise(&halfway, middle)?;

            let share = (step.from - middle) / (step.from - step.to);
            let whole = blend(share.sqrt(), &first, (1.0 - share).sqrt(), &draw(&x, noise));
            let (down, up) = ancestral(step.from, step.to);
            x = towards(&x, &there, step.from, down) + whole.mul_scalar(up);
        }
        Ok(x)
    }
}
