//! Levels at the quantiles of a Beta(0.6, 0.6) law: dense at both ends (Lee et al. 2024).

use super::{Spacing, linspace};
use crate::Schedule;

/// Both parameters of the law (Lee et al. 2024, section 4).
const SHAPE: f64 = 0.6;
/// Halvings of the interval in which a quantile lies; more would not move an `f64`.
const HALVINGS: usize = 64;
/// Terms of the continued fraction; for arguments up to ½ it settles well before.
const TERMS: usize = 60;

pub(super) const SPACING: Spacing = Spacing {
    name: "Beta",
    id: "beta",
    paper: "Lee et al. 2024, Beta Sampling is All You Need",
    about_en: "many steps at high noise and at low noise, few between",
    about_zh: "高噪声与低噪声处步子密，中间疏",
    levels,
};

fn levels(schedule: &Schedule, steps: usize) -> Vec<f64> {
    let (low, high) = (schedule.sigma_min(), schedule.sigma_max());
    linspace(1.0, 0.0, steps).map(|share| low + quantile(share) * (high - low)).collect()
}

/// The value below which a share `p` of the law lies.
fn quantile(p: f64) -> f64 {
    // The law is symmetric, and the small half is the one that keeps its digits.
    if p > 0.5 {
        return 1.0 - quantile(1.0 - p);
    }
    let halve = |(low, high): (f64, f64), _| {
        let middle = 0.5 * (low + high);
        if cumulative(middle) < p { (middle, high) } else { (low, middle) }
    };
    (0..HALVINGS).fold((0.0, 0.5), halve).0
}

/// The share of the law below `x`, for `x` up to ½.
///
/// The law's normalising constant drops out by symmetry: half of it lies below ½.
fn cumulative(x: f64) -> f64 {
    0.5 * incomplete(x) / incomplete(0.5)
}

/// `∫₀ˣ (u(1-u))^(a-1) du`, but for a constant factor: DLMF 8.17.22, its continued fraction
/// evaluated from the far end.
fn incomplete(x: f64) -> f64 {
    let fraction = (1..=TERMS).rev().fold(1.0, |tail, k| 1.0 + coefficient(k, x) / tail);
    (x * (1.0 - x)).powf(SHAPE) / fraction
}

/// The coefficients `d_k` of DLMF 8.17.23 with `a = b`.
fn coefficient(k: usize, x: f64) -> f64 {
    let (a, m) = (SHAPE, (k / 2) as f64);
    let product = if k.is_multiple_of(2) { m * (a - m) } else { -(a + m) * (2.0 * a + m) };
    let rank = a + k as f64;
    product * x / ((rank - 1.0) * rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.beta.ppf(p, 0.6, 0.6)`.
    #[test]
    fn quantiles_are_scipys() {
        for (p, expected) in QUANTILES {
            assert!((quantile(p) - expected).abs() < 1e-12, "{p}: {} {expected}", quantile(p));
        }
    }

    const QUANTILES: [(f64, f64); 6] = [
        (0.0, 0.0),
        (0.001, 1.855_873_851_745_199e-5),
        (0.1, 0.039_584_405_588_780_85),
        (0.3, 0.234_017_003_875_235_72),
        (0.5, 0.5),
        (0.9, 0.960_415_594_411_219_2),
    ];
}
