//! DDIM without noise (Song et al. 2020, equation 12 with σ = 0).
//!
//! Split `x` into the clean picture and the noise, then put them together again at the next
//! level. Carried over to `clean + σ·noise` that is an Euler step (their section 4.3), so DDIM
//! and Euler give the same picture on the same noise levels.

use super::parts::{blend, estimate, intervals};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "DDIM",
    id: "ddim",
    paper: "Song et al. 2020, equation 12 (eta = 0)",
    evaluations_per_step: 1,
    kin: Kin::Ddim,
    spacing: "Leading",
    stochastic: false,
    about_en: "deterministic and steady; good with few steps",
    about_zh: "确定性，稳定，步数少也可用",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Ddim;

impl Sampler for Ddim {
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
            let noise = blend(1.0 / step.from, &x, -1.0 / step.from, &denoised);
            x = blend(1.0, &denoised, step.to, &noise);
        }
        Ok(x)
    }
}
