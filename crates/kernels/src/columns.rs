//! Sums over the rows of a matrix.

use crate::parallel::{Shared, for_each, threads};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch};
use crate::{InstructionSet, instruction_set};

/// Rows summed by themselves before they join the total: it keeps rounding errors small, and the
/// rows in the nearest cache.
pub(crate) const CHUNK_ROWS: usize = 32;
/// Rows summed by one thread at a time; fixed, so that the order of summing is.
const PART_ROWS: usize = 1024;

/// Writes the sum of each column of `rows` `[any, columns]` to `out` `[columns]`: the gradient of
/// a bias.
///
/// # Panics
/// When `out` has not `columns` values, or `rows` is not whole rows.
pub fn column_sums(rows: &[f32], columns: usize, out: &mut [f32]) {
    column_sums_on(instruction_set(), rows, columns, out);
}

pub(crate) fn column_sums_on(set: InstructionSet, rows: &[f32], columns: usize, out: &mut [f32]) {
    assert!(out.len() == columns && rows.len().is_multiple_of(columns.max(1)), "whole rows");
    out.fill(0.0);
    if rows.is_empty() {
        return;
    }
    let parts: Vec<&[f32]> = rows.chunks(PART_ROWS * columns).collect();
    let mut sums = Scratch::zeros(parts.len() * columns);
    let shared = Shared::new(&mut sums);
    for_each(parts.len(), threads(8 * rows.len()), |part| {
        // SAFETY: each part has its own row of sums.
        let sums = unsafe { shared.slice(part * columns, columns) };
        dispatch(set, AddRows { rows: parts[part], sums });
    });
    dispatch(set, AddRows { rows: &sums, sums: out });
}

struct AddRows<'a> {
    rows: &'a [f32],
    sums: &'a mut [f32],
}

impl Work for AddRows<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        add_rows(i, self.rows, self.sums);
    }
}

/// Adds each row of `rows` to `sums`.
#[inline(always)]
pub(crate) fn add_rows<I: Instructions>(i: I, rows: &[f32], sums: &mut [f32]) {
    let columns = sums.len();
    for chunk in rows.chunks(CHUNK_ROWS * columns) {
        for (block, sums) in sums.chunks_mut(I::LANES).enumerate() {
            let mut sum = i.splat(0.0);
            for row in chunk.chunks_exact(columns) {
                sum = sum.add(i.load(&row[block * I::LANES..][..sums.len()]));
            }
            i.load(sums).add(sum).store(sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assert_near, available, values};

    #[test]
    fn as_in_double_precision() {
        for (rows, columns) in [(0, 3), (1, 1), (5, 13), (3000, 20), (40, 0)] {
            let x = values(rows * columns, 1);
            let mut right = vec![0.0f64; columns];
            for row in x.chunks_exact(columns.max(1)) {
                right.iter_mut().zip(row).for_each(|(sum, &x)| *sum += f64::from(x));
            }
            for set in available() {
                let mut found = vec![9.0; columns];
                column_sums_on(set, &x, columns, &mut found);
                assert_near(&found, &right, 1e-4);
            }
        }
    }
}
