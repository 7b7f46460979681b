//! The most that the registers allow, to hold kernels against: the speed of a tile that never waits
//! for memory.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::instruction_set;
use crate::precision::{Pairs, Precision, Singles, Units};
use crate::scratch::Scratch;
use crate::simd::{Instructions, TILE_ROWS, Vector, Work, dispatch};
use crate::tile::{Columns, Run, Runs, tile};

/// Inner steps of a tile.
const INNER: usize = 1024;
/// Tiles of each measurement.
const TILES: usize = 500;
/// Measurements; the fastest counts.
const TRIES: usize = 20;

/// Floating-point operations a second of multiply-adds in registers, on as many threads as the pool has, in the instruction set in use.
#[must_use]
pub fn peak(precision: Precision) -> f64 {
    let once = || {
        let start = Instant::now();
        let operations: usize = rayon::broadcast(|_| of_thread(precision)).into_iter().sum();
        (operations, start.elapsed())
    };
    let rate = |(operations, time): (usize, Duration)| operations as f64 / time.as_secs_f64();
    (0..TRIES).map(|_| rate(once())).fold(0.0, f64::max)
}

/// Works, and gives the number of operations done.
fn of_thread(precision: Precision) -> usize {
    let mut operations = 0;
    dispatch(instruction_set(), MultiplyAdd { precision, operations: &mut operations });
    operations
}

struct MultiplyAdd<'a> {
    precision: Precision,
    operations: &'a mut usize,
}

impl Work for MultiplyAdd<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        // As many sums as a tile has.
        let sums = if I::TILE_VECTORS > 2 { 4 * TILE_ROWS } else { 2 * TILE_ROWS };
        let lanes = match self.precision {
            Precision::F32 => 1,
            Precision::Bf16 => 2,
        };
        *self.operations = TILES * INNER * sums * I::LANES * 2 * lanes;
        match (self.precision, I::TILE_VECTORS > 2) {
            (Precision::F32, true) => multiply_add::<I, Singles, 4>(i),
            (Precision::F32, false) => multiply_add::<I, Singles, 2>(i),
            (Precision::Bf16, true) => multiply_add::<I, Pairs, 4>(i),
            (Precision::Bf16, false) => multiply_add::<I, Pairs, 2>(i),
        }
    }
}

/// The same tile again and again, with rows and columns that stay in the caches.
#[inline(always)]
fn multiply_add<I: Instructions, U: Units, const VECTORS: usize>(i: I) {
    let width = VECTORS * I::LANES;
    let (rows, columns) = (Scratch::zeros(TILE_ROWS * INNER), Scratch::zeros(INNER * width));
    let starts = std::array::from_fn(|row| rows[row * INNER..].as_ptr());
    let runs = Runs { runs: &[Run { start: 0, length: INNER }], step: 1 };
    for _ in 0..TILES {
        let columns = Columns { start: black_box(columns.as_ptr()), step: width };
        // SAFETY: each row has a run's values, and the columns as many rows.
        let sums = unsafe { tile::<I, U, TILE_ROWS, VECTORS>(i, starts, runs, columns) };
        // No closure: the sums would leave the registers for it.
        let mut total = i.splat(0.0);
        for sum in sums.into_iter().flatten() {
            total = total.add(sum);
        }
        let mut lane = [0.0];
        total.store(&mut lane);
        black_box(lane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "too large for an interpreter")]
    fn a_peak_is_a_plausible_speed() {
        for precision in [Precision::F32, Precision::Bf16] {
            let peak = peak(precision);
            assert!(peak > 1e8 && peak < 1e14, "{peak}");
        }
    }
}
