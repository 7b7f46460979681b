//! diffusers' schedulers, by what their `scheduler_config.json` says.

use serde::Deserialize;

use super::{Kin, Walk};
use crate::spacing::{MAX_STEPS, karras};
use crate::{Error, Result, Schedule, Spacing};

/// How whole timesteps are spread (Lin et al. 2023, table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Timesteps {
    /// Evenly from the first to the last.
    Linspace,
    /// Counted up from the first.
    Leading,
    /// Counted back from the last.
    Trailing,
}

/// What of a scheduler's settings decides its walk. Settings that are not in the file are `None`
/// or have diffusers' defaults.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Scheduler {
    /// How timesteps are spread; each kin has a default of its own.
    pub timestep_spacing: Option<Timesteps>,
    /// Added to leading timesteps.
    pub steps_offset: usize,
    /// DDIM: whether the walk ends without noise, not at the level of the first timestep.
    pub set_alpha_to_one: Option<bool>,
    /// Others: `zero`, or `sigma_min` where it ends at the level of the first timestep.
    pub final_sigmas_type: Option<String>,
    /// Whether levels are spaced as Karras et al. 2022 have it, where nothing else is asked.
    pub use_karras_sigmas: Option<bool>,
}

/// Timesteps and levels, from the most noise.
struct Levels {
    timesteps: Vec<f64>,
    sigmas: Vec<f64>,
}

impl Scheduler {
    /// The walk of a sampler of that kin. `asked` is a spacing by name; none is the scheduler's own.
    /// Spacings that diffusers lacks are walked as k-diffusion does.
    ///
    /// # Errors
    /// [`Error::Steps`].
    pub fn walk(
        &self,
        kin: Kin,
        asked: Option<&Spacing>,
        schedule: &Schedule,
        steps: usize,
    ) -> Result<Walk> {
        let limit = MAX_STEPS.min(schedule.len());
        if !(1..=limit).contains(&steps) {
            return Err(Error::Steps { steps, limit });
        }
        let own = self.timestep_spacing.unwrap_or(match kin {
            Kin::Ddim => Timesteps::Leading,
            Kin::Euler | Kin::Multistep => Timesteps::Linspace,
        });
        let (spread, karras) = match asked.map(|spacing| spacing.id) {
            None => (own, self.use_karras_sigmas == Some(true) && kin != Kin::Ddim),
            Some("karras") if kin != Kin::Ddim => (own, true),
            Some("normal") => (Timesteps::Linspace, false),
            Some("leading") => (Timesteps::Leading, false),
            Some("trailing") => (Timesteps::Trailing, false),
            Some(_) => match asked {
                Some(spacing) => return Walk::spaced(spacing, schedule, steps),
                None => (own, false),
            },
        };
        let timesteps = self.timesteps(kin, spread, schedule.len(), steps);
        let sigmas = timesteps.iter().map(|t| between(schedule, *t)).collect();
        let mut levels = Levels { timesteps, sigmas };
        if karras {
            levels = levels.karras(kin, schedule, steps);
        }
        Ok(self.finish(kin, spread, levels, schedule))
    }

    /// Timesteps from the last; `EulerDiscreteScheduler` alone takes them as they fall.
    fn timesteps(&self, kin: Kin, spread: Timesteps, count: usize, steps: usize) -> Vec<f64> {
        // The multistep solvers count the end as one more point.
        let points = if kin == Kin::Multistep { steps + 1 } else { steps };
        let last = (count - 1) as f64;
        let ascending: Vec<f64> = match spread {
            Timesteps::Linspace => {
                let gap = last / points.saturating_sub(1).max(1) as f64;
                let point = |i: usize| i as f64 * gap;
                (0..points)
                    .map(|i| if kin == Kin::Euler { point(i) } else { even(point(i)) })
                    .collect()
            }
            Timesteps::Leading => {
                let gap = count / points;
                (0..points).map(|i| (i * gap + self.steps_offset) as f64).collect()
            }
            Timesteps::Trailing => {
                let gap = count as f64 / steps as f64;
                let back = |i: usize| even(count as f64 - i as f64 * gap) - 1.0;
                return (0..steps).map(back).collect();
            }
        };
        ascending.into_iter().rev().take(steps).map(|t| t.min(last)).collect()
    }

    fn finish(&self, kin: Kin, spread: Timesteps, levels: Levels, schedule: &Schedule) -> Walk {
        let Levels { mut timesteps, mut sigmas } = levels;
        let ends_early = match kin {
            Kin::Ddim => self.set_alpha_to_one == Some(false),
            Kin::Euler | Kin::Multistep => self.final_sigmas_type.as_deref() == Some("sigma_min"),
        };
        let first = schedule.sigma_min();
        let last = sigmas.last().copied().unwrap_or(first);
        let start = match (kin, spread) {
            (Kin::Euler, Timesteps::Linspace | Timesteps::Trailing) => sigmas[0],
            // These begin with noise of the variance of a picture: `y = √ᾱ·x`.
            _ => (1.0 + sigmas[0] * sigmas[0]).sqrt(),
        };
        match ends_early {
            false => sigmas.push(0.0),
            true if last > first => sigmas.push(first),
            // The last step would go from the first timestep's level to itself.
            true => timesteps.truncate(timesteps.len() - 1),
        }
        Walk { sigmas, timesteps, start }
    }
}

impl Levels {
    /// The same number of levels as Karras et al. 2022, equation 5 space them: Euler between its
    /// own ends, the multistep solvers between the schedule's, which also round the timesteps.
    fn karras(self, kin: Kin, schedule: &Schedule, steps: usize) -> Self {
        let ends = match kin {
            Kin::Multistep => [schedule.sigma_max(), schedule.sigma_min()],
            Kin::Euler | Kin::Ddim => [self.sigmas[0], self.sigmas[self.sigmas.len() - 1]],
        };
        let sigmas = karras::between(ends, steps);
        let own = sigmas.iter().map(|sigma| schedule.t(*sigma));
        let timesteps = own.map(|t| if kin == Kin::Multistep { even(t) } else { t }).collect();
        Self { timesteps, sigmas }
    }
}

/// The level at a timestep, evenly between its neighbours' levels; k-diffusion interpolates their
/// logarithms.
fn between(schedule: &Schedule, timestep: f64) -> f64 {
    let [low, high] = [timestep.floor(), timestep.ceil()].map(|t| schedule.sigma(t));
    low + (high - low) * timestep.fract()
}

/// To the nearest whole number, halves to the even one, as NumPy rounds.
fn even(number: f64) -> f64 {
    number.round_ties_even()
}
