//! The gated feed-forward of a transformer.

use crate::conv::{Beside, Filter};
use crate::gate::geglu;
use crate::memory::written;
use crate::parallel::{Shared, alone, for_each, part, threads};
use crate::scratch::Scratch;

/// Rows that one thread takes at a time: what lies between the products stays in its caches, where
/// that of all rows would go through memory three times.
const ROWS: usize = 128;

/// Two products with a gate between them (GEGLU; Shazeer, arXiv:2002.05202):
/// residual + narrow(geglu(widen(x))). Biases are `[2 · inner]` and `[out]`, or empty for none.
#[derive(Clone, Copy, Debug)]
pub struct FeedForward<'a> {
    /// A filter of one pixel, in to 2 · inner channels.
    pub widen: &'a Filter,
    /// Its bias.
    pub widen_bias: &'a [f32],
    /// A filter of one pixel, inner to out channels.
    pub narrow: &'a Filter,
    /// Its bias.
    pub narrow_bias: &'a [f32],
}

impl FeedForward<'_> {
    /// The results `[rows, out]` for `x` `[rows, in]`, added to `residual` `[rows, out]`.
    ///
    /// # Panics
    /// When a slice or filter has not the length of its shape.
    #[must_use]
    pub fn onto(&self, residual: &[f32], x: &[f32]) -> Vec<f32> {
        let ([_, _, inputs, both], [_, _, inner, outputs]) =
            (self.widen.shape(), self.narrow.shape());
        assert_eq!(both, 2 * inner, "channels between {self:?}");
        assert!(x.len().is_multiple_of(inputs), "whole rows for {self:?}");
        let rows = x.len() / inputs;
        assert_eq!(residual.len(), rows * outputs, "length of the residual of {self:?}");
        let threads = threads(2 * rows * inner * (2 * inputs + outputs));
        let parts = rows.div_ceil(ROWS).next_multiple_of(threads);
        let write = |y: &mut [f32]| {
            let y = Shared::new(y);
            for_each(parts, threads, |index| {
                let rows = part(rows, parts, index);
                let (x, first) = (&x[rows.start * inputs..rows.end * inputs], rows.start * outputs);
                let residual = &residual[first..rows.end * outputs];
                // SAFETY: each part has its own rows.
                let y = unsafe { y.slice(first, residual.len()) };
                alone(|| self.part(residual, x, y));
            });
        };
        // SAFETY: the parts are all rows, and the second product writes every result.
        unsafe { written(rows * outputs, write) }
    }

    fn part(&self, residual: &[f32], x: &[f32], y: &mut [f32]) {
        let [_, _, inputs, both] = self.widen.shape();
        let rows = x.len() / inputs;
        let mut wide = Scratch::take(rows * both);
        let mut gated = Scratch::take(rows * both / 2);
        let some = |bias| Some(bias).filter(|bias: &&[f32]| !bias.is_empty());
        let beside = Beside { bias: some(self.widen_bias), residual: None };
        self.widen.multiply(x, beside, &mut wide);
        geglu(&wide, both / 2, &mut gated);
        let beside = Beside { bias: some(self.narrow_bias), residual: Some(residual) };
        self.narrow.multiply(&gated, beside, y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Precision;
    use crate::testing::{on_threads, values};

    /// The parts give the same bits as each step over all rows, whatever the number of threads.
    #[test]
    fn as_three_steps() {
        let [rows, inputs, inner, outputs] = [301, 40, 72, 24];
        let (x, residual) = (values(rows * inputs, 1), values(rows * outputs, 2));
        let (widen_bias, narrow_bias) = (&values(2 * inner, 3)[..], &values(outputs, 4)[..]);
        for precision in Precision::ALL {
            let filter = |seed, shape @ [_, _, from, to]: [usize; 4]| {
                Filter::new(&values(from * to, seed), shape, precision)
            };
            let (widen, narrow) =
                (&filter(5, [1, 1, inputs, 2 * inner]), &filter(6, [1, 1, inner, outputs]));
            let mut wide = vec![0.0; rows * 2 * inner];
            widen.multiply(&x, Beside { bias: Some(widen_bias), residual: None }, &mut wide);
            let mut gated = vec![0.0; rows * inner];
            geglu(&wide, inner, &mut gated);
            let mut right = vec![0.0; rows * outputs];
            let beside = Beside { bias: Some(narrow_bias), residual: Some(&residual) };
            narrow.multiply(&gated, beside, &mut right);
            let all = FeedForward { widen, widen_bias, narrow, narrow_bias };
            for threads in [1, 3] {
                assert_eq!(on_threads(threads, || all.onto(&residual, &x)), right);
            }
            let none = FeedForward { widen_bias: &[], narrow_bias: &[], ..all };
            assert_ne!(none.onto(&residual, &x), right);
            assert_eq!(all.onto(&[], &[]), []);
        }
    }
}
