//! Whole timesteps counted back from the end (Lin et al. 2023, table 2, `trailing`).

use super::Spacing;
use crate::Schedule;

pub(super) const SPACING: Spacing = Spacing {
    name: "Trailing",
    id: "trailing",
    paper: "Lin et al. 2023, table 2 (trailing)",
    about_en: "even timesteps that start at the very last one; right for zero terminal SNR",
    about_zh: "从最后一个时间步起均匀取；适合零终端信噪比",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    let (n, gap) = (schedule.len() as f64, schedule.len() as f64 / steps as f64);
    let timestep = |i: usize| (n - i as f64 * gap).round_ties_even() - 1.0;
    (0..steps).map(|i| schedule.sigma(timestep(i))).collect()
}
