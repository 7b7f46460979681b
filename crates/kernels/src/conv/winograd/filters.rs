//! Filters at the points.

use std::ops::Range;

use super::GAP;
use super::transform::{Axis, Four, POINTS, TAPS, column};
use crate::panels::Panel;
use crate::precision::{Precision, Units, pair};
use crate::rows::RowProduct;
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector};
use crate::tile::Columns;

/// The columns of one panel, for a block of channels, at all points: for each point a matrix
/// `[units of channels, columns]`.
pub(super) struct Filters {
    values: Scratch,
    vectors: usize,
    width: usize,
    /// Values of one matrix.
    plane: usize,
}

impl Filters {
    /// Transforms a block of channels of a panel.
    #[inline(always)]
    pub(super) fn new<I, U, A, const ACROSS: usize, const RESULTS: usize>(
        i: I,
        product: &RowProduct,
        panel: &Panel,
        block: Range<usize>,
    ) -> Self
    where
        I: Instructions,
        U: Units,
        A: Axis<ACROSS, RESULTS>,
    {
        let (vectors, width) = (panel.vectors, panel.vectors * I::LANES);
        let plane = block.len().div_ceil(U::VALUES) * width + GAP;
        let points = POINTS * ACROSS;
        let mut values = Scratch::take(points * plane);
        let view = &product.view;
        let weights =
            Weights { columns: panel.columns, tap: view.pixel(), precision: view.precision };
        for (row, channel) in block.clone().step_by(U::VALUES).enumerate() {
            for vector in 0..vectors {
                let mut taps = [[[i.splat(0.0); TAPS]; TAPS]; 2];
                for (channel, taps) in (channel..block.end).zip(&mut taps[..U::VALUES]) {
                    // SAFETY: the panel has a row for each channel of each tap.
                    *taps = unsafe { weights.taps(i, channel, vector * I::LANES) };
                }
                let to = row * width + vector * I::LANES;
                let to = values[to..to + (points - 1) * plane + I::LANES].as_mut_ptr();
                // SAFETY: the slice holds all that is written.
                unsafe { transform::<I, U, A, ACROSS, RESULTS>(i, taps, to, plane) };
            }
        }
        Self { values, vectors, width, plane }
    }

    /// The matrix at one point.
    pub(super) fn panel(&self, point: usize) -> Panel {
        let start = self.values[point * self.plane..].as_ptr();
        let columns = Columns { start, step: self.width };
        Panel { columns, range: 0..self.width, vectors: self.vectors }
    }
}

/// The weights of a panel.
struct Weights {
    columns: Columns,
    /// Rows of one tap.
    tap: usize,
    /// The numbers that the panel holds.
    precision: Precision,
}

impl Weights {
    /// The taps of one channel, in some columns.
    ///
    /// # Safety
    /// The panel must have rows for the channel, and a vector at the columns.
    #[inline(always)]
    unsafe fn taps<I: Instructions>(
        &self,
        i: I,
        channel: usize,
        column: usize,
    ) -> [[I::Vector; TAPS]; TAPS] {
        let Columns { start, step } = self.columns;
        // A pair times one of these is its first or its second number.
        let half = i.splat(if channel.is_multiple_of(2) { pair(1.0, 0.0) } else { pair(0.0, 1.0) });
        let row = match self.precision {
            Precision::F32 => channel,
            Precision::Bf16 => channel / 2,
        };
        let mut taps = [[i.splat(0.0); TAPS]; TAPS];
        for (y, taps) in taps.iter_mut().enumerate() {
            for (x, to) in taps.iter_mut().enumerate() {
                let row = (y * TAPS + x) * self.tap + row;
                // SAFETY: the caller's promise.
                let units = unsafe { i.load_from(start.add(row * step + column)) };
                *to = match self.precision {
                    Precision::F32 => units,
                    Precision::Bf16 => i.dot_pairs(units, half, i.splat(0.0)),
                };
            }
        }
        taps
    }
}

/// Transforms the taps of a vector of columns, of one channel or of two that make pairs, to one
/// vector in each plane.
///
/// # Safety
/// All vectors must be writable.
#[inline(always)]
unsafe fn transform<I, U, A, const ACROSS: usize, const RESULTS: usize>(
    i: I,
    taps: [[[I::Vector; TAPS]; TAPS]; 2],
    to: *mut f32,
    plane: usize,
) where
    I: Instructions,
    U: Units,
    A: Axis<ACROSS, RESULTS>,
{
    let mut across = [[[i.splat(0.0); ACROSS]; TAPS]; 2];
    for (taps, across) in taps.iter().zip(across.iter_mut()).take(U::VALUES) {
        for (taps, across) in taps.iter().zip(across.iter_mut()) {
            *across = A::filter(i, *taps);
        }
    }
    for x in 0..ACROSS {
        let low = Four::filter(i, column(&across[0], x));
        let high = if U::VALUES == 2 { Four::filter(i, column(&across[1], x)) } else { low };
        for y in 0..POINTS {
            let units = if U::VALUES == 2 { i.pair(low[y], high[y]) } else { low[y] };
            // SAFETY: the caller's promise.
            unsafe { units.store_to(to.add((y * ACROSS + x) * plane)) };
        }
    }
}
