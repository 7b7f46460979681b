//! DPM++ 2M: the last two estimates, extrapolated in log-SNR (Lu et al. 2022b, algorithm 2).

use super::parts::{blend, estimate, intervals, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DPM++ 2M",
    id: "dpmpp-2m",
    paper: "Lu et al. 2022b, DPM-Solver++, algorithm 2",
    evaluations_per_step: 1,
    kin: Kin::Multistep,
    spacing: "Karras",
    stochastic: false,
    about_en: "second order at the cost of Euler; the usual choice",
    about_zh: "以 Euler 的耗时得到二阶精度；常用首选",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Dpmpp2M;

impl Sampler for Dpmpp2M {
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
        let mut previous: Option<(Tensor<4>, f64)> = None;
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            let gain = step.log_snr_gain();
            let extrapolated = match &previous {
                Some((before, last_gain)) if !step.is_last() => {
                    let weight = gain / (2.0 * last_gain);
                    blend(1.0 + weight, &denoised, -weight, before)
                }
                _ => denoised.clone(),
            };
            x = towards(&x, &extrapolated, step.from, step.to);
            previous = Some((denoised, gain));
        }
        Ok(x)
    }
}
