//! Random numbers from a seed.

use super::range::Range;

/// SplitMix64 (Steele, Lea & Flood 2014): the same seed gives the same numbers everywhere.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to 1, evenly.
    fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from the triangle over a range whose tip is at the likely value.
    pub(super) fn triangle(&mut self, range: &Range) -> f64 {
        let Range { low, likely, high } = *range;
        let at = self.even();
        if range.is_exact() {
            return likely;
        }
        let width = high - low;
        let value = if at < (likely - low) / width {
            low + (at * width * (likely - low)).sqrt()
        } else {
            high - ((1.0 - at) * width * (high - likely)).sqrt()
        };
        value.clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_that_of_the_reference() {
        // The first output of the reference code for the seed 0 is e220a8397b1dcdaf.
        let first = (0xe220_a839_7b1d_cdaf_u64 >> 11) as f64 / (1_u64 << 53) as f64;
        assert_eq!(Random::new(0).even(), first);
    }

    #[test]
    fn a_triangle_has_its_mean() {
        let range = Range { low: 1.0, likely: 2.0, high: 6.0 };
        let mut random = Random::new(1);
        let mean = (0..100_000).map(|_| random.triangle(&range)).sum::<f64>() / 1e5;
        assert!((mean - 3.0).abs() < 0.01, "{mean}");
    }
}
