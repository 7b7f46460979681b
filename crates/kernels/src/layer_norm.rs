//! Layer normalisation and its gradients.

use std::ops::Range;

use crate::memory::written;
use crate::parallel::{Shared, for_each, threads};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch, lanes};
use crate::{InstructionSet, instruction_set};

/// Layer normalisation (Ba et al., arXiv:1607.06450) of rows:
/// y = (x − mean) / √(variance + eps) · scale + shift, mean and variance over each row of `x`
/// `[rows, channels]`; `scale` and `shift` are `[channels]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerNorm {
    /// Values of a row.
    pub channels: usize,
    /// Added to the variance.
    pub eps: f32,
}

/// Rows that one thread takes at a time; fixed, so that the order of summing is.
const PART_ROWS: usize = 64;

impl LayerNorm {
    /// Writes the normalised rows of `x` to `y`.
    ///
    /// # Panics
    /// When a slice has not the length of its shape.
    pub fn forward(&self, x: &[f32], scale: &[f32], shift: &[f32], y: &mut [f32]) {
        self.forward_on(instruction_set(), x, scale, shift, y);
    }

    /// The same as new values.
    ///
    /// # Panics
    /// As [`Self::forward`].
    #[must_use]
    pub fn normalised(&self, x: &[f32], scale: &[f32], shift: &[f32]) -> Vec<f32> {
        // SAFETY: every row is written.
        unsafe { written(x.len(), |y| self.forward(x, scale, shift, y)) }
    }

    pub(crate) fn forward_on(
        &self,
        set: InstructionSet,
        x: &[f32],
        scale: &[f32],
        shift: &[f32],
        y: &mut [f32],
    ) {
        self.check([x.len(), y.len()], [scale.len(), shift.len()]);
        let y = Shared::new(y);
        self.for_each_part(x.len(), |_, part| {
            // SAFETY: each part is one task.
            let y = unsafe { y.slice(part.start, part.len()) };
            dispatch(set, Forward { norm: self, x: &x[part], scale, shift, y });
        });
    }

    /// Writes the gradients for the input to `dx` `[rows, channels]`, and for scale and shift to
    /// `dscale` and `dshift` `[channels]`, given `dy` `[rows, channels]` for the output.
    ///
    /// # Panics
    /// When a slice has not the length of its shape.
    pub fn backward(
        &self,
        x: &[f32],
        scale: &[f32],
        dy: &[f32],
        dx: &mut [f32],
        [dscale, dshift]: [&mut [f32]; 2],
    ) {
        self.backward_on(instruction_set(), x, scale, dy, dx, [dscale, dshift]);
    }

    pub(crate) fn backward_on(
        &self,
        set: InstructionSet,
        x: &[f32],
        scale: &[f32],
        dy: &[f32],
        dx: &mut [f32],
        [dscale, dshift]: [&mut [f32]; 2],
    ) {
        self.check([x.len(), dx.len()], [scale.len(), scale.len()]);
        self.check([x.len(), dy.len()], [dscale.len(), dshift.len()]);
        let parts = self.parts(x.len());
        let mut sums = Scratch::zeros(parts * 2 * self.channels);
        let (dx, shared) = (Shared::new(dx), Shared::new(&mut sums));
        self.for_each_part(x.len(), |index, part| {
            // SAFETY: each part is one task.
            let dx = unsafe { dx.slice(part.start, part.len()) };
            // SAFETY: as above.
            let sums = unsafe { shared.slice(index * 2 * self.channels, 2 * self.channels) };
            let (x, dy) = (&x[part.clone()], &dy[part]);
            dispatch(set, Backward { norm: self, x, scale, dy, dx, sums });
        });
        for (result, first) in [(dscale, 0), (dshift, self.channels)] {
            result.fill(0.0);
            for sums in sums.chunks_exact(2 * self.channels) {
                let sums = &sums[first..first + self.channels];
                result.iter_mut().zip(sums).for_each(|(to, from)| *to += from);
            }
        }
    }

    fn check(&self, rows: [usize; 2], channels: [usize; 2]) {
        assert_eq!(channels, [self.channels; 2], "length of scale and shift of {self:?}");
        assert_eq!(rows[0], rows[1], "lengths of rows of {self:?}");
        assert!(rows[0].is_multiple_of(self.channels.max(1)), "whole rows of {self:?}");
    }

    fn parts(&self, values: usize) -> usize {
        values.div_ceil((PART_ROWS * self.channels).max(1))
    }

    fn for_each_part(&self, values: usize, task: impl Fn(usize, Range<usize>) + Send + Sync) {
        let part = PART_ROWS * self.channels;
        for_each(self.parts(values), threads(10 * values), |index| {
            task(index, index * part..values.min((index + 1) * part));
        });
    }
}

/// Mean and 1 / √(variance + eps) of a row.
#[inline(always)]
fn statistics<I: Instructions>(i: I, row: &[f32], eps: f32) -> [f32; 2] {
    let count = row.len() as f64;
    let mean = sum(i, row, |x| x) / count;
    let centre = i.splat(mean as f32);
    let variance = sum(i, row, |x| {
        let apart = x.sub(centre);
        apart.mul(apart)
    });
    // Lanes beyond the row are zeros there, and squares of the mean here.
    let beyond = row.len().next_multiple_of(I::LANES) - row.len();
    let variance = variance - beyond as f64 * (mean as f32 as f64).powi(2);
    [mean as f32, (variance.max(0.0) / count + f64::from(eps)).sqrt().recip() as f32]
}

/// The sum of what `of` makes of all values, and of zeros up to a whole vector.
#[inline(always)]
fn sum<I: Instructions>(i: I, row: &[f32], of: impl Fn(I::Vector) -> I::Vector) -> f64 {
    let chunks = row.chunks(I::LANES);
    let sums = chunks.fold(i.splat(0.0), |sum, values| sum.add(of(i.load(values))));
    total(i, sums)
}

/// The sum of all lanes.
#[inline(always)]
fn total<I: Instructions>(i: I, sums: I::Vector) -> f64 {
    // Four sums side by side take a quarter of the time.
    let lanes = lanes(i, sums).map(f64::from);
    let (fours, _) = lanes.as_chunks::<4>();
    let fours =
        fours.iter().fold([0.0; 4], |sums, four| std::array::from_fn(|k| sums[k] + four[k]));
    fours.iter().sum()
}

struct Forward<'a> {
    norm: &'a LayerNorm,
    x: &'a [f32],
    scale: &'a [f32],
    shift: &'a [f32],
    y: &'a mut [f32],
}

impl Work for Forward<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let channels = self.norm.channels;
        for (x, y) in self.x.chunks_exact(channels).zip(self.y.chunks_exact_mut(channels)) {
            let [mean, inverse] = statistics(i, x, self.norm.eps).map(|value| i.splat(value));
            let sides = self.scale.chunks(I::LANES).zip(self.shift.chunks(I::LANES));
            let rows = x.chunks(I::LANES).zip(y.chunks_mut(I::LANES));
            for ((x, y), (scale, shift)) in rows.zip(sides) {
                let normal = i.load(x).sub(mean).mul(inverse);
                normal.mul_add(i.load(scale), i.load(shift)).store(y);
            }
        }
    }
}

struct Backward<'a> {
    norm: &'a LayerNorm,
    x: &'a [f32],
    scale: &'a [f32],
    dy: &'a [f32],
    dx: &'a mut [f32],
    /// Those of scale, then those of shift; zeros at first.
    sums: &'a mut [f32],
}

impl Work for Backward<'_> {
    /// With n = (x − mean) · inverse and d = dy · scale: dx = inverse · (d − mean(d) − n ·
    /// mean(d · n)), dscale = Σ dy · n, dshift = Σ dy.
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let channels = self.norm.channels;
        let (dscale, dshift) = self.sums.split_at_mut(channels);
        let rows = self.x.chunks_exact(channels).zip(self.dy.chunks_exact(channels));
        for ((x, dy), dx) in rows.zip(self.dx.chunks_exact_mut(channels)) {
            let [mean, inverse] = statistics(i, x, self.norm.eps).map(|value| i.splat(value));
            let [mut sum, mut sum_normal] = [i.splat(0.0); 2];
            for first in (0..channels).step_by(I::LANES) {
                let part = first..channels.min(first + I::LANES);
                let normal = i.load(&x[part.clone()]).sub(mean).mul(inverse);
                let from = i.load(&dy[part.clone()]);
                let (dscale, dshift) = (&mut dscale[part.clone()], &mut dshift[part.clone()]);
                from.mul_add(normal, i.load(dscale)).store(dscale);
                from.add(i.load(dshift)).store(dshift);
                let d = from.mul(i.load(&self.scale[part]));
                (sum, sum_normal) = (sum.add(d), d.mul_add(normal, sum_normal));
            }
            let [mean_d, mean_normal] = [sum, sum_normal].map(|sums| mean_of(i, sums, channels));
            for first in (0..channels).step_by(I::LANES) {
                let part = first..channels.min(first + I::LANES);
                let normal = i.load(&x[part.clone()]).sub(mean).mul(inverse);
                let d = i.load(&dy[part.clone()]).mul(i.load(&self.scale[part.clone()]));
                let apart = d.sub(mean_d).sub(normal.mul(mean_normal));
                apart.mul(inverse).store(&mut dx[part]);
            }
        }
    }
}

/// The sum of the lanes divided by `count`, in all lanes.
#[inline(always)]
fn mean_of<I: Instructions>(i: I, sums: I::Vector, count: usize) -> I::Vector {
    i.splat((total(i, sums) / count as f64) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assert_near, available, values};

    /// The formula in double precision.
    fn formula(x: &[f64], scale: &[f32], shift: &[f32], eps: f32) -> Vec<f64> {
        let channels = scale.len();
        let mut y = Vec::new();
        for row in x.chunks_exact(channels) {
            let mean = row.iter().sum::<f64>() / channels as f64;
            let squares = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
            let deviation = (squares / channels as f64 + f64::from(eps)).sqrt();
            let sides = scale.iter().zip(shift);
            y.extend(row.iter().zip(sides).map(|(x, (scale, shift))| {
                (x - mean) / deviation * f64::from(*scale) + f64::from(*shift)
            }));
        }
        y
    }

    #[test]
    fn forward_is_the_formula() {
        for (rows, channels) in [(1, 1), (3, 7), (200, 320), (5, 33)] {
            let norm = LayerNorm { channels, eps: 1e-5 };
            let x: Vec<f32> = values(rows * channels, 1).iter().map(|x| x + 10.0).collect();
            let (scale, shift) = (values(channels, 2), values(channels, 3));
            let wide: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
            let right = formula(&wide, &scale, &shift, norm.eps);
            for set in available() {
                let mut y = vec![9.0; x.len()];
                norm.forward_on(set, &x, &scale, &shift, &mut y);
                assert_near(&y, &right, 2e-5);
            }
        }
    }

    #[test]
    fn backward_is_the_slope_of_the_formula() {
        let (rows, channels) = (70, 19);
        let norm = LayerNorm { channels, eps: 1e-3 };
        let (x, dy) = (values(rows * channels, 1), values(rows * channels, 2));
        let (scale, shift) = (values(channels, 3), values(channels, 4));
        let wide: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
        let loss = |x: &[f64], scale: &[f32], shift: &[f32]| -> f64 {
            let y = formula(x, scale, shift, norm.eps);
            y.iter().zip(&dy).map(|(y, dy)| y * f64::from(*dy)).sum()
        };
        for set in available() {
            let mut dx = vec![9.0; x.len()];
            let [mut dscale, mut dshift] = [(); 2].map(|()| vec![9.0; channels]);
            norm.backward_on(set, &x, &scale, &dy, &mut dx, [&mut dscale, &mut dshift]);
            for at in [0, 5, 18, 19, 700] {
                let moved = |by: f64| {
                    let mut x = wide.clone();
                    x[at] += by;
                    loss(&x, &scale, &shift)
                };
                let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                assert_near(&[dx[at]], &[slope], 1e-4);
            }
            for at in [0, 7, 18] {
                let moved = |by: f32| {
                    let (mut scale, mut shift) = (scale.clone(), shift.clone());
                    scale[at] += by;
                    let of_scale = loss(&wide, &scale, &values(channels, 4));
                    shift[at] += by;
                    [of_scale, loss(&wide, &values(channels, 3), &shift)]
                };
                let (up, down) = (moved(0.25), moved(-0.25));
                let slopes = [(up[0] - down[0]) / 0.5, (up[1] - down[1]) / 0.5];
                assert_near(&[dscale[at], dshift[at]], &slopes, 1e-4);
            }
        }
    }
}
