//! Levels that are even in `ln σ` (Lu et al. 2022, section 3.4).

use super::{Spacing, linspace};
use crate::Schedule;

pub(super) const SPACING: Spacing = Spacing {
    name: "Exponential",
    id: "exponential",
    paper: "Lu et al. 2022, DPM-Solver, section 3.4 (uniform log-SNR)",
    about_en: "every step lowers the noise by the same factor",
    about_zh: "每一步按同一比例降低噪声",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    linspace(schedule.sigma_max().ln(), schedule.sigma_min().ln(), steps).map(f64::exp).collect()
}
