//! LMS: Adams–Bashforth on uneven steps, up to four slopes (Liu et al. 2022, PNDM, section 3.2
//! for the multistep idea; the coefficients are integrated exactly for the levels given).

use super::parts::{estimate, intervals};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;
use std::collections::VecDeque;

/// How many slopes are remembered.
const ORDER: usize = 4;

const INFO: Info = Info {
    name: "LMS",
    id: "lms",
    paper: "Adams-Bashforth of order 4; Liu et al. 2022, section 3.2",
    evaluations_per_step: 1,
    kin: Kin::Euler,
    spacing: "Normal",
    stochastic: false,
    about_en: "fourth order from past slopes at the cost of Euler",
    about_zh: "利用历史斜率的四阶法，耗时同 Euler",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Lms;

impl Sampler for Lms {
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
        let mut slopes: VecDeque<Tensor<4>> = VecDeque::with_capacity(ORDER + 1);
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            slopes.push_front((x.clone() - denoised).div_scalar(step.from));
            slopes.truncate(ORDER);
            let known: Vec<f64> =
                sigmas[..=step.index].iter().rev().take(slopes.len()).copied().collect();
            for (slope, weight) in slopes.iter().zip(weights(&known, step.to)) {
                x = x + slope.clone().mul_scalar(weight);
            }
        }
        Ok(x)
    }
}

/// The weight of each slope, newest first: `∫ L_j(σ) dσ` from `known[0]` to `to`, where `L_j` is
/// the Lagrange polynomial through the levels `known`.
fn weights(known: &[f64], to: f64) -> Vec<f64> {
    let start = known[0];
    // Two Gauss-Legendre points are exact for cubics, the highest degree there is.
    let offset = 0.5 / 3.0_f64.sqrt();
    let points = [0.5 - offset, 0.5 + offset].map(|u| start + (to - start) * u);
    let weight = |j| points.iter().map(|&p| lagrange(known, j, p)).sum::<f64>() * 0.5;
    (0..known.len()).map(|j| weight(j) * (to - start)).collect()
}

/// The polynomial that is 1 at `nodes[j]` and 0 at the other nodes, at `point`.
fn lagrange(nodes: &[f64], j: usize, point: f64) -> f64 {
    let others = nodes.iter().enumerate().filter(|(k, _)| *k != j);
    others.map(|(_, node)| (point - node) / (nodes[j] - node)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adams and Bashforth's coefficients for even steps: 55, -59, 37, -9, each over 24.
    #[test]
    fn even_steps_give_the_textbook_weights() {
        let weights = weights(&[3.0, 2.0, 1.0, 0.0], 4.0);
        for (weight, textbook) in weights.iter().zip([55.0, -59.0, 37.0, -9.0]) {
            assert!((weight * 24.0 - textbook).abs() < 1e-12);
        }
    }
}
