//! Filters at the points.

use std::ops::Range;

use super::GAP;
use super::transform::{Axis, Four, POINTS, TAPS, column};
use crate::panels::Panel;
use crate::precision::{Precision, Units, picking};
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
        panel: usize,
        block: Range<usize>,
    ) -> Self
    where
        I: Instructions,
        U: Units,
        A: Axis<ACROSS, RESULTS>,
    {
        let (_, vectors) = product.panels.shape(panel);
        let width = vectors * I::LANES;
        let plane = block.len().div_ceil(U::VALUES) * width + GAP;
        let points = POINTS * ACROSS;
        let mut values = Scratch::take(points * plane);
        let (view, panels) = (&product.view, product.panels);
        let rows = view.precision.units(block.start)..view.precision.units(block.end);
        let mut wide = Scratch::take(panels.buffer(TAPS * TAPS * rows.len()));
        let weights = Weights::of(i, product, panel, rows, &mut wide);
        for (row, channel) in block.clone().step_by(U::VALUES).enumerate() {
            for vector in 0..vectors {
                // SAFETY: the panel has a row for each channel of each tap.
                let taps =
                    unsafe { weights.taps::<I, U>(i, channel - block.start, vector * I::LANES) };
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

/// Rows of a panel that are asked for before they are used: its nine streams, one of each tap, are
/// more than the processor foresees, and most come from memory.
const AHEAD: usize = 16;

/// The weights of a panel for a block of channels.
struct Weights {
    /// From the first of them on.
    columns: Columns,
    /// Rows from one tap to the next.
    tap: usize,
    /// The numbers that the panel holds.
    precision: Precision,
}

impl Weights {
    /// Those in some rows of each tap, widened in `wide` where they have to be.
    #[inline(always)]
    fn of<I: Instructions>(
        i: I,
        product: &RowProduct,
        panel: usize,
        rows: Range<usize>,
        wide: &mut [f32],
    ) -> Self {
        let RowProduct { view, panels, .. } = product;
        let precision = view.precision;
        if !panels.is_bytes() {
            let columns = panels.panel(panel, rows.start).columns;
            return Self { columns, tap: view.pixel(), precision };
        }
        let (_, vectors) = panels.shape(panel);
        let step = vectors * I::LANES;
        for (tap, wide) in wide.chunks_exact_mut((rows.len() * step).max(1)).enumerate() {
            let first = tap * view.pixel();
            if tap < TAPS * TAPS {
                panels.block(i, panel, first + rows.start..first + rows.end, wide);
            }
        }
        Self { columns: Columns { start: wide.as_ptr(), step }, tap: rows.len(), precision }
    }

    /// The taps of one channel, counted from the first, in a vector of columns; of two that make
    /// pairs those in its first half and those in its second.
    ///
    /// # Safety
    /// The panel must have rows for the channels, of pairs if `U` is, and a vector at the columns.
    #[inline(always)]
    unsafe fn taps<I: Instructions, U: Units>(
        &self,
        i: I,
        channel: usize,
        column: usize,
    ) -> [[[I::Vector; TAPS]; TAPS]; 2] {
        let Columns { start, step } = self.columns;
        let half = picking(i, !channel.is_multiple_of(2));
        let row = match self.precision {
            Precision::F32 => channel,
            Precision::Bf16 => channel / 2,
        };
        let [mut firsts, mut seconds] = [[[i.splat(0.0); TAPS]; TAPS]; 2];
        for (y, (firsts, seconds)) in firsts.iter_mut().zip(&mut seconds).enumerate() {
            for (x, (first, second)) in firsts.iter_mut().zip(seconds).enumerate() {
                let row = (y * TAPS + x) * self.tap + row;
                // SAFETY: the caller's promise.
                let units = unsafe { i.load_from(start.add(row * step + column)) };
                i.prefetch(start.wrapping_add((row + AHEAD) * step + column));
                [*first, *second] = match self.precision {
                    Precision::Bf16 if U::VALUES == 2 => i.widen(units),
                    Precision::Bf16 => [i.dot_pairs(units, half, i.splat(0.0)); 2],
                    Precision::F32 => [units; 2],
                };
            }
        }
        [firsts, seconds]
    }
}

/// Transforms [`Weights::taps`] to one vector in each plane.
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
        let first = Four::filter(i, column(&across[0], x));
        let second = if U::VALUES == 2 { Four::filter(i, column(&across[1], x)) } else { first };
        for y in 0..POINTS {
            let units = if U::VALUES == 2 { i.narrow(first[y], second[y]) } else { first[y] };
            // SAFETY: the caller's promise.
            unsafe { units.store_to(to.add((y * ACROSS + x) * plane)) };
        }
    }
}
