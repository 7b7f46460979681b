//! Convolution by 3×3 filters with step 1 through fewer products: Winograd's minimal filtering
//! F(4×4, 3×3) or F(4×2, 3×3) (Lavin and Gray, arXiv:1509.09308).
//!
//! The output is cut into tiles of 4×4. The 6×6 inputs under a tile, and the filter, are
//! transformed to 36 points; at each point a tile's channels meet the filter's in a plain matrix
//! product; and its results are transformed back. That takes 36 products where the direct way takes
//! 144; tiles of 4×2 take 24 for 72. The filter is transformed where it is used, a few columns and
//! channels at a time, so that nothing more than the packed weights is ever kept.

mod filters;
mod inputs;
mod outputs;
mod square;
#[cfg(test)]
mod tests;
mod transform;
pub(super) mod weight;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use filters::Filters;
use inputs::{Inputs, row_units};
use outputs::Outputs;
use transform::{Axis, Four, POINTS, RESULTS, TAPS, Two};

use crate::InstructionSet;
use crate::parallel::{for_each, part, threads};
use crate::precision::{Pairs, Precision, Singles, Units};
use crate::rows::RowProduct;
use crate::simd::{Instructions, Work, dispatch, lanes};
use crate::tile::{Rows, Run, Runs, multiply, put};
use crate::view::View;

/// Values between two planes of points beyond what they hold, so that the same place in all of
/// them does not fall into the same few lines of a cache.
const GAP: usize = 16;
/// Tiles of a band: as many as make transforming the filter a small part of its use.
const BAND_TILES: usize = 64;
/// Tiles for each thread below which the threads share columns rather than tiles.
const WORTH_SPLITTING: usize = 64;

/// The tiles that a convolution is cut into, and the numbers in which products at their points are
/// taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tiles {
    /// 4×4, products of f32: as exact as the direct way.
    Exact,
    /// 4×2, products of bf16, whose rounding adds an error three times that of the direct way.
    Slim,
    /// 4×4, products of bf16, whose rounding adds an error five to six times that of the direct way.
    Rough,
}

impl Tiles {
    pub(super) fn precision(self) -> Precision {
        match self {
            Self::Exact => Precision::F32,
            Self::Slim | Self::Rough => Precision::Bf16,
        }
    }

    /// Results of a tile down and across.
    pub(super) fn results(self) -> [usize; 2] {
        match self {
            Self::Exact | Self::Rough => [RESULTS; 2],
            Self::Slim => [RESULTS, 2],
        }
    }

    /// Points of a tile down and across.
    pub(super) fn points(self) -> [usize; 2] {
        self.results().map(|results| results + TAPS - 1)
    }
}

/// A [`RowProduct`] by way of tiles.
struct Winograd<'a> {
    product: &'a RowProduct<'a>,
    set: InstructionSet,
    /// The input under tiles in place of filters.
    view: View<'a>,
    tiles: Tiles,
    finite: AtomicBool,
}

/// Computes `product`, or gives `false` where a result is infinite or not a number: a tile mixes
/// its inputs, so only the direct way tells which results those are.
pub(super) fn run(product: &RowProduct, set: InstructionSet, tiles: Tiles) -> bool {
    let view = tiles_of(&product.view, tiles);
    let winograd = Winograd { product, set, view, tiles, finite: AtomicBool::new(true) };
    winograd.run();
    winograd.finite.into_inner()
}

/// The inputs under tiles in place of filters.
fn tiles_of<'a>(view: &View<'a>, tiles: Tiles) -> View<'a> {
    let results = tiles.results();
    View {
        kernel: tiles.points(),
        stride: results,
        places: [0, 1].map(|axis| view.places[axis].div_ceil(results[axis])),
        precision: Precision::F32,
        ..*view
    }
}

impl Winograd<'_> {
    fn run(&self) {
        let (lines, panels) = (self.view.lines(), self.product.panels.count());
        let tiles = lines * self.view.places[1];
        if tiles == 0 || panels == 0 {
            return;
        }
        let points: usize = self.tiles.points().iter().product();
        let operations = 2 * points * tiles * self.view.channels * self.product.panels.columns();
        let threads = threads(operations);
        let (bands, groups) = self.split(threads);
        for_each(bands * groups, threads, |task| {
            let lines = part(lines, bands, task / groups);
            let panels = part(panels, groups, task % groups);
            dispatch(self.set, Share { winograd: self, lines, panels });
        });
    }

    /// The number of bands and of groups of panels.
    fn split(&self, threads: usize) -> (usize, usize) {
        let (lines, across) = (self.view.lines(), self.view.places[1]);
        let least = lines.div_ceil((BAND_TILES / across).max(1));
        if lines * across < threads * WORTH_SPLITTING {
            return (least, threads.div_ceil(least).min(self.product.panels.count()));
        }
        // Few bands must be as many for each thread; of many, one more or less is no matter.
        let even = if least < 4 * threads { least.next_multiple_of(threads) } else { least };
        (even.min(lines), 1)
    }
}

/// What one thread does of a [`Winograd`].
struct Share<'a> {
    winograd: &'a Winograd<'a>,
    lines: Range<usize>,
    panels: Range<usize>,
}

impl Work for Share<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        match self.winograd.tiles {
            Tiles::Exact => self.of_tiles::<I, Singles, Four, POINTS, RESULTS>(i),
            Tiles::Slim => self.of_tiles::<I, Pairs, Two, 4, 2>(i),
            Tiles::Rough => self.of_tiles::<I, Pairs, Four, POINTS, RESULTS>(i),
        }
    }
}

impl Share<'_> {
    /// Works on tiles that are filtered across as `A` says.
    #[inline(always)]
    fn of_tiles<I, U, A, const ACROSS: usize, const RESULTS_ACROSS: usize>(&self, i: I)
    where
        I: Instructions,
        U: Units,
        A: Axis<ACROSS, RESULTS_ACROSS>,
    {
        let Winograd { product, set, view, .. } = self.winograd;
        let count = self.lines.len() * view.places[1];
        let lines = self.lines.clone();
        let inputs = Inputs::new::<I, U, A, ACROSS, RESULTS_ACROSS>(i, *set, view, lines);
        let mut outputs = Outputs::new(product, view, self.lines.clone());
        let mut finite = i.splat(0.0);
        for panel in self.panels.clone() {
            let (columns, vectors) = product.panels.shape(panel);
            let width = vectors * I::LANES;
            for block in inputs.blocks::<U>() {
                let filters = Filters::new::<I, U, A, ACROSS, RESULTS_ACROSS>(
                    i,
                    product,
                    panel,
                    block.clone(),
                );
                for point in 0..POINTS * ACROSS {
                    let mut rows = Point {
                        inputs: inputs.plane::<I, U>(i, &block, point),
                        steps: row_units::<I, U>(&block),
                        sums: outputs.plane(point, width),
                        width,
                        first: block.start == 0,
                    };
                    let length = block.len().div_ceil(U::VALUES);
                    let runs = Runs { runs: &[Run { start: 0, length }], step: 1 };
                    let panel = filters.panel(point);
                    // SAFETY: each row has as many units as the block's channels take, and the panel
                    // as many rows.
                    unsafe { multiply::<I, U>(i, count, runs, &panel, &mut rows) };
                }
            }
            finite = outputs.write::<I, A, ACROSS, RESULTS_ACROSS>(i, &columns, finite);
        }
        if lanes(i, finite) != [0.0; 16] {
            self.winograd.finite.store(false, Ordering::Relaxed);
        }
    }
}

/// The tiles of a share with the columns of a panel, at one point.
struct Point<'a> {
    /// `[tiles, steps]`.
    inputs: &'a [f32],
    steps: usize,
    /// `[tiles, width]`.
    sums: &'a mut [f32],
    width: usize,
    /// Whether the sums hold nothing yet.
    first: bool,
}

impl Rows for Point<'_> {
    #[inline(always)]
    fn start(&self, tile: usize) -> *const f32 {
        self.inputs[tile * self.steps..].as_ptr()
    }

    #[inline(always)]
    fn take<I: Instructions, const VECTORS: usize>(
        &mut self,
        i: I,
        tile: usize,
        sums: [I::Vector; VECTORS],
    ) {
        put(i, sums, self.first, &mut self.sums[tile * self.width..][..VECTORS * I::LANES]);
    }
}
