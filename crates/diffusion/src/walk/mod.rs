//! The walk of a run: at which noise levels the network is asked, and how it begins and ends.
//!
//! A spacing says it as k-diffusion and A1111 do. A pipeline of diffusers brings a scheduler that
//! says it a little differently, and a picture is only the same where this is too.

#[cfg(test)]
mod parity;
mod scheduler;

use crate::{Result, Schedule, Spacing};

/// Which of diffusers' schedulers a sampler's pictures are compared with: what is in their
/// families' `set_timesteps` and `init_noise_sigma`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// `EulerDiscreteScheduler` and those that share its levels.
    Euler,
    /// `DDIMScheduler` and those that share its levels.
    Ddim,
    /// `DPMSolverMultistepScheduler`, `UniPCMultistepScheduler`.
    Multistep,
}

/// A way down the noise levels.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// `steps + 1` levels that descend. The last is 0, or where the walk ends with a rest of noise.
    pub sigmas: Vec<f64>,
    /// The timestep as which the network is asked at each level but the last; where there is none,
    /// the level's own.
    pub timesteps: Vec<f64>,
    /// Start noise is multiplied by this.
    pub start: f64,
}

impl Walk {
    /// As k-diffusion walks: noise is scaled by the first level, and each level has its own
    /// timestep, whole or not.
    ///
    /// # Errors
    /// [`crate::Error::Steps`].
    pub fn spaced(spacing: &Spacing, schedule: &Schedule, steps: usize) -> Result<Self> {
        let sigmas = spacing.sigmas(schedule, steps)?;
        Ok(Self { start: sigmas[0], timesteps: Vec::new(), sigmas })
    }

    /// The walk without its first `count` levels, where a picture is where it begins.
    #[must_use]
    pub fn after(mut self, count: usize) -> Self {
        let count = count.min(self.sigmas.len().saturating_sub(2));
        self.sigmas.drain(..count);
        self.timesteps.drain(..count.min(self.timesteps.len()));
        self.start = self.sigmas[0];
        self
    }

    /// Steps of the walk.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.sigmas.len() - 1
    }

    /// What the result is multiplied by so that it has the variance of a picture again: `√ᾱ` of
    /// the last level, 1 where that is 0.
    #[must_use]
    pub fn rest(&self) -> f64 {
        self.sigmas.last().map_or(1.0, |sigma| (1.0 + sigma * sigma).sqrt().recip())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::spacing;

    #[test]
    fn a_later_start_keeps_levels_and_timesteps_together() {
        let schedule = Schedule::scaled_linear(1000).unwrap();
        let walk = Walk::spaced(spacing("Karras").unwrap(), &schedule, 5).unwrap();
        let walk = Walk { timesteps: vec![5.0, 4.0, 3.0, 2.0, 1.0], ..walk };
        let later = walk.clone().after(2);
        assert_eq!((later.steps(), later.start), (3, walk.sigmas[2]));
        assert_eq!((later.sigmas[1], later.timesteps[1]), (walk.sigmas[3], 2.0));
        assert_eq!(walk.clone().after(99).steps(), 1);
    }
}
