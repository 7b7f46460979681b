//! Weights of one byte each.

use std::ops::Range;

use crate::panels::Layout;
use crate::parallel::{Shared, for_each, threads};
use crate::precision::picking;
use crate::simd::{Instructions, Vector, Work, dispatch};

/// Rows of pairs whose numbers in one column share a scale: 32 weights.
const GROUP: usize = 16;
/// The largest that a byte may be.
const MOST: f32 = 127.0;

/// Packed panels of pairs of bf16 numbers, each kept as a byte times the scale of its group. For each
/// vector of pairs there are the bytes of the first numbers, then those of the second ones.
#[derive(Debug)]
pub(crate) struct Bytes {
    layout: Layout,
    /// Rows of one tap: groups do not go beyond it.
    tap: usize,
    values: Vec<i8>,
    /// For each panel `[groups, columns]`.
    scales: Vec<f32>,
}

impl Bytes {
    /// Rounds panels of pairs, whose taps have so many rows.
    pub(crate) fn of(layout: Layout, tap: usize, units: &[f32]) -> Self {
        let bytes = Self { layout, tap, values: Vec::new(), scales: Vec::new() };
        let mut values = vec![0; 2 * units.len()];
        let mut scales = vec![0.0; bytes.groups() * (units.len() / layout.inner)];
        let (shared, shared_scales) = (Shared::new(&mut values), Shared::new(&mut scales));
        for_each(layout.count(), threads(8 * units.len()), |panel| {
            let [start, step] = layout.place(panel * layout.width);
            let length = layout.inner * step;
            let (first, count) = (bytes.first_scale(panel), bytes.groups() * step);
            // SAFETY: each panel has its own bytes and scales.
            let (to, scales) =
                unsafe { (shared.slice(2 * start, 2 * length), shared_scales.slice(first, count)) };
            let units = &units[start..start + length];
            dispatch(layout.set(), Rounding { bytes: &bytes, units, step, to, scales });
        });
        Self { values, scales, ..bytes }
    }

    fn groups(&self) -> usize {
        self.layout.inner / self.tap * self.tap.div_ceil(GROUP)
    }

    fn first_scale(&self, panel: usize) -> usize {
        panel * self.layout.width * self.groups()
    }

    /// The group of a row.
    fn group(&self, row: usize) -> usize {
        row / self.tap * self.tap.div_ceil(GROUP) + row % self.tap / GROUP
    }

    /// Writes some rows of a panel as pairs.
    #[inline(always)]
    pub(crate) fn widen<I: Instructions>(
        &self,
        i: I,
        panel: usize,
        rows: Range<usize>,
        to: &mut [f32],
    ) {
        let [start, step] = self.layout.place(panel * self.layout.width);
        let first = self.first_scale(panel);
        for (row, to) in rows.zip(to.chunks_exact_mut(step)) {
            let scales = &self.scales[first + self.group(row) * step..][..step];
            let bytes = &self.values[2 * (start + row * step)..][..2 * step];
            let vectors = bytes.chunks_exact(2 * I::LANES).zip(scales.chunks_exact(I::LANES));
            for (to, (bytes, scales)) in to.chunks_exact_mut(I::LANES).zip(vectors) {
                let (low, high) = bytes.split_at(I::LANES);
                let scale = i.load(scales);
                i.pair(numbers(i, low).mul(scale), numbers(i, high).mul(scale)).store(to);
            }
        }
    }
}

/// A vector of bytes as numbers.
#[inline(always)]
fn numbers<I: Instructions>(i: I, bytes: &[i8]) -> I::Vector {
    let mut numbers = [0.0; 16];
    for (to, &byte) in numbers[..I::LANES].iter_mut().zip(bytes) {
        *to = f32::from(byte);
    }
    i.load(&numbers[..I::LANES])
}

/// A panel of pairs to be rounded.
struct Rounding<'a> {
    bytes: &'a Bytes,
    units: &'a [f32],
    step: usize,
    to: &'a mut [i8],
    scales: &'a mut [f32],
}

impl Work for Rounding<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let Self { bytes: Bytes { tap, .. }, units, step, to, scales } = self;
        let rows = tap * step;
        let groups = tap.div_ceil(GROUP) * step;
        let taps = to.chunks_exact_mut(2 * rows).zip(scales.chunks_exact_mut(groups));
        for (units, (to, scales)) in units.chunks_exact(rows).zip(taps) {
            let group = GROUP * step;
            let parts = to.chunks_mut(2 * group).zip(scales.chunks_exact_mut(step));
            for (units, (to, scales)) in units.chunks(group).zip(parts) {
                for (vector, scales) in scales.chunks_exact_mut(I::LANES).enumerate() {
                    round(i, units, [step, vector * I::LANES], to, scales);
                }
            }
        }
    }
}

/// Rounds a vector of columns of one group.
#[inline(always)]
fn round<I: Instructions>(
    i: I,
    units: &[f32],
    [step, column]: [usize; 2],
    to: &mut [i8],
    scales: &mut [f32],
) {
    let halves = [false, true].map(|second| picking(i, second));
    let zero = i.splat(0.0);
    let both = |row: &[f32]| halves.map(|half| i.dot_pairs(i.load(row), half, zero));
    let rows = || units.chunks_exact(step).map(|row| &row[column..column + I::LANES]);
    let mut largest = zero;
    for row in rows() {
        for number in both(row) {
            largest = largest.max(number).max(zero.sub(number));
        }
    }
    let scale = largest.mul(i.splat(1.0 / MOST));
    scale.store(scales);
    // Where all are zero, so is what is divided.
    let scale = scale.max(i.splat(f32::MIN_POSITIVE));
    for (row, to) in rows().zip(to.chunks_exact_mut(2 * step)) {
        let to = to[2 * column..2 * (column + I::LANES)].chunks_exact_mut(I::LANES);
        for (number, to) in both(row).into_iter().zip(to) {
            let mut whole = [0.0; 16];
            number.div(scale).round().store(&mut whole[..I::LANES]);
            to.iter_mut().zip(whole).for_each(|(to, whole)| *to = whole as i8);
        }
    }
}
