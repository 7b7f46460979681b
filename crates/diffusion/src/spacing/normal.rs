//! Evenly spaced timesteps, both ends included (A1111's `Normal`, Lin et al. 2023's `linspace`).

use super::{Spacing, linspace};
use crate::Schedule;

pub(super) const SPACING: Spacing = Spacing {
    name: "Normal",
    id: "normal",
    paper: "Lin et al. 2023, table 2 (linspace)",
    about_en: "evenly spaced timesteps from the last to the first",
    about_zh: "从最后到最初均匀取时间步",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    let last = (schedule.len() - 1) as f64;
    linspace(last, 0.0, steps).map(|t| schedule.sigma(t)).collect()
}
