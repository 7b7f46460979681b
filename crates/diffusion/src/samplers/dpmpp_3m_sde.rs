//! DPM++ 3M SDE: the reverse diffusion with its noise, to third order from two earlier estimates
//! (Lu et al. 2022b, SDE-DPM-Solver++, with the multistep differences of its section 4 taken one
//! order further, as k-diffusion does).
//!
//! The noise of a step is the Brownian increment over that step; steps do not overlap, so
//! independent draws have the right law.

use super::parts::{Interval, blend, estimate, intervals, renoise};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DPM++ 3M SDE",
    id: "dpmpp-3m-sde",
    paper: "Lu et al. 2022b, SDE-DPM-Solver++, third order",
    evaluations_per_step: 1,
    kin: Kin::Multistep,
    spacing: "Exponential",
    stochastic: true,
    about_en: "the richest detail, from 25 steps on",
    about_zh: "细节最丰富，适合 25 步以上",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Dpmpp3MSde;

/// An earlier estimate, and how far the half log-SNR rose in its step.
struct Earlier {
    denoised: Tensor<4>,
    gain: f64,
}

impl Sampler for Dpmpp3MSde {
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
        // The newest first.
        let mut earlier: Vec<Earlier> = Vec::new();
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            if step.is_last() {
                return Ok(denoised);
            }
            // With η = 1 the diffusion doubles the decay: e^(-2h) of x is kept.
            let kept = (-2.0 * step.log_snr_gain()).exp();
            x = blend(kept, &x, 1.0 - kept, &denoised);
            if let Some(bend) = bend(step, &denoised, &earlier) {
                x = x + bend;
            }
            x = renoise(x, step.to * (1.0 - kept).sqrt(), noise);
            earlier.insert(0, Earlier { denoised, gain: step.log_snr_gain() });
            earlier.truncate(2);
        }
        Ok(x)
    }
}

/// What the derivatives of the estimate, from its differences, add to a first-order step: `φ₂·D₁`,
/// and with two earlier estimates `- φ₃·D₂` as well.
fn bend(step: Interval, denoised: &Tensor<4>, earlier: &[Earlier]) -> Option<Tensor<4>> {
    let gain = step.log_snr_gain();
    let decay = 2.0 * gain;
    let second = (-decay).exp_m1() / decay + 1.0;
    let slope = |newer: &Tensor<4>, older: &Earlier| {
        (newer.clone() - older.denoised.clone()).mul_scalar(gain / older.gain)
    };
    match earlier {
        [] => None,
        [last] => Some(slope(denoised, last).mul_scalar(second)),
        [last, before, ..] => {
            let third = second / decay - 0.5;
            let [near, far] = [last.gain / gain, before.gain / gain];
            let first = slope(denoised, last);
            let change = (first.clone() - slope(&last.denoised, before)).div_scalar(near + far);
            Some(blend(second, &first, second * near - third, &change))
        }
    }
}
