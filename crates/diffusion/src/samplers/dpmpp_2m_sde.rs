//! DPM++ 2M SDE: DPM++ 2M on the reverse diffusion with its noise (Lu et al. 2022b, appendix
//! D.3, SDE-DPM-Solver++(2M), in the midpoint form).
//!
//! The noise of a step is the Brownian increment over that step; steps do not overlap, so
//! independent draws have the right law.

use super::parts::{blend, estimate, intervals, renoise};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DPM++ 2M SDE",
    id: "dpmpp-2m-sde",
    paper: "Lu et al. 2022b, SDE-DPM-Solver++(2M)",
    evaluations_per_step: 1,
    kin: Kin::Multistep,
    spacing: "Exponential",
    stochastic: true,
    about_en: "rich detail at one evaluation a step",
    about_zh: "细节丰富，每步只需一次计算",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Dpmpp2MSde;

impl Sampler for Dpmpp2MSde {
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
        let mut previous: Option<(Tensor<4>, f64)> = None;
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            if step.is_last() {
                return Ok(denoised);
            }
            let gain = step.log_snr_gain();
            // With η = 1 the diffusion doubles the decay: e^(-2h) of x is kept.
            let kept = (-2.0 * gain).exp();
            x = blend(kept, &x, 1.0 - kept, &denoised);
            if let Some((before, last_gain)) = &previous {
                let weight = 0.5 * (1.0 - kept) * gain / last_gain;
                x = x + blend(weight, &denoised, -weight, before);
            }
            x = renoise(x, step.to * (1.0 - kept).sqrt(), noise);
            previous = Some((denoised, gain));
        }
        Ok(x)
    }
}
