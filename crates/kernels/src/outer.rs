//! Products summed over the places of a filter: the gradient of a convolution for its weights,
//! and matrix products whose left side is transposed.

use std::ops::Range;

use crate::InstructionSet;
use crate::panels::{Panel, Panels, Right};
use crate::parallel::{Shared, for_each, part, threads};
use crate::scratch::Scratch;
use crate::simd::{Instructions, TILE_ROWS, Vector, Work, dispatch, tile_shape};
use crate::tile::{Runs, tile};
use crate::view::{Band, View};

/// results[inner, column] = Σ view[place + inner] · right[place, column], over all places.
#[derive(Clone, Copy)]
pub(crate) struct OuterProduct<'a> {
    pub(crate) view: View<'a>,
    /// `[places, columns]`.
    pub(crate) right: &'a [f32],
    pub(crate) columns: usize,
    /// `[kernel_h · kernel_w · channels, columns]`.
    pub(crate) results: Shared<'a>,
}

impl OuterProduct<'_> {
    /// Computes it. Each result is summed in the same order whatever the number of threads.
    pub(crate) fn run(&self, set: InstructionSet) {
        let (lanes, vectors) = tile_shape(set);
        let (tiles, panels) = (self.tiles(), self.columns.div_ceil(lanes * vectors));
        let inner = self.view.kernel[0] * self.view.filter_row();
        let threads = threads(2 * inner * self.right.len());
        let (tile_groups, panel_groups) = self.split(tiles, panels, threads);
        for_each(tile_groups * panel_groups, threads, |task| {
            let panels = part(panels, panel_groups, task % panel_groups);
            let width = lanes * vectors;
            let share = Share {
                product: self,
                set,
                tiles: part(tiles, tile_groups, task / panel_groups),
                columns: panels.start * width..self.columns.min(panels.end * width),
            };
            dispatch(set, share);
        });
    }

    fn tiles_of_filter_row(&self) -> usize {
        self.view.filter_row().div_ceil(TILE_ROWS)
    }

    fn tiles(&self) -> usize {
        self.view.kernel[0] * self.tiles_of_filter_row()
    }

    /// The number of groups of tiles and of panels: what a thread must copy for itself (the
    /// border, or else the packed columns) is to be small.
    fn split(&self, tiles: usize, panels: usize, threads: usize) -> (usize, usize) {
        let both = |first: usize, second: usize| {
            let first = first.min(threads).max(1);
            (first, second.min(threads.div_ceil(first)).max(1))
        };
        if self.view.is_inside() {
            let (panels, tiles) = both(panels, tiles);
            (tiles, panels)
        } else {
            both(tiles, panels)
        }
    }
}

/// What one thread does of an [`OuterProduct`].
struct Share<'a> {
    product: &'a OuterProduct<'a>,
    set: InstructionSet,
    tiles: Range<usize>,
    columns: Range<usize>,
}

impl Work for Share<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let view = &self.product.view;
        let (lines, step) = (view.lines(), view.lines_of_band());
        for first in (0..lines).step_by(step) {
            self.add_band(i, first..lines.min(first + step));
        }
    }
}

impl Share<'_> {
    #[inline(always)]
    fn add_band<I: Instructions>(&self, i: I, lines: Range<usize>) {
        let (view, across) = (&self.product.view, self.product.view.places[1]);
        let mut buffer = Scratch::take(view.band_values(lines.clone()));
        let band = view.band(lines.clone(), &mut buffer);
        let right = self.right(lines.start * across..lines.end * across);
        let panels = Panels::new(self.set, right, self.tiles.len() * TILE_ROWS);
        let one_line = band.is_one_line(across, view.place_step());
        let runs = Runs {
            starts: if one_line { &band.lines[..1] } else { &band.lines },
            length: if one_line { lines.len() * across } else { across },
            step: view.place_step(),
        };
        for index in 0..panels.count() {
            let panel = panels.panel(index);
            let part =
                PanelOfBand { share: self, band: &band, runs, panel, first: lines.start == 0 };
            part.run(i);
        }
    }

    /// The columns of this share at some places.
    fn right(&self, places: Range<usize>) -> Right<'_> {
        let columns = self.product.columns;
        Right {
            data: &self.product.right[places.start * columns + self.columns.start..],
            blocks: &[0],
            depth: places.len(),
            columns: self.columns.len(),
            steps: [columns, 1],
        }
    }
}

/// The places of a band with the columns of a panel.
struct PanelOfBand<'a> {
    share: &'a Share<'a>,
    band: &'a Band<'a>,
    runs: Runs<'a>,
    panel: Panel,
    /// Whether the results hold nothing yet.
    first: bool,
}

impl PanelOfBand<'_> {
    #[inline(always)]
    fn run<I: Instructions>(&self, i: I) {
        match self.panel.vectors {
            1 => self.columns::<I, 1>(i),
            2 => self.columns::<I, 2>(i),
            3 if I::TILE_VECTORS > 2 => self.columns::<I, 3>(i),
            _ if I::TILE_VECTORS > 2 => self.columns::<I, 4>(i),
            _ => {}
        }
    }

    #[inline(always)]
    fn columns<I: Instructions, const VECTORS: usize>(&self, i: I) {
        let product = self.share.product;
        let (inner, tiles) = (product.view.filter_row(), product.tiles_of_filter_row());
        for index in self.share.tiles.clone() {
            let filter_row = index / tiles;
            let inner = part(inner, tiles, index % tiles);
            match inner.len() {
                1 => self.tile::<I, 1, VECTORS>(i, filter_row, inner.start),
                2 => self.tile::<I, 2, VECTORS>(i, filter_row, inner.start),
                3 => self.tile::<I, 3, VECTORS>(i, filter_row, inner.start),
                4 => self.tile::<I, 4, VECTORS>(i, filter_row, inner.start),
                5 => self.tile::<I, 5, VECTORS>(i, filter_row, inner.start),
                _ => self.tile::<I, TILE_ROWS, VECTORS>(i, filter_row, inner.start),
            }
        }
    }

    #[inline(always)]
    fn tile<I: Instructions, const ROWS: usize, const VECTORS: usize>(
        &self,
        i: I,
        filter_row: usize,
        inner: usize,
    ) {
        let start = self.band.data.as_ptr().wrapping_add(filter_row * self.band.row + inner);
        let mut rows = [start; ROWS];
        for (row, pointer) in rows.iter_mut().enumerate() {
            *pointer = start.wrapping_add(row);
        }
        // SAFETY: the band holds all that the filter reaches from each of its places, and the
        // panel has an inner row for each place.
        let sums = unsafe { tile::<I, ROWS, VECTORS>(i, rows, self.runs, self.panel.columns) };
        let product = self.share.product;
        let columns = self.share.columns.start + self.panel.range.start;
        let row = filter_row * product.view.filter_row() + inner;
        for (row, sums) in (row..).zip(sums) {
            // SAFETY: each inner row and column belongs to one share alone.
            let results = unsafe {
                product.results.slice(row * product.columns + columns, self.panel.range.len())
            };
            for (to, sum) in results.chunks_mut(I::LANES).zip(sums) {
                let sum = if self.first { sum } else { i.load(to).add(sum) };
                sum.store(to);
            }
        }
    }
}
