//! Levels that are even in `σ^(1/7)` (Karras et al. 2022, equation 5).

use super::{Spacing, linspace};
use crate::Schedule;

const RHO: f64 = 7.0;

pub(super) const SPACING: Spacing = Spacing {
    name: "Karras",
    id: "karras",
    paper: "Karras et al. 2022, equation 5 (rho = 7)",
    about_en: "many short steps at low noise, where detail is made",
    about_zh: "低噪声处步子密，细节更好",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    between([schedule.sigma_max(), schedule.sigma_min()], steps)
}

/// So many levels from the first to the second.
pub(crate) fn between(ends: [f64; 2], steps: usize) -> Vec<f64> {
    let [most, least] = ends.map(|sigma| sigma.powf(1.0 / RHO));
    linspace(most, least, steps).map(|level| level.powf(RHO)).collect()
}
