//! Group normalisation with a scale and shift for each sample, and SiLU, in one operation.

mod backward;
#[cfg(test)]
mod tests;

pub use backward::GroupNormInputs;

use std::ops::Range;

use crate::activation::silu;
use crate::columns::{CHUNK_ROWS, add_rows};
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
        let (y, stats) = (Shared::new(y), Shared::new(stats));
        for_each(self.batch, self.threads(), |sample| {
            let (pixels, channels) = (self.pixels(sample), self.of_channels(sample));
            // SAFETY: each sample is one task.
            let y = unsafe { y.slice(pixels.start, pixels.len()) };
            // SAFETY: as above.
            let stats = unsafe { stats.slice(sample * self.groups * 2, self.groups * 2) };
            let (scale, shift) = (&scale[channels.clone()], &shift[channels]);
            dispatch(set, Forward { norm: self, x: &x[pixels], scale, shift, y, stats });
        });
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

/// One sample.
struct Forward<'a> {
    norm: &'a GroupNorm,
    x: &'a [f32],
    scale: &'a [f32],
    shift: &'a [f32],
    y: &'a mut [f32],
    stats: &'a mut [f32],
}

impl Work for Forward<'_> {
    #[inline(always)]
    fn run<I: Instructions>(mut self, i: I) {
        if self.x.is_empty() {
            return self.stats.fill(0.0);
        }
        let channels = self.norm.channels;
        let (mut mean, mut scale) = (Scratch::take(channels), Scratch::zeros(channels));
        self.statistics(i, &mut mean, &mut scale);
        self.norm.spread(self.stats, 1, &mut scale);
        scale.iter_mut().zip(self.scale).for_each(|(inverse, scale)| *inverse *= scale);
        self.normalise(i, &mean, &scale);
    }
}

impl Forward<'_> {
    /// Fills `stats`, and `mean` for each channel; `sums` must come as zeros. The variance takes a
    /// second pass, for what is left of a difference of two large sums is mostly rounding.
    #[inline(always)]
    fn statistics<I: Instructions>(&mut self, i: I, mean: &mut [f32], sums: &mut [f32]) {
        let count = self.norm.values_of_group();
        add_rows(i, self.x, sums);
        for (stats, sum) in self.stats.chunks_exact_mut(2).zip(self.norm.group_sums(sums)) {
            stats[0] = (sum / count) as f32;
        }
        self.norm.spread(self.stats, 0, mean);
        sums.fill(0.0);
        add_squares(i, self.x, mean, sums);
        let eps = f64::from(self.norm.eps);
        for (stats, sum) in self.stats.chunks_exact_mut(2).zip(self.norm.group_sums(sums)) {
            stats[1] = (sum / count + eps).sqrt().recip() as f32;
        }
    }

    #[inline(always)]
    fn normalise<I: Instructions>(&mut self, i: I, mean: &[f32], scale: &[f32]) {
        let channels = mean.len();
        let chunk = CHUNK_ROWS * channels;
        for (x, y) in self.x.chunks(chunk).zip(self.y.chunks_mut(chunk)) {
            for start in (0..channels).step_by(I::LANES) {
                let block = start..channels.min(start + I::LANES);
                let [mean, scale, shift] =
                    [mean, scale, self.shift].map(|values| i.load(&values[block.clone()]));
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
