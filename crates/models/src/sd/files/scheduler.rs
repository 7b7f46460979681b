//! How a model was noised while it learned.

use serde::Deserialize;

use crate::settings::{between, must, parsed};
use crate::{Result, Wanted};

/// Settings of diffusers' schedulers that have one value here.
const ONLY: [(&str, &str); 1] = [("trained_betas", "null")];
/// The most steps from a picture to noise.
const MOST_STEPS: usize = 100_000;

/// How β grows from its first value to its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BetaSchedule {
    /// Evenly (Ho et al. 2020).
    Linear,
    /// Its root evenly (Rombach et al. 2022).
    ScaledLinear,
    /// As a squared cosine of the signal that is left has it, whatever the two values (Nichol and
    /// Dhariwal 2021).
    #[serde(rename = "squaredcos_cap_v2")]
    SquaredCosine,
}

/// What the U-Net predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// The noise ε (Ho et al. 2020).
    Epsilon,
    /// The velocity (Salimans and Ho 2022).
    #[serde(rename = "v_prediction")]
    V,
    /// The clean picture.
    Sample,
}

/// Which of the steps are taken when there are fewer (Lin et al. 2023, table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimestepSpacing {
    /// From the first to the last, evenly.
    Linspace,
    /// Multiples of the stride, from the first.
    Leading,
    /// Multiples of the stride, back from the last.
    Trailing,
}

/// Where the last step ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinalSigma {
    /// Without noise.
    Zero,
    /// With the noise of the first step.
    SigmaMin,
}

/// The settings of diffusers' `scheduler_config.json` that belong to the model. Those that are not
/// in the file have diffusers' defaults.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Scheduler {
    /// diffusers' name for the way of walking.
    #[serde(rename = "_class_name")]
    pub class_name: Option<String>,
    /// How β grows.
    pub beta_schedule: BetaSchedule,
    /// The first β.
    pub beta_start: f64,
    /// The last β.
    pub beta_end: f64,
    /// Steps from a picture to noise.
    pub num_train_timesteps: usize,
    /// What the U-Net predicts.
    pub prediction_type: Prediction,
    /// Which steps are taken; none leaves it to the kind of scheduler.
    pub timestep_spacing: Option<TimestepSpacing>,
    /// Added to each step that is taken under [`TimestepSpacing::Leading`].
    pub steps_offset: usize,
    /// Whether β is scaled so that nothing is left of the picture at the last step (Lin et al. 2023).
    pub rescale_betas_zero_snr: bool,
    /// Where the last step ends; in older files `set_alpha_to_one` says so.
    pub final_sigmas_type: Option<FinalSigma>,
    /// Whether the last step ends without noise.
    pub set_alpha_to_one: Option<bool>,
    /// Whether levels of noise are spaced as Karras et al. 2022 have it.
    pub use_karras_sigmas: Option<bool>,
}

impl Default for Scheduler {
    /// The defaults of diffusers' `DDIMScheduler`; those of Ho et al. 2020.
    fn default() -> Self {
        Self {
            class_name: None,
            beta_schedule: BetaSchedule::Linear,
            beta_start: 0.0001,
            beta_end: 0.02,
            num_train_timesteps: 1000,
            prediction_type: Prediction::Epsilon,
            timestep_spacing: None,
            steps_offset: 0,
            rescale_betas_zero_snr: false,
            final_sigmas_type: None,
            set_alpha_to_one: None,
            use_karras_sigmas: None,
        }
    }
}

impl Scheduler {
    /// Stable Diffusion's (Rombach et al. 2022), for files that do not say.
    pub fn stable_diffusion() -> Self {
        Self {
            beta_schedule: BetaSchedule::ScaledLinear,
            beta_start: 0.00085,
            beta_end: 0.012,
            steps_offset: 1,
            set_alpha_to_one: Some(false),
            ..Self::default()
        }
    }

    /// Settings from the text of a `scheduler_config.json`.
    ///
    /// # Errors
    /// [`crate::Error::Json`], and [`crate::Error::Setting`] for what is out of range or is not
    /// computed here.
    pub fn parse(json: &str) -> Result<Self> {
        let scheduler: Self = parsed(json, &ONLY)?;
        scheduler.check()?;
        Ok(scheduler)
    }

    fn check(&self) -> Result<()> {
        for (field, beta) in [("beta_start", self.beta_start), ("beta_end", self.beta_end)] {
            must(beta > 0.0 && beta < 1.0, field, beta, Wanted::Fraction)?;
        }
        between("num_train_timesteps", self.num_train_timesteps, [1, MOST_STEPS])?;
        between("steps_offset", self.steps_offset, [0, self.num_train_timesteps - 1])
    }

    /// Where the last step ends; none where the file says nothing of it.
    pub fn end(&self) -> Option<FinalSigma> {
        let older = |one| if one { FinalSigma::Zero } else { FinalSigma::SigmaMin };
        self.final_sigmas_type.or(self.set_alpha_to_one.map(older))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Error;

    /// What Stable Diffusion 2.1's folder says.
    #[test]
    fn a_released_file_is_read() {
        let text = r#"{"_class_name": "DDIMScheduler", "_diffusers_version": "0.8.0",
            "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
            "clip_sample": false, "num_train_timesteps": 1000, "prediction_type": "v_prediction",
            "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1,
            "trained_betas": null}"#;
        let found = Scheduler::parse(text).unwrap();
        let prediction_type = Prediction::V;
        let class_name = Some("DDIMScheduler".to_owned());
        let expected = Scheduler { class_name, prediction_type, ..Scheduler::stable_diffusion() };
        assert_eq!(found, expected);
        assert_eq!(found.end(), Some(FinalSigma::SigmaMin));
        let newer = Scheduler::parse(r#"{"final_sigmas_type": "zero"}"#).unwrap();
        assert_eq!(newer.end(), Some(FinalSigma::Zero));
        assert_eq!(Scheduler::parse("{}").unwrap().end(), None);
    }

    #[test]
    fn what_is_not_computed_is_named() {
        let field = |text| match Scheduler::parse(text).unwrap_err() {
            Error::Setting { field, .. } => field,
            Error::Json { .. } => "json",
            _ => "",
        };
        assert_eq!(field(r#"{"trained_betas": [0.1]}"#), "trained_betas");
        assert_eq!(field(r#"{"beta_end": 1.5}"#), "beta_end");
        assert_eq!(field(r#"{"num_train_timesteps": 0}"#), "num_train_timesteps");
        assert_eq!(field(r#"{"steps_offset": 1000}"#), "steps_offset");
        assert_eq!(field(r#"{"beta_schedule": "exp"}"#), "json");
    }
}
