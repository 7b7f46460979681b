//! Noise schedules: how much noise there is at each training timestep.

use crate::{Error, Result};

/// What `ᾱ` of the last timestep becomes where the signal would vanish: the noise level σ stays
/// finite, at 4096. It is the smallest positive half-precision number, as diffusers uses it.
const LEAST_SIGNAL: f64 = 1.0 / (1 << 24) as f64;

/// The largest β of the cosine schedule (Nichol and Dhariwal 2021, section 3.2).
const LARGEST_BETA: f64 = 0.999;

/// A discrete schedule: the share of signal `ᾱ_t = Π (1 - β_i)` that is left at each training
/// timestep `t` from 0 to `len() - 1` (Ho et al. 2020, section 2).
///
/// Samplers speak of the noise level `σ = √((1 - ᾱ) / ᾱ)` instead (Karras et al. 2022), which
/// is defined between the timesteps too, by interpolation of `ln σ`.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    alphas_cumprod: Vec<f64>,
    log_sigmas: Vec<f64>,
}

impl Schedule {
    /// β rises evenly from 0.0001 to 0.02 (Ho et al. 2020, section 4).
    ///
    /// # Errors
    /// [`Error::Timesteps`] when `timesteps` is less than 2, as for every schedule here.
    pub fn linear(timesteps: usize) -> Result<Self> {
        Self::linear_between(timesteps, [0.0001, 0.02])
    }

    /// β rises evenly from the first value to the second, both in (0, 1).
    ///
    /// # Errors
    /// [`Error::Timesteps`].
    pub fn linear_between(timesteps: usize, [from, to]: [f64; 2]) -> Result<Self> {
        Self::from_betas(timesteps, |u| lerp(from, to, u))
    }

    /// `√β` rises evenly from √0.00085 to √0.012 (Rombach et al. 2022, Stable Diffusion).
    ///
    /// # Errors
    /// [`Error::Timesteps`].
    pub fn scaled_linear(timesteps: usize) -> Result<Self> {
        Self::scaled_linear_between(timesteps, [0.00085, 0.012])
    }

    /// `√β` rises evenly from the root of the first value to that of the second, both in (0, 1).
    ///
    /// # Errors
    /// [`Error::Timesteps`].
    pub fn scaled_linear_between(timesteps: usize, ends: [f64; 2]) -> Result<Self> {
        let [from, to] = ends.map(f64::sqrt);
        Self::from_betas(timesteps, |u| lerp(from, to, u).powi(2))
    }

    /// `ᾱ` follows a squared cosine (Nichol and Dhariwal 2021, equation 17).
    ///
    /// # Errors
    /// [`Error::Timesteps`].
    pub fn cosine(timesteps: usize) -> Result<Self> {
        let cosine = |t: f64| ((t + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2);
        let n = timesteps as f64;
        Self::from_betas(timesteps, |u| {
            let t = (u * (n - 1.0)).round();
            (1.0 - cosine((t + 1.0) / n) / cosine(t / n)).min(LARGEST_BETA)
        })
    }

    /// β follows a logistic curve over -6 to 6, from 0.0001 to 0.02 (Xu et al. 2022, GeoDiff).
    ///
    /// # Errors
    /// [`Error::Timesteps`].
    pub fn sigmoid(timesteps: usize) -> Result<Self> {
        let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
        Self::from_betas(timesteps, |u| lerp(0.0001, 0.02, logistic(lerp(-6.0, 6.0, u))))
    }

    /// Builds the products from β as a function of `t / (timesteps - 1)`.
    fn from_betas(timesteps: usize, beta: impl Fn(f64) -> f64) -> Result<Self> {
        if timesteps < 2 {
            return Err(Error::Timesteps { timesteps });
        }
        let last = (timesteps - 1) as f64;
        let product = |signal: &mut f64, t: usize| {
            *signal *= 1.0 - beta(t as f64 / last);
            Some(*signal)
        };
        Ok(Self::from_alphas_cumprod((0..timesteps).scan(1.0, product).collect()))
    }

    fn from_alphas_cumprod(alphas_cumprod: Vec<f64>) -> Self {
        let log_sigmas = alphas_cumprod.iter().map(|&alpha| sigma_of(alpha).ln()).collect();
        Self { alphas_cumprod, log_sigmas }
    }

    /// Shifts and scales `√ᾱ` so that no signal is left at the last timestep and the first one
    /// stays as it was (Lin et al. 2023, algorithm 1).
    ///
    /// The last `ᾱ` is 2⁻²⁴ rather than 0, so that `sigma_max` is finite.
    #[must_use]
    pub fn zero_terminal_snr(self) -> Self {
        let first = self.alphas_cumprod[0].sqrt();
        let last = self.alphas_cumprod[self.len() - 1].sqrt();
        let rescale = |alpha: &f64| (alpha.sqrt() - last) * first / (first - last);
        let rescaled = self.alphas_cumprod.iter().map(rescale);
        Self::from_alphas_cumprod(rescaled.map(|root| root.powi(2).max(LEAST_SIGNAL)).collect())
    }

    /// The number of training timesteps, 2 or more.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a schedule is never empty")]
    pub fn len(&self) -> usize {
        self.alphas_cumprod.len()
    }

    /// `ᾱ` of every timestep, from the least noise to the most.
    #[must_use]
    pub fn alphas_cumprod(&self) -> &[f64] {
        &self.alphas_cumprod
    }

    /// `ᾱ_t`: the share of signal at a timestep; the last one for a timestep beyond the end.
    #[must_use]
    pub fn alpha_bar(&self, timestep: usize) -> f64 {
        self.alphas_cumprod[timestep.min(self.len() - 1)]
    }

    /// `β_t = 1 - ᾱ_t / ᾱ_{t-1}`: the variance of the noise that the step to `t` adds.
    #[must_use]
    pub fn beta(&self, timestep: usize) -> f64 {
        let before = timestep.checked_sub(1).map_or(1.0, |t| self.alpha_bar(t));
        1.0 - self.alpha_bar(timestep) / before
    }

    /// The noise level at a timestep, which may lie between two and is held at the ends.
    #[must_use]
    pub fn sigma(&self, timestep: f64) -> f64 {
        let t = timestep.clamp(0.0, (self.len() - 1) as f64);
        let low = (t as usize).min(self.len() - 2);
        lerp(self.log_sigmas[low], self.log_sigmas[low + 1], t - low as f64).exp()
    }

    /// The timestep of a noise level, the inverse of [`Schedule::sigma`]; held at the ends.
    #[must_use]
    pub fn t(&self, sigma: f64) -> f64 {
        let log_sigma = sigma.ln();
        let above = self.log_sigmas.partition_point(|&level| level <= log_sigma);
        let low = above.saturating_sub(1).min(self.len() - 2);
        let (from, to) = (self.log_sigmas[low], self.log_sigmas[low + 1]);
        low as f64 + ((log_sigma - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// The noise level of the first timestep.
    #[must_use]
    pub fn sigma_min(&self) -> f64 {
        sigma_of(self.alphas_cumprod[0])
    }

    /// The noise level of the last timestep.
    #[must_use]
    pub fn sigma_max(&self) -> f64 {
        sigma_of(self.alphas_cumprod[self.len() - 1])
    }
}

/// The noise level `√((1 - ᾱ) / ᾱ)`.
fn sigma_of(alpha_bar: f64) -> f64 {
    ((1.0 - alpha_bar) / alpha_bar).sqrt()
}

/// The point at `u` of the way from `a` to `b`.
fn lerp(a: f64, b: f64, u: f64) -> f64 {
    a + (b - a) * u
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stable_diffusions_ends_are_the_known_ones() {
        let schedule = Schedule::scaled_linear(1000).unwrap();
        assert!((schedule.sigma_min() - 0.0292).abs() < 1e-4);
        assert!((schedule.sigma_max() - 14.6146).abs() < 1e-4);
        assert!((schedule.beta(0) - 0.00085).abs() < 1e-12);
        assert!((schedule.beta(999) - 0.012).abs() < 1e-12);
    }

    #[test]
    fn zero_terminal_snr_keeps_the_first_and_drowns_the_last() {
        let plain = Schedule::scaled_linear(1000).unwrap();
        let rescaled = plain.clone().zero_terminal_snr();
        assert!((rescaled.alpha_bar(0) - plain.alpha_bar(0)).abs() < 1e-12);
        assert!((rescaled.sigma_max() - 4096.0).abs() < 1e-3);
    }

    #[test]
    fn too_short_a_schedule_is_refused() {
        assert!(matches!(Schedule::linear(1), Err(Error::Timesteps { timesteps: 1 })));
    }

    proptest! {
        #[test]
        fn timestep_and_noise_level_are_inverse(t in 0.0_f64..999.0) {
            let schedule = Schedule::scaled_linear(1000).unwrap();
            prop_assert!((schedule.t(schedule.sigma(t)) - t).abs() < 1e-6);
        }
    }
}
