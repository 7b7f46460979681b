//! What several samplers are made of.

use super::{Flow, Step};
use crate::{Denoise, Error, Noise, Result};
use burn::tensor::Tensor;

/// One step of a run: from one noise level to a lower one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    pub(super) index: usize,
    pub(super) count: usize,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Interval {
    /// Whether this step ends in the clean picture.
    pub(super) fn is_last(&self) -> bool {
        self.to == 0.0
    }

    /// How far the half log-SNR `λ = -ln σ` rises; infinite on the last step.
    pub(super) fn log_snr_gain(&self) -> f64 {
        (self.from / self.to).ln()
    }
}

/// The steps between noise levels, which must be finite and descend strictly to 0 or to a rest of
/// noise.
pub(super) fn intervals(sigmas: &[f64]) -> Result<impl Iterator<Item = Interval> + '_> {
    check(sigmas)?;
    let count = sigmas.len() - 1;
    let interval =
        move |(index, pair): (usize, &[f64])| Interval { index, count, from: pair[0], to: pair[1] };
    Ok(sigmas.windows(2).enumerate().map(interval))
}

fn check(sigmas: &[f64]) -> Result<()> {
    let ends = sigmas.len() > 1 && sigmas.last().is_some_and(|last| *last >= 0.0);
    if !ends {
        return Err(Error::Sigmas { index: sigmas.len() });
    }
    let wrong = |pair: &[f64]| !(pair[0].is_finite() && pair[0] > pair[1]);
    sigmas.windows(2).position(wrong).map_or(Ok(()), |index| Err(Error::Sigmas { index }))
}

/// Asks the denoiser at the start of a step and tells `on_step`.
pub(super) fn estimate(
    model: &mut dyn Denoise,
    x: &Tensor<4>,
    step: Interval,
    on_step: &mut dyn FnMut(Step) -> Flow,
) -> Result<Tensor<4>> {
    let denoised = model.denoise(x, step.from)?;
    let Interval { index, count, from: sigma, .. } = step;
    match on_step(Step { index, count, sigma, denoised: &denoised, x }) {
        Flow::Continue => Ok(denoised),
        Flow::Stop => Err(Error::Stopped { index, count }),
    }
}

/// The weighted sum of two pictures.
pub(super) fn blend(a: f64, x: &Tensor<4>, b: f64, y: &Tensor<4>) -> Tensor<4> {
    x.clone().mul_scalar(a) + y.clone().mul_scalar(b)
}

/// Moves `x` from one noise level to another along the straight line to `denoised`: an Euler
/// step of `dx/dσ = (x - denoised)/σ` (Karras et al. 2022, equation 1 and algorithm 1).
///
/// With `λ = -ln σ` it is as well the exact solution for a constant `denoised`, the first-order
/// step of DPM-Solver++ (Lu et al. 2022b, equation 9).
pub(super) fn towards(x: &Tensor<4>, denoised: &Tensor<4>, from: f64, to: f64) -> Tensor<4> {
    blend(to / from, x, 1.0 - to / from, denoised)
}

/// Adds fresh noise with standard deviation `spread`.
pub(super) fn renoise(x: Tensor<4>, spread: f64, noise: &mut dyn Noise) -> Tensor<4> {
    let fresh = draw(&x, noise);
    x + fresh.mul_scalar(spread)
}

/// Fresh noise of the shape of `x`.
pub(super) fn draw(x: &Tensor<4>, noise: &mut dyn Noise) -> Tensor<4> {
    noise.normal(x.dims(), &x.device())
}

/// The ancestral split of a step: go `down` below the target level without noise, then add
/// noise of deviation `up`, so that `down² + up² = to²`.
///
/// `up² = to²(from² - to²)/from²` is the variance of `x` at `to` given `x` at `from` and the
/// clean picture (Ho et al. 2020, equation 7; Song et al. 2020, equation 16 with η = 1).
pub(super) fn ancestral(from: f64, to: f64) -> (f64, f64) {
    let down = to * to / from;
    let up = (to * to * (1.0 - (to / from).powi(2))).sqrt();
    (down, up)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn levels_that_do_not_descend_to_zero_are_refused() {
        let index = |sigmas: &[f64]| match intervals(sigmas).err() {
            Some(Error::Sigmas { index }) => Some(index),
            _ => None,
        };
        assert_eq!(index(&[2.0, 1.0, 0.0]), None);
        assert_eq!(index(&[0.0]), Some(1));
        assert_eq!(index(&[2.0, 1.0]), None, "a rest of noise");
        assert_eq!(index(&[2.0, -1.0]), Some(2));
        assert_eq!(index(&[3.0, 1.0, 1.0, 0.0]), Some(1));
        assert_eq!(index(&[f64::INFINITY, 1.0, 0.0]), Some(0));
        assert_eq!(index(&[f64::NAN, 1.0, 0.0]), Some(0));
    }

    proptest! {
        #[test]
        fn the_ancestral_split_keeps_the_variance(from in 0.1_f64..100.0, share in 0.0_f64..1.0) {
            let to = from * share;
            let (down, up) = ancestral(from, to);
            prop_assert!((down * down + up * up - to * to).abs() < 1e-9 * from * from);
        }
    }
}
