//! The gradient for the weights by way of tiles: the adjoint of the way forward.
//!
//! Forward, y = Aᵀ (U ⊙ V) A with the filter U = G w Gᵀ and the inputs V = Bᵀ x B at the points. So
//! the gradient is dw = Gᵀ dU G, where dU is V ⊙ (A dy Aᵀ), summed over all tiles: at each point a
//! plain matrix product with the tiles inside. Tiles are taken in bands that depend on the shapes
//! alone, so that the order of summing never depends on the number of threads.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use super::square::{Join, Square, down};
use super::transform::{Four, OutputBack, POINTS, RESULTS, TAPS, ToPoints, filter_back};
use super::{GAP, Tiles, tiles_of};
use crate::InstructionSet;
use crate::panels::Panel;
use crate::parallel::{Shared, even_parts, for_each, threads};
use crate::precision::{Pairs, Precision, Singles, Units};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch, lanes};
use crate::tile::{Columns, Rows, Run, Runs, multiply, put};
use crate::view::{Band as Pixels, View};

/// Points of a tile of 4×4.
const SQUARE: usize = POINTS * POINTS;
/// Tiles of a band.
const BAND_TILES: usize = 256;

/// Writes the gradient for the weights of `view`'s filter, given `dy` for the output, to `dw`; or
/// gives `false` where a result is infinite or not a number.
pub(in super::super) fn gradient(
    view: &View,
    set: InstructionSet,
    dy: &[f32],
    columns: usize,
    dw: &mut [f32],
) -> bool {
    let left = tiles_of(view, Tiles::Exact);
    let right = View {
        data: dy,
        height: view.places[0],
        width: view.places[1],
        channels: columns,
        origin: [0, 0],
        kernel: [RESULTS; 2],
        ..left
    };
    let mut sums = Scratch::take(SQUARE * (left.channels * padded(columns) + GAP));
    let most = (BAND_TILES / left.places[1]).max(1);
    for (index, lines) in even_parts(left.lines(), most).enumerate() {
        let first = index == 0;
        let precision = view.precision;
        let band = Band { left: &left, right: &right, precision, set, lines, first };
        band.add(Shared::new(&mut sums));
    }
    let finite = AtomicBool::new(true);
    let channels = left.channels;
    let results = Results { sums: &sums, channels, columns, dw: Shared::new(dw), finite: &finite };
    for_each(channels, threads(SQUARE * channels * columns), |channel| {
        dispatch(set, RowOfResults { results: &results, channel });
    });
    finite.into_inner()
}

/// So many channels in whole vectors of any instruction set.
fn padded(channels: usize) -> usize {
    channels.next_multiple_of(16)
}

/// Some lines of tiles.
struct Band<'a> {
    /// The inputs under tiles.
    left: &'a View<'a>,
    /// The gradients for the results of tiles.
    right: &'a View<'a>,
    /// The numbers in which products are taken: pairs are of neighbouring tiles of a line.
    precision: Precision,
    set: InstructionSet,
    lines: Range<usize>,
    /// Whether the sums hold nothing yet.
    first: bool,
}

impl Band<'_> {
    /// Adds its products at the points to `sums`, for each point `[channels, columns]`.
    fn add(&self, sums: Shared) {
        let (left, right) = (self.left, self.right);
        let tiles = self.lines.len() * left.places[1];
        let rows = self.lines.len() * self.line_units();
        let mut values = [left, right].map(|view| Planes::take(view, rows));
        let [left_planes, right_planes] = values.each_mut().map(Planes::shared);
        let operations = 2 * SQUARE * tiles * left.channels * right.channels;
        let threads = threads(operations);
        for_each(2 * self.lines.len(), threads, |task| {
            let line = task / 2;
            let (view, planes) =
                if task % 2 == 0 { (left, left_planes) } else { (right, right_planes) };
            dispatch(self.set, Line { band: self, view, line, planes });
        });
        let [left, right] = &values;
        for_each(SQUARE, threads, |point| {
            dispatch(self.set, Point { band: self, left, right, rows, point, sums });
        });
    }

    /// Units of the tiles of a line.
    fn line_units(&self) -> usize {
        self.precision.units(self.left.places[1])
    }
}

/// The values of some tiles at all points, for each point a matrix `[units of tiles, channels]`.
struct Planes {
    values: Scratch,
    /// From one unit of tiles to the next.
    row: usize,
    /// From one point to the next.
    plane: usize,
}

impl Planes {
    fn take(view: &View, rows: usize) -> Self {
        let row = padded(view.channels) + GAP;
        let plane = rows * row;
        Self { values: Scratch::take(SQUARE * plane), row, plane }
    }

    fn shared(&mut self) -> SharedPlanes<'_> {
        SharedPlanes { values: Shared::new(&mut self.values), row: self.row, plane: self.plane }
    }

    fn point(&self, point: usize) -> &[f32] {
        &self.values[point * self.plane..(point + 1) * self.plane]
    }
}

/// [`Planes`] that several threads write.
#[derive(Clone, Copy)]
struct SharedPlanes<'a> {
    values: Shared<'a>,
    row: usize,
    plane: usize,
}

/// One line of tiles, to be transformed.
struct Line<'a> {
    band: &'a Band<'a>,
    view: &'a View<'a>,
    /// Its number in the band.
    line: usize,
    planes: SharedPlanes<'a>,
}

impl Work for Line<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        match self.band.precision {
            Precision::F32 => self.of_units::<I, Singles>(i),
            Precision::Bf16 => self.of_units::<I, Pairs>(i),
        }
    }
}

impl Line<'_> {
    #[inline(always)]
    fn of_units<I: Instructions, U: Units>(&self, i: I) {
        match self.view.kernel[0] {
            POINTS => self.transform::<I, U, Four, POINTS>(i),
            _ => self.transform::<I, U, OutputBack, RESULTS>(i),
        }
    }

    /// Transforms tiles of `SIDE` × `SIDE` pixels.
    #[inline(always)]
    fn transform<I, U, T, const SIDE: usize>(&self, i: I)
    where
        I: Instructions,
        U: Units,
        T: ToPoints<SIDE, POINTS>,
    {
        let Self { band, view, line, .. } = *self;
        let lines = band.lines.start + line..band.lines.start + line + 1;
        let mut buffer = Scratch::take(view.band_values(lines.clone()));
        let pixels = view.band(band.set, lines, &mut buffer);
        for unit in 0..band.line_units() {
            let row = (line * band.line_units() + unit) * self.planes.row;
            let place = unit * U::VALUES;
            for channel in (0..view.channels).step_by(I::LANES) {
                let first = self.across::<I, T, SIDE>(i, &pixels, place, channel);
                let second = if U::VALUES == 2 && place + 1 < view.places[1] {
                    self.across::<I, T, SIDE>(i, &pixels, place + 1, channel)
                } else {
                    [[i.splat(0.0); POINTS]; SIDE]
                };
                self.write::<I, U, T, SIDE>(i, [&first, &second], row + channel);
            }
        }
    }

    /// The tile at a place of the line, transformed across.
    #[inline(always)]
    fn across<I, T, const SIDE: usize>(
        &self,
        i: I,
        pixels: &Pixels,
        place: usize,
        channel: usize,
    ) -> [[I::Vector; POINTS]; SIDE]
    where
        I: Instructions,
        T: ToPoints<SIDE, POINTS>,
    {
        let start = pixels.lines[0] + place * self.view.place_step();
        let (row, channels) = (pixels.row, self.view.channels);
        let square = Square { pixels: &pixels.data[start..], row, channels };
        square.across::<I, T, SIDE, SIDE, POINTS>(i, channel)
    }

    #[inline(always)]
    fn write<I, U, T, const SIDE: usize>(
        &self,
        i: I,
        across: [&[[I::Vector; POINTS]; SIDE]; 2],
        to: usize,
    ) where
        I: Instructions,
        U: Units,
        T: ToPoints<SIDE, POINTS>,
    {
        let SharedPlanes { values, plane, .. } = self.planes;
        let to = values.pieces(to, SQUARE, plane, I::LANES);
        // SAFETY: each line has its own rows of all planes.
        unsafe { down::<I, U, T, SIDE, POINTS>(i, across, Join::Lanes, to, plane) };
    }
}

/// The product of all tiles of a band at one point.
struct Point<'a> {
    band: &'a Band<'a>,
    left: &'a Planes,
    right: &'a Planes,
    /// Rows of both: units of tiles.
    rows: usize,
    point: usize,
    sums: Shared<'a>,
}

impl Work for Point<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        match self.band.precision {
            Precision::F32 => self.of_units::<I, Singles>(i),
            Precision::Bf16 => self.of_units::<I, Pairs>(i),
        }
    }
}

impl Point<'_> {
    #[inline(always)]
    fn of_units<I: Instructions, U: Units>(&self, i: I) {
        let [channels, columns] = [self.band.left, self.band.right].map(|view| view.channels);
        let (left, right) = (self.left.point(self.point), self.right.point(self.point));
        let row = padded(columns);
        // SAFETY: each point has its own sums.
        let sums = unsafe { self.sums.slice(self.point * (channels * row + GAP), channels * row) };
        let runs = Runs { runs: &[Run { start: 0, length: self.rows }], step: self.left.row };
        for first in (0..columns).step_by(I::TILE_VECTORS * I::LANES) {
            let vectors = (columns - first).div_ceil(I::LANES).min(I::TILE_VECTORS);
            let start = right[first..].as_ptr();
            let range = first..first + vectors * I::LANES;
            let panel = Panel { columns: Columns { start, step: self.right.row }, range, vectors };
            let mut rows = Channels { left, sums, row, column: first, first: self.band.first };
            // SAFETY: both matrices have as many rows, those of the right one of whole vectors.
            unsafe { multiply::<I, U>(i, channels, runs, &panel, &mut rows) };
        }
    }
}

/// The channels of the inputs with some columns of the gradients.
struct Channels<'a> {
    left: &'a [f32],
    sums: &'a mut [f32],
    row: usize,
    column: usize,
    first: bool,
}

impl Rows for Channels<'_> {
    #[inline(always)]
    fn start(&self, channel: usize) -> *const f32 {
        self.left[channel..].as_ptr()
    }

    #[inline(always)]
    fn take<I: Instructions, const VECTORS: usize>(
        &mut self,
        i: I,
        channel: usize,
        sums: [I::Vector; VECTORS],
    ) {
        put(
            i,
            sums,
            self.first,
            &mut self.sums[channel * self.row + self.column..][..VECTORS * I::LANES],
        );
    }
}

/// What becomes of the sums.
struct Results<'a> {
    sums: &'a [f32],
    channels: usize,
    columns: usize,
    /// `[3, 3, channels, columns]`.
    dw: Shared<'a>,
    finite: &'a AtomicBool,
}

/// The taps of one channel.
struct RowOfResults<'a> {
    results: &'a Results<'a>,
    channel: usize,
}

impl Work for RowOfResults<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let Results { sums, channels, columns, dw, finite } = *self.results;
        let row = padded(columns);
        let mut check = i.splat(0.0);
        for first in (0..columns).step_by(I::LANES) {
            let mut down = [[i.splat(0.0); POINTS]; TAPS];
            for x in 0..POINTS {
                let mut points = [i.splat(0.0); POINTS];
                for (y, to) in points.iter_mut().enumerate() {
                    let plane = (y * POINTS + x) * (channels * row + GAP);
                    *to = i.load(&sums[plane + self.channel * row + first..][..I::LANES]);
                }
                for (down, value) in down.iter_mut().zip(&filter_back(i, points)) {
                    down[x] = *value;
                }
            }
            let length = I::LANES.min(columns - first);
            for (y, down) in down.iter().enumerate() {
                for (x, value) in filter_back(i, *down).iter().enumerate() {
                    let to = ((y * TAPS + x) * channels + self.channel) * columns + first;
                    check = value.mul_add(i.splat(0.0), check);
                    // SAFETY: each channel has its own rows.
                    value.store(unsafe { dw.slice(to, length) });
                }
            }
        }
        if lanes(i, check) != [0.0; 16] {
            finite.store(false, Ordering::Relaxed);
        }
    }
}
