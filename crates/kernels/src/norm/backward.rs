//! The gradients of group normalisation.
//!
//! With n = (x − mean) · inverse, inverse = 1 / √(variance + eps), and d the gradient before the
//! activation: dscale = Σ d · n and dshift = Σ d over the positions, and
//! dx = inverse · (d · scale − a − n · b), where a and b are the means over the group of d · scale
//! and of d · scale · n.

use super::GroupNorm;
use crate::activation::silu_slope;
use crate::columns::CHUNK_ROWS;
use crate::memory::written;
use crate::parallel::{Shared, for_each};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch};
use crate::{InstructionSet, instruction_set};

/// What the gradients are computed from: the inputs of the forward pass, the statistics that it
/// wrote, and the gradient for its output.
#[derive(Clone, Copy, Debug)]
pub struct GroupNormInputs<'a> {
    /// `[batch, positions, channels]`.
    pub x: &'a [f32],
    /// `[batch, channels]`.
    pub scale: &'a [f32],
    /// `[batch, channels]`.
    pub shift: &'a [f32],
    /// `[batch, groups, 2]`.
    pub stats: &'a [f32],
    /// `[batch, positions, channels]`.
    pub dy: &'a [f32],
}

impl GroupNorm {
    /// Writes the gradients for the input to `dx` `[batch, positions, channels]`, and for scale
    /// and shift of each sample to `dscale` and `dshift` `[batch, channels]`.
    ///
    /// # Panics
    /// When a slice has not the length of its shape, or the groups do not divide the channels.
    pub fn backward(
        &self,
        inputs: GroupNormInputs,
        dx: &mut [f32],
        dscale: &mut [f32],
        dshift: &mut [f32],
    ) {
        self.backward_on(instruction_set(), inputs, dx, dscale, dshift);
    }

    /// The same, where the gradients for the input are new values.
    ///
    /// # Panics
    /// As [`Self::backward`].
    #[must_use]
    pub fn input_gradient(
        &self,
        inputs: GroupNormInputs,
        dscale: &mut [f32],
        dshift: &mut [f32],
    ) -> Vec<f32> {
        // SAFETY: every sample is one task, which writes all of its part before it reads it.
        unsafe { written(inputs.x.len(), |dx| self.backward(inputs, dx, dscale, dshift)) }
    }

    pub(crate) fn backward_on(
        &self,
        set: InstructionSet,
        inputs: GroupNormInputs,
        dx: &mut [f32],
        dscale: &mut [f32],
        dshift: &mut [f32],
    ) {
        let GroupNormInputs { x, scale, shift, stats, dy } = inputs;
        self.check([x.len(), dx.len()], [scale.len(), shift.len()], stats.len());
        self.check([x.len(), dy.len()], [dscale.len(), dshift.len()], stats.len());
        let [dx, dscale, dshift] = [dx, dscale, dshift].map(Shared::new);
        for_each(self.batch, self.threads(), |sample| {
            let (pixels, channels) = (self.pixels(sample), self.of_channels(sample));
            let groups = sample * self.groups * 2..(sample + 1) * self.groups * 2;
            let inputs = GroupNormInputs {
                x: &x[pixels.clone()],
                scale: &scale[channels.clone()],
                shift: &shift[channels.clone()],
                stats: &stats[groups],
                dy: &dy[pixels.clone()],
            };
            // SAFETY: each sample is one task.
            let dx = unsafe { dx.slice(pixels.start, pixels.len()) };
            // SAFETY: as above.
            let [dscale, dshift] = [dscale, dshift]
                .map(|values| unsafe { values.slice(channels.start, channels.len()) });
            dispatch(set, Backward { norm: self, inputs, dx, dscale, dshift });
        });
    }
}

/// One sample.
struct Backward<'a> {
    norm: &'a GroupNorm,
    inputs: GroupNormInputs<'a>,
    dx: &'a mut [f32],
    dscale: &'a mut [f32],
    dshift: &'a mut [f32],
}

impl Work for Backward<'_> {
    #[inline(always)]
    fn run<I: Instructions>(mut self, i: I) {
        self.dscale.fill(0.0);
        self.dshift.fill(0.0);
        if self.inputs.x.is_empty() {
            return;
        }
        let channels = self.norm.channels;
        let (mut mean, mut inverse) = (Scratch::take(channels), Scratch::take(channels));
        self.norm.spread(self.inputs.stats, 0, &mut mean);
        self.norm.spread(self.inputs.stats, 1, &mut inverse);
        self.before_activation(i, &mean, &inverse);
        self.through_statistics(i, &mean, &inverse);
    }
}

impl Backward<'_> {
    /// Leaves d in `dx`, and its sums in `dscale` and `dshift`.
    #[inline(always)]
    fn before_activation<I: Instructions>(&mut self, i: I, mean: &[f32], inverse: &[f32]) {
        let GroupNormInputs { x, scale, shift, dy, .. } = self.inputs;
        let channels = mean.len();
        let chunk = CHUNK_ROWS * channels;
        for ((x, dy), dx) in x.chunks(chunk).zip(dy.chunks(chunk)).zip(self.dx.chunks_mut(chunk)) {
            for start in (0..channels).step_by(I::LANES) {
                let block = start..channels.min(start + I::LANES);
                let [mean, inverse, scale, shift] =
                    [mean, inverse, scale, shift].map(|values| i.load(&values[block.clone()]));
                let [mut sum, mut sum_normal] = [i.splat(0.0); 2];
                let rows = x.chunks_exact(channels).zip(dy.chunks_exact(channels));
                for ((x, dy), dx) in rows.zip(dx.chunks_exact_mut(channels)) {
                    let normal = i.load(&x[block.clone()]).sub(mean).mul(inverse);
                    let mut d = i.load(&dy[block.clone()]);
                    if self.norm.silu {
                        d = d.mul(silu_slope(i, normal.mul_add(scale, shift)));
                    }
                    d.store(&mut dx[block.clone()]);
                    sum = sum.add(d);
                    sum_normal = d.mul_add(normal, sum_normal);
                }
                let (dscale, dshift) = (&mut self.dscale[block.clone()], &mut self.dshift[block]);
                i.load(dshift).add(sum).store(dshift);
                i.load(dscale).add(sum_normal).store(dscale);
            }
        }
    }

    /// Makes dx of the d in `dx`: d · p + (x − mean) · q + r with p, q and r for each channel.
    #[inline(always)]
    fn through_statistics<I: Instructions>(&mut self, i: I, mean: &[f32], inverse: &[f32]) {
        let channels = mean.len();
        let [mut p, mut q, mut r] = [(); 3].map(|()| Scratch::take(channels));
        self.group_means(self.dscale, &mut q);
        self.group_means(self.dshift, &mut r);
        for (channel, &inverse) in inverse.iter().enumerate() {
            p[channel] = inverse * self.inputs.scale[channel];
            q[channel] *= -inverse * inverse;
            r[channel] *= -inverse;
        }
        let chunk = CHUNK_ROWS * channels;
        for (x, dx) in self.inputs.x.chunks(chunk).zip(self.dx.chunks_mut(chunk)) {
            for start in (0..channels).step_by(I::LANES) {
                let block = start..channels.min(start + I::LANES);
                let [mean, p, q, r] =
                    [mean, &p, &q, &r].map(|values| i.load(&values[block.clone()]));
                for (x, dx) in x.chunks_exact(channels).zip(dx.chunks_exact_mut(channels)) {
                    let dx = &mut dx[block.clone()];
                    let from_x = i.load(&x[block.clone()]).sub(mean).mul_add(q, r);
                    i.load(dx).mul_add(p, from_x).store(dx);
                }
            }
        }
    }

    /// Writes the mean over each group of `sums` · scale to each of its channels.
    fn group_means(&self, sums: &[f32], means: &mut [f32]) {
        let width = self.norm.channels / self.norm.groups;
        let count = self.norm.values_of_group();
        let groups = sums.chunks_exact(width).zip(self.inputs.scale.chunks_exact(width));
        for (means, (sums, scale)) in means.chunks_exact_mut(width).zip(groups) {
            let products = sums.iter().zip(scale).map(|(&a, &b)| f64::from(a) * f64::from(b));
            means.fill((products.sum::<f64>() / count) as f32);
        }
    }
}
