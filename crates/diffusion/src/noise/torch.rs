//! `torch.randn` on the CPU, reproduced.

use super::{Noise, cephes, mt19937::Mt19937};
use std::f64::consts::TAU;

/// From this many values on, PyTorch fills a tensor in blocks instead of value by value.
const BLOCK: usize = 16;
const HALF: usize = BLOCK / 2;

/// The stream of `torch.manual_seed(seed)` followed by calls of `torch.randn`.
///
/// Fills of 16 values or more give PyTorch's bits (as its AVX2 code computes them). Shorter
/// fills go through the platform's `ln_1p`, `sin` and `cos` in double precision, so they agree
/// to the last bit of an `f32` except where those functions differ by platform.
#[derive(Debug, Clone)]
pub struct TorchNoise {
    twister: Mt19937,
    /// The sine half of the last pair drawn one by one, kept for the next such draw.
    spare: Option<f64>,
}

impl TorchNoise {
    /// Starts the stream of a seed. PyTorch's CPU generator uses only the low 32 bits of it.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { twister: Mt19937::new(seed as u32), spare: None }
    }

    /// Uniform in [0, 1) with 24 bits.
    fn uniform(&mut self) -> f32 {
        (self.twister.next_u32() & 0x00FF_FFFF) as f32 / (1 << 24) as f32
    }

    /// Uniform in [0, 1) with 53 bits.
    fn uniform_double(&mut self) -> f64 {
        (self.twister.next_u64() & ((1 << 53) - 1)) as f64 / (1_u64 << 53) as f64
    }

    /// One value of the short path: Box and Muller 1958 in double precision, pairs kept.
    fn single(&mut self) -> f32 {
        if let Some(spare) = self.spare.take() {
            return spare as f32;
        }
        let (turn, u) = (self.uniform_double(), self.uniform_double());
        let radius = (-2.0 * (-u).ln_1p()).sqrt();
        let (sin, cos) = (TAU * turn).sin_cos();
        self.spare = Some(radius * sin);
        (radius * cos) as f32
    }

    /// The long path: all uniforms first, then whole blocks; a tail is drawn again as a block
    /// that ends with the last value.
    fn blocks(&mut self, n: usize) -> Vec<f32> {
        let mut values: Vec<f32> = (0..n).map(|_| self.uniform()).collect();
        values.chunks_exact_mut(BLOCK).for_each(box_muller);
        if !n.is_multiple_of(BLOCK) {
            let tail = &mut values[n - BLOCK..];
            tail.iter_mut().for_each(|value| *value = self.uniform());
            box_muller(tail);
        }
        values
    }
}

/// Turns 16 uniforms into 16 normals in place: value `j` pairs with value `j + 8`.
fn box_muller(block: &mut [f32]) {
    let (cosines, sines) = block.split_at_mut(HALF);
    for (a, b) in cosines.iter_mut().zip(sines) {
        let radius = (-2.0 * cephes::ln(1.0 - *a)).sqrt();
        let (sin, cos) = cephes::sin_cos(std::f32::consts::TAU * *b);
        // Adding the mean, zero, makes a negative zero positive, as PyTorch's last step does.
        *a = radius * cos + 0.0;
        *b = radius * sin + 0.0;
    }
}

impl Noise for TorchNoise {
    fn fill(&mut self, n: usize) -> Vec<f32> {
        if n < BLOCK { (0..n).map(|_| self.single()).collect() } else { self.blocks(n) }
    }
}
