//! GELU over slices, and gated by it.

use crate::activation;
use crate::memory::written;
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

/// The same as new values, half as many as `x` has.
///
/// # Panics
/// When `x` is not of whole rows of `2 · columns`.
#[must_use]
pub fn gated(x: &[f32], columns: usize) -> Vec<f32> {
    // SAFETY: every row is written.
    unsafe { written(x.len() / 2, |y| geglu(x, columns, y)) }
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

/// Writes the gradient of [`geglu`] for `x` to `dx`, both `[rows, 2 · columns]`, given `dy`
/// `[rows, columns]` for the result.
///
/// # Panics
/// When `x` and `dx` are not twice as long as `dy`, or `dy` is not whole rows.
pub fn geglu_backward(x: &[f32], columns: usize, dy: &[f32], dx: &mut [f32]) {
    geglu_backward_on(instruction_set(), x, columns, dy, dx);
}

pub(crate) fn geglu_backward_on(
    set: InstructionSet,
    x: &[f32],
    columns: usize,
    dy: &[f32],
    dx: &mut [f32],
) {
    assert!(x.len() == 2 * dy.len() && dx.len() == x.len(), "lengths");
    assert!(dy.len().is_multiple_of(columns.max(1)), "whole rows");
    let (length, part) = (dy.len(), PART_ROWS * columns);
    let dx = Shared::new(dx);
    for_each(length.div_ceil(part.max(1)), threads(80 * length), |index| {
        let (start, end) = (index * part, length.min((index + 1) * part));
        // SAFETY: each part is one task.
        let dx = unsafe { dx.slice(2 * start, 2 * (end - start)) };
        let (x, dy) = (&x[2 * start..2 * end], &dy[start..end]);
        dispatch(set, GegluBackward { x, columns, dy, dx });
    });
}

struct GegluBackward<'a> {
    x: &'a [f32],
    columns: usize,
    dy: &'a [f32],
    dx: &'a mut [f32],
}

impl Work for GegluBackward<'_> {
    /// With y = a · GELU(b): da = dy · GELU(b), db = dy · a · GELU'(b).
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let rows = self.x.chunks_exact(2 * self.columns).zip(self.dy.chunks_exact(self.columns));
        for ((x, dy), dx) in rows.zip(self.dx.chunks_exact_mut(2 * self.columns)) {
            let (values, gates) = x.split_at(self.columns);
            let (of_values, of_gates) = dx.split_at_mut(self.columns);
            let inputs = values.chunks(I::LANES).zip(gates.chunks(I::LANES));
            let outputs = of_values.chunks_mut(I::LANES).zip(of_gates.chunks_mut(I::LANES));
            for (((value, gate), dy), (of_value, of_gate)) in
                inputs.zip(dy.chunks(I::LANES)).zip(outputs)
            {
                let (gate, dy) = (i.load(gate), i.load(dy));
                dy.mul(activation::gelu(i, gate)).store(of_value);
                dy.mul(i.load(value)).mul(activation::gelu_slope(i, gate)).store(of_gate);
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

    /// GELU'(x) = Φ(x) + x · φ(x); φ(√2 z) = e^(−z²) / √(2π).
    #[test]
    fn the_gradient_is_as_the_tables_say() {
        let root = std::f64::consts::SQRT_2;
        let erf = [(0.5_f64, 0.520_499_877_8), (1.0, 0.842_700_792_9), (2.0, 0.995_322_265)];
        for set in available() {
            for (z, erf) in erf {
                for sign in [1.0, -1.0] {
                    let (x, phi) = (sign * z * root, (1.0 + sign * erf) / 2.0);
                    let density = (-z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
                    let mut dx = [9.0; 2];
                    geglu_backward_on(set, &[3.0, x as f32], 1, &[0.5], &mut dx);
                    assert_near(&dx, &[0.5 * x * phi, 1.5 * (phi + x * density)], 2e-6);
                }
            }
        }
    }

    #[test]
    fn the_gradient_goes_row_by_row() {
        let columns = 19;
        let (x, dy) =
            (crate::testing::values(70 * 2 * columns, 1), crate::testing::values(70 * columns, 2));
        for set in available() {
            let mut dx = vec![9.0; x.len()];
            geglu_backward_on(set, &x, columns, &dy, &mut dx);
            for (row, column) in [(0, 0), (3, 18), (69, 5)] {
                let (value, gate) = (2 * row * columns + column, (2 * row + 1) * columns + column);
                let mut one = [9.0; 2];
                let pair = [x[value], x[gate]];
                geglu_backward_on(set, &pair, 1, &[dy[row * columns + column]], &mut one);
                assert_eq!([dx[value], dx[gate]], one);
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
