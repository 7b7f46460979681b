//! The noise of an NVIDIA GPU, computed on the CPU.
//!
//! Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3" (Philox4x32-10), with the
//! counter layout of CUDA's generator as PyTorch launches it for up to some 43,000 values; larger
//! CUDA tensors depend on the card, so here every value has its own counter.

use super::Noise;
use std::f64::consts::TAU;

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;
const STEP: f64 = 1.0 / (1_u64 << 32) as f64;

/// The stream that `torch.randn(device="cuda")` gives for a seed, to about 1e-6: the card computes
/// in single precision with functions of its own.
#[derive(Debug, Clone)]
pub struct PhiloxNoise {
    key: [u32; 2],
    /// How many fills there were; each one is a fresh part of the stream.
    fills: u32,
}

impl PhiloxNoise {
    /// Starts the stream of a seed; all 64 bits count.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], fills: 0 }
    }
}

impl Noise for PhiloxNoise {
    fn fill(&mut self, n: usize) -> Vec<f32> {
        let value = |i: usize| box_muller(philox([self.fills, 0, i as u32, 0], self.key));
        let values = (0..n).map(value).collect();
        self.fills = self.fills.wrapping_add(1);
        values
    }
}

/// The sine half of a Box–Muller pair, each word taken as the middle of its interval.
fn box_muller(words: [u32; 4]) -> f32 {
    let u = f64::from(words[0]) * STEP + STEP / 2.0;
    let turn = f64::from(words[1]) * STEP + STEP / 2.0;
    ((-2.0 * u.ln()).sqrt() * (TAU * turn).sin()) as f32
}

/// Ten rounds of the Philox bijection.
fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..ROUNDS {
        let (high_0, low_0) = multiply(counter[0], MULTIPLIERS[0]);
        let (high_1, low_1) = multiply(counter[2], MULTIPLIERS[1]);
        counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

/// The high and the low word of a product.
fn multiply(a: u32, b: u32) -> (u32, u32) {
    let product = u64::from(a) * u64::from(b);
    ((product >> 32) as u32, product as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors publish with Random123 (`kat_vectors`).
    #[test]
    fn known_answers() {
        let zeros = philox([0; 4], [0; 2]);
        assert_eq!(zeros, [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]);
        let ones = philox([u32::MAX; 4], [u32::MAX; 2]);
        assert_eq!(ones, [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]);
    }

    /// `torch.manual_seed(0); torch.randn(12, device="cuda")`, as the NV mode of other tools
    /// documents it.
    #[test]
    fn seed_zero_is_cudas() {
        let cuda = [
            -0.924_662_6,
            -0.425_344_15,
            -2.643_845_7,
            0.145_183_88,
            -0.120_866_47,
            -0.579_725_6,
            -0.622_851_2,
            -0.328_387_1,
            -1.074_542_3,
            -0.363_144_07,
            -1.671_050_7,
            2.265_505,
        ];
        for (ours, theirs) in PhiloxNoise::new(0).fill(12).into_iter().zip(cuda) {
            assert!((ours - theirs).abs() <= 2e-7 * theirs.abs(), "{ours} {theirs}");
        }
    }

    #[test]
    fn every_fill_is_new_and_high_seed_bits_count() {
        let mut noise = PhiloxNoise::new(7);
        assert_ne!(noise.fill(4), noise.fill(4));
        assert_ne!(PhiloxNoise::new(7).fill(4), PhiloxNoise::new(7 | 1 << 40).fill(4));
    }
}
