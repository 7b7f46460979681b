//! Rows of two tensors side by side.

use crate::memory::written;
use crate::parallel::{Shared, for_each, threads};

/// Rows that one thread copies at a time.
const ROWS: usize = 64;

/// Each row of `a`, of `widths[0]` values, with the one of `b`, of `widths[1]`, behind it.
///
/// # Panics
/// When they are not as many whole rows.
#[must_use]
pub fn side_by_side(widths: [usize; 2], a: &[f32], b: &[f32]) -> Vec<f32> {
    let rows = a.len() / widths[0].max(1);
    assert_eq!([a.len(), b.len()], widths.map(|width| rows * width), "rows of {widths:?}");
    let both = widths[0] + widths[1];
    let write = |y: &mut [f32]| {
        let length = y.len();
        let y = Shared::new(y);
        // Moving a value costs about what eight operations do.
        for_each(rows.div_ceil(ROWS), threads(8 * length), |index| {
            let start = index * ROWS * both;
            // SAFETY: each task has its own rows.
            let y = unsafe { y.slice(start, (ROWS * both).min(length - start)) };
            for (at, row) in y.chunks_exact_mut(both).enumerate() {
                let (front, back) = row.split_at_mut(widths[0]);
                let at = index * ROWS + at;
                front.copy_from_slice(&a[at * widths[0]..][..widths[0]]);
                back.copy_from_slice(&b[at * widths[1]..][..widths[1]]);
            }
        });
    };
    // SAFETY: the tasks are all rows, and each writes all of its own.
    unsafe { written(rows * both, write) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_followed_by_its_neighbour() {
        let found = side_by_side([2, 1], &[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0]);
        assert_eq!(found, [1.0, 2.0, 5.0, 3.0, 4.0, 6.0]);
        assert_eq!(side_by_side([2, 0], &[1.0, 2.0], &[]), [1.0, 2.0]);
        let [a, b] = [3, 5].map(|width| vec![width as f32; 1000 * width]);
        let found = side_by_side([3, 5], &a, &b);
        assert!(found.chunks(8).all(|row| row == [3.0, 3.0, 3.0, 5.0, 5.0, 5.0, 5.0, 5.0]));
    }
}
