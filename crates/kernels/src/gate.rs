//! Gated activations.

use crate::activation::gelu;
use crate::parallel::{Shared, for_each, threads};
use crate::simd::{Instructions, Vector, Work, dispatch};
use crate::{InstructionSet, instruction_set};

/// Rows that one thread takes at a time.
const PART_ROWS: usize = 32;

/// Writes a · GELU(b) to `y` `[rows, columns]`, where each row of `x` `[rows, 2 · columns]` is a,
/// then b (GEGLU, Shazeer, arXiv:2002.05202).
///
/// # Panics
/// When `x` is not twice as long as `y`, or `y` is not whole rows.
pub fn geglu(x: &[f32], columns: usize, y: &mut [f32]) {
    geglu_on(instruction_set(), x, columns, y);
}

pub(crate) fn geglu_on(set: InstructionSet, x: &[f32], columns: usize, y: &mut [f32]) {
    assert!(x.len() == 2 * y.len() && y.len().is_multiple_of(columns.max(1)), "whole rows");
    let (length, part) = (y.len(), PART_ROWS * columns);
    let y = Shared::new(y);
    for_each(length.div_ceil(part.max(1)), threads(40 * length), |index| {
        let (start, end) = (index * part, length.min((index + 1) * part));
        // SAFETY: each part is one task.
        let y = unsafe { y.slice(start, end - start) };
        dispatch(set, Geglu { x: &x[2 * start..2 * end], columns, y });
    });
}

struct Geglu<'a> {
    x: &'a [f32],
    columns: usize,
    y: &'a mut [f32],
}

impl Work for Geglu<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let rows = self.x.chunks_exact(2 * self.columns);
        for (x, y) in rows.zip(self.y.chunks_exact_mut(self.columns)) {
            let (values, gates) = x.split_at(self.columns);
            let inputs = values.chunks(I::LANES).zip(gates.chunks(I::LANES));
            for ((value, gate), y) in inputs.zip(y.chunks_mut(I::LANES)) {
                i.load(value).mul(gelu(i, i.load(gate))).store(y);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assert_near, available};

    /// GELU at some points, by the error function's tables (Abramowitz and Stegun, table 7.1):
    /// erf(0.5), erf(1) and erf(2) are 0.5204998778, 0.8427007929 and 0.9953222650.
    #[test]
    fn as_the_tables_say() {
        let root = std::f64::consts::SQRT_2;
        let erf = [(0.5, 0.520_499_877_8), (1.0, 0.842_700_792_9), (2.0, 0.995_322_265)];
        for set in available() {
            for (z, erf) in erf {
                for sign in [1.0, -1.0] {
                    let x = sign * z * root;
                    let mut y = [9.0];
                    geglu_on(set, &[3.0, x as f32], 1, &mut y);
                    assert_near(&y, &[3.0 * x * (1.0 + sign * erf) / 2.0], 1e-6);
                }
            }
        }
    }

    #[test]
    fn far_out_and_not_a_number() {
        for set in available() {
            let mut y = [9.0; 4];
            let x = [1.0, 2.0, 1.0, 1.0, 1e30, 50.0, -50.0, f32::NAN];
            geglu_on(set, &x, 4, &mut y);
            assert_eq!(y[..2], [1e30, 100.0]);
            assert!(y[2].abs() < 1e-30 && y[3].is_nan(), "{y:?}");
        }
    }
}
