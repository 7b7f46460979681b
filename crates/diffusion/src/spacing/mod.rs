//! Spacings: at which noise levels a sampler stops on its way from noise to picture.

mod beta;
mod exponential;
pub(crate) mod karras;
mod leading;
mod normal;
mod sgm_uniform;
mod simple;
mod trailing;

use crate::registry::{self, What};
use crate::{Error, Result, Schedule};

/// The most steps that anyone may ask for.
pub const MAX_STEPS: usize = 1000;

/// A way to space the noise levels.
#[derive(Debug)]
pub struct Spacing {
    /// The name in menus (A1111's).
    pub name: &'static str,
    /// The name on the command line.
    pub id: &'static str,
    /// Where it comes from.
    pub paper: &'static str,
    /// What it does, in English.
    pub about_en: &'static str,
    /// What it does, in Chinese.
    pub about_zh: &'static str,
    /// The levels above zero, descending, for a number of steps that was checked.
    levels: fn(&Schedule, usize) -> Vec<f64>,
}

/// Every spacing there is.
pub const SPACINGS: &[Spacing] = &[
    normal::SPACING,
    trailing::SPACING,
    leading::SPACING,
    karras::SPACING,
    exponential::SPACING,
    sgm_uniform::SPACING,
    simple::SPACING,
    beta::SPACING,
];

/// The spacing of a name or an id, whatever the case.
///
/// # Errors
/// [`Error::UnknownName`], with near names.
pub fn spacing(name: &str) -> Result<&'static Spacing> {
    registry::find(What::Spacing, SPACINGS, |spacing| [spacing.name, spacing.id], name)
}

impl Spacing {
    /// The noise levels for a number of steps: `steps + 1` values that descend to 0.
    ///
    /// # Errors
    /// [`Error::Steps`] unless there is at least one step and at most [`MAX_STEPS`] and one for
    /// each training timestep.
    pub fn sigmas(&self, schedule: &Schedule, steps: usize) -> Result<Vec<f64>> {
        let limit = MAX_STEPS.min(schedule.len());
        if !(1..=limit).contains(&steps) {
            return Err(Error::Steps { steps, limit });
        }
        let mut sigmas = (self.levels)(schedule, steps);
        sigmas.push(0.0);
        Ok(sigmas)
    }
}

/// `count` points from `from` to `to`, both ends included; a single point is `from`.
fn linspace(from: f64, to: f64, count: usize) -> impl Iterator<Item = f64> {
    let gaps = count.saturating_sub(1).max(1) as f64;
    (0..count).map(move |i| from + (to - from) * (i as f64 / gaps))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    fn schedules() -> [Schedule; 3] {
        let plain = Schedule::scaled_linear(1000).unwrap();
        [plain.clone(), plain.zero_terminal_snr(), Schedule::cosine(50).unwrap()]
    }

    #[test]
    fn names_are_unique_and_everything_is_documented() {
        let mut seen = HashSet::new();
        for entry in SPACINGS {
            assert!(seen.insert(entry.name.to_lowercase()), "{}", entry.name);
            let texts = [entry.id, entry.paper, entry.about_en, entry.about_zh];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", entry.name);
            assert_eq!(spacing(entry.id).unwrap().name, spacing(entry.name).unwrap().name);
        }
    }

    #[test]
    fn levels_descend_strictly_from_within_the_schedule_to_zero() {
        for schedule in schedules() {
            for (entry, steps) in SPACINGS.iter().flat_map(|e| [1, 2, 7, 20, 50].map(|n| (e, n))) {
                let sigmas = entry.sigmas(&schedule, steps).unwrap();
                assert_eq!(sigmas.len(), steps + 1);
                assert_eq!(sigmas[steps], 0.0);
                assert!(sigmas[0] <= schedule.sigma_max() * (1.0 + 1e-9), "{}", entry.name);
                assert!(sigmas.windows(2).all(|pair| pair[0] > pair[1]), "{} {steps}", entry.name);
            }
        }
    }

    #[test]
    fn a_thousand_steps_are_walked_and_no_more() {
        let schedule = Schedule::linear(1000).unwrap();
        for entry in SPACINGS {
            let sigmas = entry.sigmas(&schedule, MAX_STEPS).unwrap();
            assert!(sigmas.windows(2).all(|pair| pair[0] > pair[1]), "{}", entry.name);
            for steps in [0, 1001, 10_000] {
                let refused = entry.sigmas(&schedule, steps);
                assert!(matches!(refused, Err(Error::Steps { limit: 1000, .. })));
            }
        }
    }
}
