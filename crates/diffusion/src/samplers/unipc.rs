//! UniPC: a multistep predictor, corrected by the estimate that the next step needs anyway
//! (Zhao et al. 2023, algorithms 1 and 2; order 2, B₂(h) = e^h - 1, on clean estimates).

use super::parts::{Interval, blend, estimate, intervals, towards};
use super::{Flow, Info, Sampler, Step};
use crate::walk::Kin;
use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;

const INFO: Info = Info {
    name: "UniPC",
    id: "unipc",
    paper: "Zhao et al. 2023, algorithms 1 and 2",
    evaluations_per_step: 1,
    kin: Kin::Multistep,
    spacing: "Normal",
    stochastic: false,
    about_en: "predictor and corrector at the cost of Euler; good with few steps",
    about_zh: "预测加校正，耗时同 Euler，步数少也可用",
};

/// The sampler that [`INFO`] describes.
pub(super) struct UniPc;

impl Sampler for UniPc {
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
        let mut taken: Option<Taken> = None;
        for step in intervals(sigmas)? {
            let denoised = estimate(model, &x, step, on_step)?;
            let (start, before) = match taken {
                None => (x, None),
                Some(taken) => (taken.correct(&denoised), Some(taken.here())),
            };
            // The last step is of first order: an infinite gain leaves nothing to extrapolate.
            let before = before.filter(|_| !step.is_last());
            let now = Taken { start, denoised, step, before };
            x = now.predict();
            taken = Some(now);
        }
        Ok(x)
    }
}

/// An estimate of the clean picture and the gain in log-SNR of the step it was made for.
struct Estimate {
    denoised: Tensor<4>,
    gain: f64,
}

/// A step as it was taken, kept until its corrector can run.
struct Taken {
    /// Where the step started, corrected.
    start: Tensor<4>,
    /// The estimate at the start.
    denoised: Tensor<4>,
    step: Interval,
    /// The estimate one step earlier, where the step is of second order.
    before: Option<Estimate>,
}

impl Taken {
    fn here(self) -> Estimate {
        Estimate { gain: self.step.log_snr_gain(), denoised: self.denoised }
    }

    /// The first-order step that predictor and corrector start from.
    fn first_order(&self) -> Tensor<4> {
        towards(&self.start, &self.denoised, self.step.from, self.step.to)
    }

    /// `1 - e^(-h)`, the share of the way to the clean picture.
    fn share(&self) -> f64 {
        1.0 - self.step.to / self.step.from
    }

    /// UniP: the slope of the estimates over the step before, half of it (`ρ = ½`).
    fn predict(&self) -> Tensor<4> {
        match &self.before {
            None => self.first_order(),
            Some(before) => self.first_order() + self.slope(before, 0.5 * self.share()),
        }
    }

    /// UniC: the same, with the estimate at the end of the step as one more node.
    fn correct(&self, at_end: &Tensor<4>) -> Tensor<4> {
        let share = self.share();
        let news = |rho: f64| blend(rho * share, at_end, -rho * share, &self.denoised);
        match &self.before {
            None => self.first_order() + news(0.5),
            Some(before) => {
                let [past, end] = self.corrector_weights(before);
                self.first_order() + self.slope(before, past * share) + news(end)
            }
        }
    }

    /// `weight·(m₋₁ - m₀)/r` where `r = λ-distance of m₋₁, in steps` is negative.
    fn slope(&self, before: &Estimate, weight: f64) -> Tensor<4> {
        let factor = weight / self.ratio(before);
        blend(factor, &before.denoised, -factor, &self.denoised)
    }

    /// Where the step before began, counted in steps from here: negative.
    fn ratio(&self, before: &Estimate) -> f64 {
        -before.gain / self.step.log_snr_gain()
    }

    /// The two weights that make the corrector of second order exact to the third (Zhao et al.
    /// 2023, equation 5): `ρ₁ + ρ₂ = b₁` and `r·ρ₁ + ρ₂ = b₂`.
    fn corrector_weights(&self, before: &Estimate) -> [f64; 2] {
        let h = -self.step.log_snr_gain();
        let phi_1 = h.exp_m1() / h - 1.0;
        let phi_2 = phi_1 / h - 0.5;
        let [b_1, b_2] = [phi_1 / h.exp_m1(), 2.0 * phi_2 / h.exp_m1()];
        let past = (b_1 - b_2) / (1.0 - self.ratio(before));
        [past, b_1 - past]
    }
}
