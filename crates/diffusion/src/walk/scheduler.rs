//! The walks of diffusers' schedulers, by what their `scheduler_config.json` says.

use qingyun_models::sd::files::{FinalSigma, Scheduler, TimestepSpacing};

use super::{Kin, Walk};
use crate::spacing::{MAX_STEPS, karras};
use crate::{Error, Result, Schedule, Spacing};

impl Walk {
    /// As the scheduler of diffusers walks that is of a sampler's kin. `asked` is a spacing; none is
    /// the scheduler's own. Spacings that diffusers lacks are walked as k-diffusion does.
    ///
    /// # Errors
    /// [`Error::Steps`].
    pub fn scheduled(
        settings: &Scheduler,
        kin: Kin,
        asked: Option<&Spacing>,
        schedule: &Schedule,
        steps: usize,
    ) -> Result<Self> {
        let limit = MAX_STEPS.min(schedule.len());
        if !(1..=limit).contains(&steps) {
            return Err(Error::Steps { steps, limit });
        }
        let own = settings.timestep_spacing.unwrap_or(match kin {
            Kin::Ddim => TimestepSpacing::Leading,
            Kin::Euler | Kin::Multistep => TimestepSpacing::Linspace,
        });
        let (spread, karras) = match asked {
            None => (own, settings.use_karras_sigmas == Some(true) && kin != Kin::Ddim),
            Some(spacing) => match spacing.id {
                "karras" if kin != Kin::Ddim => (own, true),
                "normal" => (TimestepSpacing::Linspace, false),
                "leading" => (TimestepSpacing::Leading, false),
                "trailing" => (TimestepSpacing::Trailing, false),
                _ => return Self::spaced(spacing, schedule, steps),
            },
        };
        let way = Way { settings, kin, spread, schedule, steps };
        let levels = way.levels();
        Ok(way.walk(if karras { way.karras(levels) } else { levels }))
    }
}

/// Timesteps and levels, from the most noise.
struct Levels {
    timesteps: Vec<f64>,
    sigmas: Vec<f64>,
}

/// A scheduler's way of walking.
struct Way<'a> {
    settings: &'a Scheduler,
    kin: Kin,
    spread: TimestepSpacing,
    schedule: &'a Schedule,
    steps: usize,
}

impl Way<'_> {
    fn levels(&self) -> Levels {
        let timesteps = self.timesteps();
        let sigmas = timesteps.iter().map(|timestep| self.between(*timestep)).collect();
        Levels { timesteps, sigmas }
    }

    /// Timesteps from the last; `EulerDiscreteScheduler` alone takes them as they fall.
    fn timesteps(&self) -> Vec<f64> {
        // The multistep solvers count the end as one more point.
        let points = if self.kin == Kin::Multistep { self.steps + 1 } else { self.steps };
        let (count, last) = (self.schedule.len(), (self.schedule.len() - 1) as f64);
        let point: Box<dyn Fn(usize) -> f64> = match self.spread {
            TimestepSpacing::Linspace => {
                let gap = last / points.saturating_sub(1).max(1) as f64;
                let whole = self.kin != Kin::Euler;
                Box::new(move |i| if whole { even(i as f64 * gap) } else { i as f64 * gap })
            }
            TimestepSpacing::Leading => {
                let (gap, offset) = (count / points, self.settings.steps_offset);
                Box::new(move |i| (i * gap + offset) as f64)
            }
            TimestepSpacing::Trailing => {
                let gap = count as f64 / self.steps as f64;
                let back = |i: usize| even(count as f64 - i as f64 * gap) - 1.0;
                return (0..self.steps).map(back).collect();
            }
        };
        (0..points).rev().take(self.steps).map(|i| point(i).min(last)).collect()
    }

    /// The level at a timestep, evenly between its neighbours' levels; k-diffusion interpolates
    /// their logarithms.
    fn between(&self, timestep: f64) -> f64 {
        let [low, high] = [timestep.floor(), timestep.ceil()].map(|t| self.schedule.sigma(t));
        low + (high - low) * timestep.fract()
    }

    /// The same number of levels as Karras et al. 2022, equation 5 space them: Euler between its
    /// own ends, the multistep solvers between the schedule's, which also round the timesteps.
    fn karras(&self, levels: Levels) -> Levels {
        let multistep = self.kin == Kin::Multistep;
        let ends = match (&levels.sigmas[..], multistep) {
            ([most, .., least], false) => [*most, *least],
            _ => [self.schedule.sigma_max(), self.schedule.sigma_min()],
        };
        let sigmas = karras::between(ends, self.steps);
        let own = sigmas.iter().map(|sigma| self.schedule.t(*sigma));
        let timesteps = own.map(|t| if multistep { even(t) } else { t }).collect();
        Levels { timesteps, sigmas }
    }

    fn walk(&self, levels: Levels) -> Walk {
        let Levels { mut timesteps, mut sigmas } = levels;
        let first = self.schedule.sigma_min();
        let last = sigmas.last().copied().unwrap_or(first);
        let start = match (self.kin, self.spread) {
            (Kin::Euler, TimestepSpacing::Linspace | TimestepSpacing::Trailing) => sigmas[0],
            // These begin with noise of the variance of a picture: `y = √ᾱ·x`.
            _ => (1.0 + sigmas[0] * sigmas[0]).sqrt(),
        };
        match self.ends_early() {
            false => sigmas.push(0.0),
            true if last > first => sigmas.push(first),
            // The last step would go from the first timestep's level to itself.
            true => timesteps.truncate(sigmas.len() - 1),
        }
        Walk { sigmas, timesteps, start }
    }

    /// Whether the walk ends at the level of the first timestep, not without noise.
    fn ends_early(&self) -> bool {
        match self.kin {
            Kin::Ddim => self.settings.set_alpha_to_one == Some(false),
            Kin::Euler | Kin::Multistep => {
                self.settings.final_sigmas_type == Some(FinalSigma::SigmaMin)
            }
        }
    }
}

/// To the nearest whole number, halves to the even one, as NumPy rounds.
fn even(number: f64) -> f64 {
    number.round_ties_even()
}
