//! Whole timesteps counted up from the first (Lin et al. 2023, table 2, `leading`), one later where
//! there is room, as Stable Diffusion 1.5 was published with.

use super::Spacing;
use crate::Schedule;

pub(super) const SPACING: Spacing = Spacing {
    name: "Leading",
    id: "leading",
    paper: "Lin et al. 2023, table 2 (leading, offset 1)",
    about_en: "even timesteps counted up from the first; what older pipelines do",
    about_zh: "从第一个时间步起均匀取；较早的流程用它",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    let gap = schedule.len() / steps;
    let offset = usize::from(gap > 1);
    (0..steps).rev().map(|i| schedule.sigma((i * gap + offset) as f64)).collect()
}
