//! Nearest-neighbour doubling of pictures, channels last.

use crate::parallel::{Shared, for_each, threads};

/// Doubles `x` `[batch, height, width, channels]` in height and width by repeating each pixel, and
/// writes it to `y` `[batch, 2 · height, 2 · width, channels]`.
///
/// # Panics
/// When a slice has not the length of its shape.
pub fn upsample2([batch, height, width, channels]: [usize; 4], x: &[f32], y: &mut [f32]) {
    let row = width * channels;
    check([batch * height, row], x, y);
    if x.is_empty() {
        return;
    }
    let (threads, y) = (threads(8 * y.len()), Shared::new(y));
    for_each(batch * height, threads, |line| {
        // SAFETY: each line of `x` has its own two of `y`.
        let (upper, lower) = unsafe { y.slice(4 * row * line, 4 * row) }.split_at_mut(2 * row);
        let pixels = x[row * line..][..row].chunks_exact(channels);
        for (pixel, pair) in pixels.zip(upper.chunks_exact_mut(2 * channels)) {
            pair[..channels].copy_from_slice(pixel);
            pair[channels..].copy_from_slice(pixel);
        }
        lower.copy_from_slice(upper);
    });
}

/// The gradient of [`upsample2`]: adds up the four pixels of `dy`
/// `[batch, 2 · height, 2 · width, channels]` that came of each pixel, and writes the sums to
/// `dx` `[batch, height, width, channels]`.
///
/// # Panics
/// When a slice has not the length of its shape.
pub fn upsample2_backward(
    [batch, height, width, channels]: [usize; 4],
    dy: &[f32],
    dx: &mut [f32],
) {
    let row = width * channels;
    check([batch * height, row], dx, dy);
    if dx.is_empty() {
        return;
    }
    let (threads, dx) = (threads(8 * dy.len()), Shared::new(dx));
    for_each(batch * height, threads, |line| {
        let (upper, lower) = dy[4 * row * line..][..4 * row].split_at(2 * row);
        // SAFETY: each line of `dx` is written by one task.
        let sums = unsafe { dx.slice(row * line, row) };
        let pairs = upper.chunks_exact(2 * channels).zip(lower.chunks_exact(2 * channels));
        for (sums, (upper, lower)) in sums.chunks_exact_mut(channels).zip(pairs) {
            let (a, b) = upper.split_at(channels);
            let (c, d) = lower.split_at(channels);
            for ((((sum, a), b), c), d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *sum = (a + b) + (c + d);
            }
        }
    });
}

fn check([lines, row]: [usize; 2], small: &[f32], large: &[f32]) {
    let lengths = [small.len(), large.len()];
    assert_eq!(lengths, [lines * row, 4 * lines * row], "lengths of the pictures");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::values;

    #[test]
    fn each_pixel_four_times() {
        let mut y = [0.0; 16];
        upsample2([1, 1, 2, 2], &[1.0, 2.0, 3.0, 4.0], &mut y);
        let row = [1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0];
        assert_eq!((&y[..8], &y[8..]), (&row[..], &row[..]));
    }

    /// ⟨upsample(x), dy⟩ = ⟨x, upsample_backward(dy)⟩.
    #[test]
    fn backward_is_the_transpose() {
        let shape = [2, 3, 5, 7];
        let (x, dy) = (values(210, 1), values(840, 2));
        let (mut y, mut dx) = (vec![0.0; 840], vec![0.0; 210]);
        upsample2(shape, &x, &mut y);
        upsample2_backward(shape, &dy, &mut dx);
        let dot = |a: &[f32], b: &[f32]| -> f64 {
            a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
        };
        assert!((dot(&y, &dy) - dot(&x, &dx)).abs() < 1e-4);
    }

    #[test]
    fn nothing_stays_nothing() {
        upsample2([0, 4, 4, 3], &[], &mut []);
        upsample2_backward([1, 4, 4, 0], &[], &mut []);
    }
}
