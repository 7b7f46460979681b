//! Weights that lie output after output, as PyTorch has them, to panels.

use std::ops::Range;

use crate::InstructionSet;
use crate::panels::Layout;
use crate::parallel::{Shared, threads, try_for_each};
use crate::precision::{Precision, pair};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Work, dispatch};

/// Outputs that are packed together at most: as many as fill a cache line of a panel.
const TOGETHER: usize = 16;

/// The sizes of one output's weights, `[inputs, taps]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outputs {
    pub(super) inputs: usize,
    pub(super) taps: usize,
    pub(super) precision: Precision,
}

impl Outputs {
    /// Units of one output.
    pub(super) fn units(&self) -> usize {
        self.taps * self.precision.units(self.inputs)
    }

    /// Fills the panels of `layout`, which are zeros, with the weights that `read` writes for a range
    /// of outputs.
    pub(super) fn pack<E: Send>(
        self,
        set: InstructionSet,
        layout: Layout,
        read: impl Fn(Range<usize>, &mut [f32]) -> Result<(), E> + Sync,
        packed: &mut [f32],
    ) -> Result<(), E> {
        // Moving a value costs about what eight operations do.
        let threads = threads(8 * packed.len());
        let shared = Shared::new(packed);
        let together = TOGETHER.min(layout.width);
        try_for_each(layout.columns.div_ceil(together), threads, |task| {
            let first = task * together;
            let outputs = first..layout.columns.min(first + together);
            let (count, each) = (outputs.len(), self.inputs * self.taps);
            let mut weights = Scratch::take(TOGETHER * each);
            read(outputs, &mut weights[..count * each])?;
            let (place, weights) = (layout.place(first), &weights);
            dispatch(set, Turn { sizes: self, weights, count, place, panels: shared });
            Ok(())
        })
    }
}

/// Outputs to columns of a panel.
struct Turn<'a> {
    sizes: Outputs,
    /// `[TOGETHER, inputs, taps]`.
    weights: &'a [f32],
    /// Outputs that there are; the others are anything.
    count: usize,
    /// Where the first column begins, and from one row to the next.
    place: [usize; 2],
    panels: Shared<'a>,
}

impl Work for Turn<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, _: I) {
        let Outputs { inputs, taps, precision } = self.sizes;
        let units = precision.units(inputs);
        for unit in 0..units {
            for tap in 0..taps {
                let row = match precision {
                    Precision::F32 => self.values(unit * taps + tap),
                    Precision::Bf16 => {
                        let low = 2 * unit * taps + tap;
                        let whole = 2 * unit + 1 < inputs;
                        let high = if whole { self.values(low + taps) } else { [0.0; TOGETHER] };
                        paired(self.values(low), high)
                    }
                };
                let [start, step] = self.place;
                // SAFETY: each task has its own columns.
                let to =
                    unsafe { self.panels.slice(start + (tap * units + unit) * step, self.count) };
                to.copy_from_slice(&row[..self.count]);
            }
        }
    }
}

impl Turn<'_> {
    /// The value at a place of every output.
    #[inline(always)]
    fn values(&self, place: usize) -> [f32; TOGETHER] {
        let each = self.sizes.inputs * self.sizes.taps;
        let mut values = [0.0; TOGETHER];
        for (output, value) in values.iter_mut().enumerate() {
            *value = self.weights[output * each + place];
        }
        values
    }
}

#[inline(always)]
fn paired(low: [f32; TOGETHER], high: [f32; TOGETHER]) -> [f32; TOGETHER] {
    let mut units = [0.0; TOGETHER];
    for (unit, (low, high)) in units.iter_mut().zip(low.into_iter().zip(high)) {
        *unit = pair(low, high);
    }
    units
}
