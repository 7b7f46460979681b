//! Group normalisation with a scale and shift for each sample, and SiLU, in one operation.

mod backward;
mod in_place;
#[cfg(test)]
mod tests;

pub use backward::GroupNormInputs;

use std::ops::Range;

use crate::activation::silu;
use crate::columns::{CHUNK_ROWS, add_rows};
use crate::memory::written;
use crate::parallel::{Shared, for_each, threads};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch};
use crate::{InstructionSet, instruction_set};

/// Group normalisation (Wu and He, arXiv:1803.08494), channels last:
/// y = act((x − mean) / √(variance + eps) · scale + shift), mean and variance over the positions
/// and the channels of a group of one sample. `x` and `y` are `[batch, positions, channels]`;
/// `scale` and `shift` are `[batch, channels]`, so that conditioning (FiLM, Perez et al.,
/// arXiv:1709.07871) costs nothing more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupNorm {
    /// Samples.
    pub batch: usize,
    /// Pixels of a sample.
    pub positions: usize,
    /// Channels.
    pub channels: usize,
    /// Groups of neighbouring channels; they divide `channels`.
    pub groups: usize,
    /// Added to the variance.
    pub eps: f32,
    /// Whether the activation is SiLU; otherwise there is none.
    pub silu: bool,
}

impl GroupNorm {
    /// Writes the normalised `x` to `y`, and mean and 1 / √(variance + eps) of each group to
    /// `stats` `[batch, groups, 2]`.
    ///
    /// # Panics
    /// When a slice has not the length of its shape, or the groups do not divide the channels.
    pub fn forward(
        &self,
        x: &[f32],
        scale: &[f32],
        shift: &[f32],
        y: &mut [f32],
        stats: &mut [f32],
    ) {
        self.forward_on(instruction_set(), x, scale, shift, y, stats);
    }

    /// The same as new values.
    ///
    /// # Panics
    /// As [`Self::forward`].
    #[must_use]
    pub fn normalised(
        &self,
        x: &[f32],
        scale: &[f32],
        shift: &[f32],
        stats: &mut [f32],
    ) -> Vec<f32> {
        // SAFETY: every part of every sample is written.
        unsafe { written(x.len(), |y| self.forward(x, scale, shift, y, stats)) }
    }

    pub(crate) fn forward_on(
        &self,
        set: InstructionSet,
        x: &[f32],
        scale: &[f32],
        shift: &[f32],
        y: &mut [f32],
        stats: &mut [f32],
    ) {
        self.check([x.len(), y.len()], [scale.len(), shift.len()], stats.len());
        if x.is_empty() {
            return stats.fill(0.0);
        }
        self.statistics(set, x, stats);
        let y = Shared::new(y);
        for_each(self.batch * self.parts(), self.threads(), |task| {
            let rows = self.rows(task);
            // SAFETY: each part is one task.
            let y = unsafe { y.slice(rows.start, rows.len()) };
            self.normalise(set, task, [&x[rows], scale, shift, stats], y);
        });
    }

    /// Normalises the part `x` to `y`.
    fn normalise(
        &self,
        set: InstructionSet,
        task: usize,
        [x, scale, shift, stats]: [&[f32]; 4],
        y: &mut [f32],
    ) {
        let sample = task / self.parts();
        let channels = self.of_channels(sample);
        let stats = &stats[sample * self.groups * 2..(sample + 1) * self.groups * 2];
        let (scale, shift) = (&scale[channels.clone()], &shift[channels]);
        dispatch(set, Normalise { norm: self, x, scale, shift, y, stats });
    }

    /// Writes mean and 1 / √(variance + eps) of each group.
    fn statistics(&self, set: InstructionSet, x: &[f32], stats: &mut [f32]) {
        let parts = self.parts();
        let mut moments = vec![Moments::default(); self.batch * parts * self.groups];
        let shared = Shared::new(&mut moments);
        for_each(self.batch * parts, self.threads(), |task| {
            // SAFETY: each part has its own row of moments.
            let moments = unsafe { shared.slice(task * self.groups, self.groups) };
            dispatch(set, Measure { norm: self, x: &x[self.rows(task)], moments });
        });
        for (sample, stats) in stats.chunks_exact_mut(self.groups * 2).enumerate() {
            for (group, stats) in stats.chunks_exact_mut(2).enumerate() {
                let of_part = |part| moments[(sample * parts + part) * self.groups + group];
                let all = (0..parts).map(of_part).fold(Moments::default(), Moments::join);
                stats[0] = all.mean as f32;
                let variance = all.squares / all.count;
                stats[1] = (variance + f64::from(self.eps)).sqrt().recip() as f32;
            }
        }
    }

    /// Parts of a sample that threads may share.
    fn parts(&self) -> usize {
        self.positions.div_ceil(PART_ROWS)
    }

    /// The values of a part, counted through the samples.
    fn rows(&self, task: usize) -> Range<usize> {
        let (sample, part) = (task / self.parts(), task % self.parts());
        let row = |row: usize| (sample * self.positions + row) * self.channels;
        row(part * PART_ROWS)..row(self.positions.min((part + 1) * PART_ROWS))
    }

    fn check(&self, pixels: [usize; 2], channels: [usize; 2], stats: usize) {
        let whole = self.groups > 0 && self.channels.is_multiple_of(self.groups);
        assert!(whole, "the groups do not divide the channels of {self:?}");
        let each = self.batch * self.channels;
        assert_eq!(pixels, [each * self.positions; 2], "length of the pixels of {self:?}");
        assert_eq!(channels, [each; 2], "length of scale and shift of {self:?}");
        assert_eq!(stats, self.batch * self.groups * 2, "length of the statistics of {self:?}");
    }

    fn threads(&self) -> usize {
        threads(self.batch * self.positions * self.channels * 20)
    }

    fn pixels(&self, sample: usize) -> Range<usize> {
        let length = self.positions * self.channels;
        sample * length..(sample + 1) * length
    }

    fn of_channels(&self, sample: usize) -> Range<usize> {
        sample * self.channels..(sample + 1) * self.channels
    }

    fn values_of_group(&self) -> f64 {
        (self.positions * (self.channels / self.groups)) as f64
    }

    /// The sum over each group's channels, in double precision.
    fn group_sums<'a>(&self, channels: &'a [f32]) -> impl Iterator<Item = f64> + 'a {
        let width = self.channels / self.groups;
        channels.chunks_exact(width.max(1)).map(|group| group.iter().map(|&x| f64::from(x)).sum())
    }

    /// Repeats one number of each group's statistics for each of its channels.
    fn spread(&self, stats: &[f32], which: usize, channels: &mut [f32]) {
        let width = (self.channels / self.groups).max(1);
        for (channels, stats) in channels.chunks_exact_mut(width).zip(stats.chunks_exact(2)) {
            channels.fill(stats[which]);
        }
    }
}

/// Rows of a part; fixed, so that the order of summing is.
const PART_ROWS: usize = 256;

/// Count, mean and sum of squared differences from the mean of some values.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// The moments of both together (Chan, Golub and LeVeque 1979, equation 2.1).
    fn join(self, other: Self) -> Self {
        let count = self.count + other.count;
        if count == 0.0 {
            return self;
        }
        let apart = other.mean - self.mean;
        Self {
            count,
            mean: self.mean + apart * other.count / count,
            squares: self.squares
                + other.squares
                + apart * apart * self.count * other.count / count,
        }
    }
}

/// The moments of a part's groups.
struct Measure<'a> {
    norm: &'a GroupNorm,
    x: &'a [f32],
    moments: &'a mut [Moments],
}

impl Work for Measure<'_> {
    /// The squares take a second pass, for what is left of a difference of two large sums is
    /// mostly rounding; a chunk is still in the nearest cache then.
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let Self { norm, x, moments } = self;
        let channels = norm.channels;
        let (mut mean, mut sums) = (Scratch::take(channels), Scratch::take(channels));
        let width = channels / norm.groups;
        for chunk in x.chunks(CHUNK_ROWS * channels) {
            let count = (chunk.len() / channels * width) as f64;
            sums.fill(0.0);
            add_rows(i, chunk, &mut sums);
            let means = norm.group_sums(&sums).map(|sum| sum / count);
            let mut found: Vec<Moments> =
                means.map(|mean| Moments { count, mean, squares: 0.0 }).collect();
            for (mean, found) in mean.chunks_exact_mut(width).zip(&mut found) {
                // What the rounded mean makes too much of the squares is below their rounding.
                mean.fill(found.mean as f32);
            }
            sums.fill(0.0);
            add_squares(i, chunk, &mean, &mut sums);
            for ((moments, found), squares) in
                moments.iter_mut().zip(found).zip(norm.group_sums(&sums))
            {
                *moments = moments.join(Moments { squares, ..found });
            }
        }
    }
}

/// A part with its statistics known.
struct Normalise<'a> {
    norm: &'a GroupNorm,
    x: &'a [f32],
    scale: &'a [f32],
    shift: &'a [f32],
    y: &'a mut [f32],
    stats: &'a [f32],
}

impl Work for Normalise<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let channels = self.norm.channels;
        let (mut mean, mut scale) = (Scratch::take(channels), Scratch::take(channels));
        self.norm.spread(self.stats, 0, &mut mean);
        self.norm.spread(self.stats, 1, &mut scale);
        scale.iter_mut().zip(self.scale).for_each(|(inverse, scale)| *inverse *= scale);
        let chunk = CHUNK_ROWS * channels;
        for (x, y) in self.x.chunks(chunk).zip(self.y.chunks_mut(chunk)) {
            for start in (0..channels).step_by(I::LANES) {
                let block = start..channels.min(start + I::LANES);
                let [mean, scale, shift] =
                    [&mean, &scale, self.shift].map(|values| i.load(&values[block.clone()]));
                for (x, y) in x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)) {
                    let value = i.load(&x[block.clone()]).sub(mean).mul_add(scale, shift);
                    let value = if self.norm.silu { silu(i, value) } else { value };
                    value.store(&mut y[block.clone()]);
                }
            }
        }
    }
}

/// Adds the squares of each row less `mean` to `sums`.
#[inline(always)]
fn add_squares<I: Instructions>(i: I, rows: &[f32], mean: &[f32], sums: &mut [f32]) {
    let columns = sums.len();
    for chunk in rows.chunks(CHUNK_ROWS * columns) {
        let blocks = sums.chunks_mut(I::LANES).zip(mean.chunks(I::LANES)).enumerate();
        for (block, (sums, mean)) in blocks {
            let (mean, mut sum) = (i.load(mean), i.splat(0.0));
            for row in chunk.chunks_exact(columns) {
                let difference = i.load(&row[block * I::LANES..][..sums.len()]).sub(mean);
                sum = difference.mul_add(difference, sum);
            }
            i.load(sums).add(sum).store(sums);
        }
    }
}
