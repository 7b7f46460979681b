//! PLMS: Adams–Bashforth with the coefficients for even steps, after one improved Euler step (Liu et
//! al. 2022, PNDM, equations 9 to 12, as Stable Diffusion's first code walked it).

use super::parts::{Interval, estimate, intervals};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;
use std::collections::VecDeque;

const INFO: Info = Info {
    name: "PLMS",
    id: "plms",
    paper: "Liu et al. 2022, PNDM, equations 9 to 12",
    evaluations_per_step: 1,
    kin: Kin::Ddim,
    spacing: "Leading",
    stochastic: false,
    about_en: "the first Stable Diffusion's own; for pictures of that time",
    about_zh: "最初的 Stable Diffusion 自带；用来重画当时的图",
};

/// The weights of slopes, the newest first, by how many are known.
const WEIGHTS: [&[f64]; 4] = [
    &[1.0],
    &[3.0 / 2.0, -1.0 / 2.0],
    &[23.0 / 12.0, -16.0 / 12.0, 5.0 / 12.0],
    &[55.0 / 24.0, -59.0 / 24.0, 37.0 / 24.0, -9.0 / 24.0],
];

/// The sampler that [`INFO`] describes.
pub(super) struct Plms;

impl Sampler for Plms {
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
        let mut slopes: VecDeque<Tensor<4>> = VecDeque::with_capacity(WEIGHTS.len() + 1);
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            slopes.push_front(slope(&x, denoised, step.from));
            slopes.truncate(WEIGHTS.len());
            let along = match slopes.len() {
                1 => improved(model, &x, &slopes[0], step)?,
                known => weighted(&slopes, WEIGHTS[known - 1]),
            };
            x = x + along.mul_scalar(step.to - step.from);
        }
        Ok(x)
    }
}

/// `dx/dσ`, which is the noise in `x`.
fn slope(x: &Tensor<4>, denoised: Tensor<4>, sigma: f64) -> Tensor<4> {
    (x.clone() - denoised).div_scalar(sigma)
}

/// The mean of the slopes at both ends of the first step; of the first alone where it is the last.
fn improved(
    model: &mut dyn Denoise,
    x: &Tensor<4>,
    first: &Tensor<4>,
    step: Interval,
) -> Result<Tensor<4>> {
    if step.is_last() {
        return Ok(first.clone());
    }
    let end = x.clone() + first.clone().mul_scalar(step.to - step.from);
    let second = slope(&end, model.denoise(&end, step.to)?, step.to);
    Ok((first.clone() + second).mul_scalar(0.5))
}

fn weighted(slopes: &VecDeque<Tensor<4>>, weights: &[f64]) -> Tensor<4> {
    let newest = slopes[0].clone().mul_scalar(weights[0]);
    let others = slopes.iter().zip(weights).skip(1);
    others.fold(newest, |sum, (slope, weight)| sum + slope.clone().mul_scalar(*weight))
}
