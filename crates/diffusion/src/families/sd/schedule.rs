//! How a model was noised while it learned.

use qingyun_models::sd::files::{BetaSchedule, Prediction as Predicted, Scheduler};

use crate::{Error, Prediction, Result, Schedule};

/// The schedule that the settings say.
pub(crate) fn of(settings: &Scheduler) -> Result<Schedule> {
    let (steps, betas) = (settings.num_train_timesteps, [settings.beta_start, settings.beta_end]);
    let schedule = match settings.beta_schedule {
        BetaSchedule::Linear => Schedule::linear_between(steps, betas),
        BetaSchedule::ScaledLinear => Schedule::scaled_linear_between(steps, betas),
        BetaSchedule::SquaredCosine => Schedule::cosine(steps),
    }?;
    Ok(if settings.rescale_betas_zero_snr { schedule.zero_terminal_snr() } else { schedule })
}

/// What the network was trained to put out.
pub(crate) fn prediction(settings: &Scheduler) -> Prediction {
    match settings.prediction_type {
        Predicted::Epsilon => Prediction::Epsilon,
        Predicted::V => Prediction::V,
        Predicted::Sample => Prediction::Sample,
    }
}

/// The same in the words of the files.
///
/// # Errors
/// [`Error::Asked`] for a straight flow, which no model of the family predicts.
pub(super) fn said(prediction: Prediction) -> Result<Predicted> {
    match prediction {
        Prediction::Epsilon => Ok(Predicted::Epsilon),
        Prediction::V => Ok(Predicted::V),
        Prediction::Sample => Ok(Predicted::Sample),
        Prediction::Flow => Err(Error::Asked { family: super::FAMILY.name }),
    }
}
