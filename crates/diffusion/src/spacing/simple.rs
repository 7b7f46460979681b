//! Every k-th level of the schedule, from the end, without interpolation.

use super::Spacing;
use crate::Schedule;

pub(super) const SPACING: Spacing = Spacing {
    name: "Simple",
    id: "simple",
    paper: "ComfyUI's and A1111's `simple` (no paper)",
    about_en: "every k-th trained noise level, counted back from the end",
    about_zh: "从末尾起每隔 k 个取一个训练过的噪声级",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    let gap = schedule.len() as f64 / steps as f64;
    let timestep = |i: usize| schedule.len() - 1 - (i as f64 * gap) as usize;
    (0..steps).map(|i| schedule.sigma(timestep(i) as f64)).collect()
}
