//! Evenly spaced timesteps without the first one, as Stability's `generative-models` walks them.

use super::{Spacing, linspace};
use crate::Schedule;

pub(super) const SPACING: Spacing = Spacing {
    name: "SGM Uniform",
    id: "sgm-uniform",
    paper: "Podell et al. 2023 (SDXL), as its published sampler spaces them",
    about_en: "evenly spaced timesteps; the last step jumps from one gap above the first to zero",
    about_zh: "均匀取时间步，最后一步从首个间隔处直接到零",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    let last = (schedule.len() - 1) as f64;
    linspace(last, 0.0, steps + 1).take(steps).map(|t| schedule.sigma(t)).collect()
}
