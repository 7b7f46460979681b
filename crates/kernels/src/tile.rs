//! The kernel: a small tile of a matrix product kept in registers.
//!
//! One kernel serves products, convolutions and all their gradients: a tile row is any place in
//! memory, and the inner dimension is a list of runs, the same for each row. For a convolution a
//! row is a pixel and a run is the pixels under one row of the filter; for the gradient of the
//! weights a row is a channel and a run is a line of pixels. Nothing is copied into columns
//! (the "indirect" convolution of Dukhan, arXiv:1907.02129, with offsets in place of pointers).

use crate::panels::Panel;
use crate::parallel::even_parts;
use crate::precision::Units;
use crate::simd::{Instructions, TILE_ROWS, Vector};

/// Neighbouring inner steps, as a tile row sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Where it begins, from the start of the tile row.
    pub(crate) start: usize,
    /// Units in it.
    pub(crate) length: usize,
}

/// The inner dimension, walked from the start of each tile row.
#[derive(Clone, Copy)]
pub(crate) struct Runs<'a> {
    pub(crate) runs: &'a [Run],
    /// From one unit of a run to the next.
    pub(crate) step: usize,
}

/// The right-hand matrix as a tile sees it: one row of columns for each inner step.
#[derive(Clone, Copy)]
pub(crate) struct Columns {
    pub(crate) start: *const f32,
    /// From one row to the next.
    pub(crate) step: usize,
}

/// Rows to be multiplied with panels, and what becomes of the results. Both methods must be
/// `#[inline(always)]`; closures cannot be, and would be compiled for the plain processor.
pub(crate) trait Rows {
    /// Where a row begins.
    fn start(&self, row: usize) -> *const f32;
    /// Takes the results of a row that are in the vectors of a panel.
    fn take<I: Instructions, const VECTORS: usize>(
        &mut self,
        i: I,
        row: usize,
        sums: [I::Vector; VECTORS],
    );
}

/// Writes the sums of a row, as many as `to` has room for, onto what is there unless they are the
/// `first`.
#[inline(always)]
pub(crate) fn put<I: Instructions, const VECTORS: usize>(
    i: I,
    sums: [I::Vector; VECTORS],
    first: bool,
    to: &mut [f32],
) {
    for (to, sum) in to.chunks_mut(I::LANES).zip(sums) {
        let sum = if first { sum } else { i.load(to).add(sum) };
        sum.store(to);
    }
}

/// Multiplies the first `count` rows with a panel.
///
/// # Safety
/// Each row must be readable at each place that the runs name, and the panel must have as many
/// rows.
#[inline(always)]
pub(crate) unsafe fn multiply<I: Instructions, U: Units>(
    i: I,
    count: usize,
    runs: Runs,
    panel: &Panel,
    rows: &mut impl Rows,
) {
    let columns = panel.columns;
    // SAFETY: the caller's promise.
    unsafe {
        match panel.vectors {
            1 => by_rows::<I, U, 1>(i, count, runs, columns, rows),
            2 => by_rows::<I, U, 2>(i, count, runs, columns, rows),
            3 if I::TILE_VECTORS > 2 => by_rows::<I, U, 3>(i, count, runs, columns, rows),
            _ if I::TILE_VECTORS > 2 => by_rows::<I, U, 4>(i, count, runs, columns, rows),
            _ => {}
        }
    }
}

/// The same for panels of so many vectors.
///
/// # Safety
/// As for [`multiply`].
#[inline(always)]
unsafe fn by_rows<I: Instructions, U: Units, const VECTORS: usize>(
    i: I,
    count: usize,
    runs: Runs,
    columns: Columns,
    rows: &mut impl Rows,
) {
    for tile in even_parts(count, TILE_ROWS) {
        let first = tile.start;
        // SAFETY: the caller's promise.
        unsafe {
            match tile.len() {
                1 => of_rows::<I, U, 1, VECTORS>(i, first, runs, columns, rows),
                2 => of_rows::<I, U, 2, VECTORS>(i, first, runs, columns, rows),
                3 => of_rows::<I, U, 3, VECTORS>(i, first, runs, columns, rows),
                4 => of_rows::<I, U, 4, VECTORS>(i, first, runs, columns, rows),
                5 => of_rows::<I, U, 5, VECTORS>(i, first, runs, columns, rows),
                _ => of_rows::<I, U, TILE_ROWS, VECTORS>(i, first, runs, columns, rows),
            }
        }
    }
}

/// The same for `ROWS` rows from `first` on.
///
/// # Safety
/// As for [`multiply`].
#[inline(always)]
unsafe fn of_rows<I: Instructions, U: Units, const ROWS: usize, const VECTORS: usize>(
    i: I,
    first: usize,
    runs: Runs,
    columns: Columns,
    rows: &mut impl Rows,
) {
    let mut starts = [std::ptr::null(); ROWS];
    for (number, start) in starts.iter_mut().enumerate() {
        *start = rows.start(first + number);
    }
    // SAFETY: the caller's promise.
    let sums = unsafe { tile::<I, U, ROWS, VECTORS>(i, starts, runs, columns) };
    for (number, sums) in sums.into_iter().enumerate() {
        rows.take(i, first + number, sums);
    }
}

/// The products of `ROWS` rows with `VECTORS` vectors of columns, each summed in the order of the
/// runs, whatever the shape of the tile.
///
/// # Safety
/// Each row, at each place that the runs name, must be readable; so must be `VECTORS` vectors at
/// each of as many rows of `columns`.
#[inline(always)]
pub(crate) unsafe fn tile<I: Instructions, U: Units, const ROWS: usize, const VECTORS: usize>(
    i: I,
    rows: [*const f32; ROWS],
    runs: Runs,
    columns: Columns,
) -> [[I::Vector; VECTORS]; ROWS] {
    let start = [[i.splat(0.0); VECTORS]; ROWS];
    // SAFETY: the caller's promise.
    unsafe { tile_onto::<I, U, ROWS, VECTORS>(i, start, rows, runs, columns) }
}

/// The same, added to `sums`.
///
/// # Safety
/// As for [`tile`].
#[inline(always)]
pub(crate) unsafe fn tile_onto<
    I: Instructions,
    U: Units,
    const ROWS: usize,
    const VECTORS: usize,
>(
    i: I,
    mut sums: [[I::Vector; VECTORS]; ROWS],
    rows: [*const f32; ROWS],
    runs: Runs,
    columns: Columns,
) -> [[I::Vector; VECTORS]; ROWS] {
    let zero = i.splat(0.0);
    let mut next = columns.start;
    for &Run { start, length } in runs.runs {
        let mut at = start;
        for _ in 0..length {
            let mut right = [zero; VECTORS];
            for (vector, right) in right.iter_mut().enumerate() {
                // SAFETY: the caller promises the columns of each inner step.
                *right = unsafe { i.load_from(next.add(vector * I::LANES)) };
            }
            for (row, sums) in rows.iter().zip(sums.iter_mut()) {
                // SAFETY: the caller promises each row at each place of the runs.
                let left = i.splat(unsafe { *row.add(at) });
                for (right, sum) in right.iter().zip(sums.iter_mut()) {
                    *sum = U::multiply_add(i, left, *right, *sum);
                }
            }
            at += runs.step;
            next = next.wrapping_add(columns.step);
        }
    }
    sums
}
