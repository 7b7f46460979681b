//! LCM: jump to the clean picture, add noise of the next level, jump again (Luo et al. 2023,
//! algorithm 3; Song et al. 2023, algorithm 1).
//!
//! The boundary scalings that a consistency model is trained with (`c_skip`, `c_out`) belong to
//! its wrapper; beyond the first few timesteps they are 0 and 1 to within 1e-5.

use super::parts::{estimate, intervals, renoise};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "LCM",
    id: "lcm",
    paper: "Luo et al. 2023, algorithm 3",
    evaluations_per_step: 1,
    kin: Kin::Ddim,
    spacing: "Normal",
    stochastic: true,
    about_en: "four to eight steps, for models distilled to consistency",
    about_zh: "只需四到八步，用于一致性蒸馏模型",
};

/// The sampler that [`INFO`] describes.
pub(super) struct Lcm;

impl Sampler for Lcm {
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
            x = estimate(model, &x, step, on_step)?;
            if !step.is_last() {
                x = renoise(x, step.to, noise);
            }
        }
        Ok(x)
    }
}
