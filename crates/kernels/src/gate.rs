//! GELU over slices, and gated by it.

use crate::activation;
use crate::parallel::{Shared, for_each, threads};
use crate::simd::{Instructions, Vector, Work, dispatch};
use crate::{InstructionSet, instruction_set};

/// Rows that one thread takes at a time.
const PART_ROWS: usize = 32;

/// Values that one thread takes at a time.
const PART: usize = 16 * 1024;

/// Replaces each value by GELU of it.
pub fn gelu(values: &mut [f32]) {
    gelu_on(instruction_set(), values);
}

pub(crate) fn gelu_on(set: InstructionSet, values: &mut [f32]) {
    let length = values.len();
    let values = Shared::new(values);
    for_each(length.div_ceil(PART), threads(40 * length), |index| {
        let start = index * PART;
        // SAFETY: each part is one task.
        let values = unsafe { values.slice(start, PART.min(length - start)) };
        dispatch(set, Gelu(values));
    });
}

struct Gelu<'a>(&'a mut [f32]);

impl Work for Gelu<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        for values in self.0.chunks_mut(I::LANES) {
            activation::gelu(i, i.load(values)).store(values);
        }
    }
}

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
                i.load(value).mul(activation::gelu(i, i.load(gate))).store(y);
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
    fn without_a_gate_it_is_as_with_a_gate_of_one() {
        let values = crate::testing::values(PART + 37, 1);
        let gated: Vec<f32> = values.iter().flat_map(|&value| [1.0, 4.0 * value]).collect();
        for set in available() {
            let mut found: Vec<f32> = values.iter().map(|value| 4.0 * value).collect();
            gelu_on(set, &mut found);
            let mut right = vec![9.0; values.len()];
            geglu_on(set, &gated, 1, &mut right);
            assert_eq!(found, right);
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
