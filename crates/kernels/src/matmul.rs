//! Matrix products.

use crate::outer::OuterProduct;
use crate::panels::{Panels, Right};
use crate::parallel::Shared;
use crate::precision::Precision;
use crate::rows::{Placement, RowProduct};
use crate::scratch::Scratch;
use crate::view::View;
use crate::{InstructionSet, instruction_set};

/// How the factors of a product lie in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transpose {
    /// a is `[m, k]`, b is `[k, n]`.
    #[default]
    Neither,
    /// a is `[k, m]`, b is `[k, n]`: c = aᵀ · b.
    Left,
    /// a is `[m, k]`, b is `[n, k]`: c = a · bᵀ.
    Right,
    /// a is `[k, m]`, b is `[n, k]`: c = aᵀ · bᵀ.
    Both,
}

/// Writes the product of `a` and `b`, laid out as `transpose` says, to `c` `[m, n]`.
///
/// # Panics
/// When a slice has not the length of its shape.
pub fn matmul([m, k, n]: [usize; 3], transpose: Transpose, a: &[f32], b: &[f32], c: &mut [f32]) {
    matmul_on(instruction_set(), [m, k, n], transpose, a, b, c);
}

pub(crate) fn matmul_on(
    set: InstructionSet,
    [m, k, n]: [usize; 3],
    transpose: Transpose,
    a: &[f32],
    b: &[f32],
    c: &mut [f32],
) {
    assert_eq!([a.len(), b.len(), c.len()], [m * k, k * n, m * n], "lengths of a, b and c");
    if k == 0 || c.is_empty() {
        return c.fill(0.0);
    }
    let results = Shared::new(c);
    match transpose {
        Transpose::Neither => rows(set, matrix(a, m, k), Right::plain(b, n), results),
        Transpose::Right => rows(set, matrix(a, m, k), Right::transposed(b, n), results),
        Transpose::Left => {
            let (view, precision) = (matrix(a, k, m), Precision::F32);
            OuterProduct { view, right: b, columns: n, precision, results }.run(set);
        }
        Transpose::Both => {
            let mut upright = Scratch::take(m * k);
            for (column, row) in upright.chunks_exact_mut(k).enumerate() {
                row.iter_mut()
                    .zip(a[column..].iter().step_by(m))
                    .for_each(|(to, &from)| *to = from);
            }
            rows(set, matrix(&upright, m, k), Right::transposed(b, n), results);
        }
    }
}

fn rows(set: InstructionSet, view: View, right: Right, results: Shared) {
    let placement = Placement::dense(&view, right.columns);
    let panels = Panels::new(set, right, view.lines());
    let (bias, residual) = (None, None);
    RowProduct { view, panels: &panels, bias, residual, placement, results }.run(set);
}

/// A matrix as a picture of one column of pixels, under a filter of one pixel.
fn matrix(data: &[f32], rows: usize, columns: usize) -> View<'_> {
    View {
        data,
        batch: 1,
        height: rows,
        width: 1,
        channels: columns,
        origin: [0, 0],
        kernel: [1, 1],
        stride: [1, 1],
        places: [rows, 1],
        zoom: 1,
        precision: Precision::F32,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{assert_near, available, cases, on_threads, values};

    const WAYS: [Transpose; 4] =
        [Transpose::Neither, Transpose::Left, Transpose::Right, Transpose::Both];

    fn check([m, k, n]: [usize; 3], transpose: Transpose) {
        let (a, b) = (values(m * k, 1), values(k * n, 2));
        let at = |row: usize, inner: usize| match transpose {
            Transpose::Neither | Transpose::Right => f64::from(a[row * k + inner]),
            Transpose::Left | Transpose::Both => f64::from(a[inner * m + row]),
        };
        let bt = |inner: usize, column: usize| match transpose {
            Transpose::Neither | Transpose::Left => f64::from(b[inner * n + column]),
            Transpose::Right | Transpose::Both => f64::from(b[column * k + inner]),
        };
        let dot = |row, column| (0..k).map(|inner| at(row, inner) * bt(inner, column)).sum();
        let right: Vec<f64> = (0..m * n).map(|index| dot(index / n, index % n)).collect();
        for set in available() {
            let found = [1, 2].map(|threads| {
                on_threads(threads, || {
                    let mut c = vec![9.0; m * n];
                    matmul_on(set, [m, k, n], transpose, &a, &b, &mut c);
                    c
                })
            });
            assert_near(&found[0], &right, 1e-4);
            assert_eq!(found[0], found[1]);
        }
    }

    proptest! {
        #![proptest_config(cases(256))]

        #[test]
        fn any_shape_is_as_defined(m in 0..80usize, k in 0..80usize, n in 0..80usize, way in 0..4usize) {
            check([m, k, n], WAYS[way]);
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "too large for an interpreter")]
    fn large_products_are_as_defined() {
        WAYS.into_iter().for_each(|way| check([130, 600, 150], way));
        WAYS.into_iter().for_each(|way| check([600, 33, 150], way));
    }
}
