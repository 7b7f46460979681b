//! Numbers as waves.

/// Sines and cosines of `value` at `count` wavelengths from 2π to 2π·`longest`, geometrically
/// (Vaswani et al. 2017, section 3.5; Ho et al. 2020 use it for the time step): `2·count` numbers.
pub fn sinusoids(value: f64, count: usize, longest: f64) -> Vec<f32> {
    let angle = |i: usize| value * longest.powf(-(i as f64) / (count.max(2) - 1) as f64);
    let sines = (0..count).map(|i| angle(i).sin() as f32);
    sines.chain((0..count).map(|i| angle(i).cos() as f32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_the_shortest_and_the_longest_wave() {
        let waves = sinusoids(2.0, 3, 100.0);
        let expected = [2.0_f64.sin(), 0.2_f64.sin(), 0.02_f64.sin(), 2.0_f64.cos()];
        for (found, expected) in waves.iter().zip(expected) {
            assert!((f64::from(*found) - expected).abs() < 1e-6);
        }
        assert_eq!(waves.len(), 6);
    }
}
