//! Products with a row for each place of a filter: convolution, its gradient for the input, and
//! matrix products.

use std::ops::Range;

use crate::InstructionSet;
use crate::panels::{Panel, Panels};
use crate::parallel::{Shared, even_parts, for_each, part, threads};
use crate::scratch::Scratch;
use crate::simd::{Instructions, TILE_ROWS, Vector, Work, dispatch};
use crate::tile::{Runs, tile};
use crate::view::{Band, View};

/// Where the row of results of each place is written.
#[derive(Clone, Copy)]
pub(crate) struct Placement {
    pub(crate) start: usize,
    /// From one picture to the next, one line to the next, one place to the next.
    pub(crate) steps: [usize; 3],
}

impl Placement {
    /// Rows of `columns` results, place after place.
    pub(crate) fn dense(view: &View, columns: usize) -> Self {
        let [down, across] = view.places;
        Self { start: 0, steps: [down * across * columns, across * columns, columns] }
    }
}

/// results[place, column] = bias[column] + Σ view[place + inner] · right[inner, column].
#[derive(Clone, Copy)]
pub(crate) struct RowProduct<'a> {
    pub(crate) view: View<'a>,
    pub(crate) panels: &'a Panels<'a>,
    pub(crate) bias: Option<&'a [f32]>,
    pub(crate) placement: Placement,
    pub(crate) results: Shared<'a>,
}

/// Values of a band that leave room for a panel in a cache of 512 KiB.
const BAND_VALUES: usize = 48 * 1024;
/// Places for each thread below which the threads share columns rather than places.
const WORTH_SPLITTING: usize = 48;

impl RowProduct<'_> {
    /// Computes it. Each result is summed in the same order whatever the number of threads.
    pub(crate) fn run(&self, set: InstructionSet) {
        let (lines, panels) = (self.view.lines(), self.panels.count());
        let places = lines * self.view.places[1];
        if places == 0 || panels == 0 {
            return;
        }
        let threads = threads(2 * places * self.panels.values());
        let (bands, groups) = self.split(threads);
        for_each(bands * groups, threads, |task| {
            let lines = part(lines, bands, task / groups);
            let panels = part(panels, groups, task % groups);
            dispatch(set, Share { product: self, lines, panels });
        });
    }

    /// The number of bands and of groups of panels.
    fn split(&self, threads: usize) -> (usize, usize) {
        let lines = self.view.lines();
        let least = lines.div_ceil(self.view.lines_of_band(BAND_VALUES));
        if lines * self.view.places[1] < threads * WORTH_SPLITTING {
            return (least, threads.div_ceil(least).min(self.panels.count()));
        }
        // Few bands must be as many for each thread; of many, one more or less is no matter.
        let even = if least < 4 * threads { least.next_multiple_of(threads) } else { least };
        (even.min(lines), 1)
    }
}

/// What one thread does of a [`RowProduct`].
struct Share<'a> {
    product: &'a RowProduct<'a>,
    lines: Range<usize>,
    panels: Range<usize>,
}

impl Work for Share<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let view = &self.product.view;
        let mut buffer = Scratch::take(view.band_values(self.lines.clone()));
        let band = view.band(self.lines.clone(), &mut buffer);
        let filter: Vec<usize> = (0..view.kernel[0]).map(|row| row * band.row).collect();
        let runs = Runs { starts: &filter, length: view.filter_row(), step: 1 };
        let places = self.places(&band);
        for panel in self.panels.clone() {
            let panel = PanelOfBand {
                product: self.product,
                data: band.data,
                runs,
                panel: self.product.panels.panel(panel),
            };
            panel.run(i, &places);
        }
    }
}

impl Share<'_> {
    /// Where each place of the band begins in its data, and where its results are written.
    fn places(&self, band: &Band) -> Vec<[usize; 2]> {
        let (view, placement) = (&self.product.view, &self.product.placement);
        let [down, across] = view.places;
        let mut places = Vec::with_capacity(self.lines.len() * across);
        for (line, &from) in self.lines.clone().zip(&band.lines) {
            let [picture_step, line_step, place_step] = placement.steps;
            let to = placement.start + line / down * picture_step + line % down * line_step;
            let place = |place| [from + place * view.place_step(), to + place * place_step];
            places.extend((0..across).map(place));
        }
        places
    }
}

/// The places of a band with the columns of a panel.
struct PanelOfBand<'a> {
    product: &'a RowProduct<'a>,
    data: &'a [f32],
    runs: Runs<'a>,
    panel: Panel,
}

impl PanelOfBand<'_> {
    #[inline(always)]
    fn run<I: Instructions>(&self, i: I, places: &[[usize; 2]]) {
        match self.panel.vectors {
            1 => self.columns::<I, 1>(i, places),
            2 => self.columns::<I, 2>(i, places),
            3 if I::TILE_VECTORS > 2 => self.columns::<I, 3>(i, places),
            _ if I::TILE_VECTORS > 2 => self.columns::<I, 4>(i, places),
            _ => {}
        }
    }

    #[inline(always)]
    fn columns<I: Instructions, const VECTORS: usize>(&self, i: I, places: &[[usize; 2]]) {
        let bias = self.bias::<I, VECTORS>(i);
        for tile in even_parts(places.len(), TILE_ROWS) {
            let places = &places[tile];
            match places.len() {
                1 => self.tile::<I, 1, VECTORS>(i, places, bias),
                2 => self.tile::<I, 2, VECTORS>(i, places, bias),
                3 => self.tile::<I, 3, VECTORS>(i, places, bias),
                4 => self.tile::<I, 4, VECTORS>(i, places, bias),
                5 => self.tile::<I, 5, VECTORS>(i, places, bias),
                _ => self.tile::<I, TILE_ROWS, VECTORS>(i, places, bias),
            }
        }
    }

    #[inline(always)]
    fn bias<I: Instructions, const VECTORS: usize>(&self, i: I) -> [I::Vector; VECTORS] {
        let mut bias = [i.splat(0.0); VECTORS];
        if let Some(values) = self.product.bias {
            let values = &values[self.panel.range.clone()];
            for (bias, values) in bias.iter_mut().zip(values.chunks(I::LANES)) {
                *bias = i.load(values);
            }
        }
        bias
    }

    #[inline(always)]
    fn tile<I: Instructions, const ROWS: usize, const VECTORS: usize>(
        &self,
        i: I,
        places: &[[usize; 2]],
        bias: [I::Vector; VECTORS],
    ) {
        let mut rows = [self.data.as_ptr(); ROWS];
        for (row, &[from, _]) in rows.iter_mut().zip(places) {
            *row = row.wrapping_add(from);
        }
        // SAFETY: the band holds all that the filter reaches from each of its places, and the
        // panel has as many inner rows as the filter has values.
        let sums = unsafe { tile::<I, ROWS, VECTORS>(i, rows, self.runs, self.panel.columns) };
        let columns = &self.panel.range;
        let full = columns.len() == VECTORS * I::LANES;
        for (&[_, to], sums) in places.iter().zip(sums) {
            // SAFETY: each place and column belongs to one share alone.
            let results = unsafe { self.product.results.slice(to + columns.start, columns.len()) };
            for (vector, (sum, bias)) in sums.into_iter().zip(bias).enumerate() {
                let (sum, lane) = (sum.add(bias), vector * I::LANES);
                if full {
                    // SAFETY: the panel has this whole vector.
                    unsafe { sum.store_to(results.as_mut_ptr().add(lane)) }
                } else {
                    sum.store(&mut results[lane..]);
                }
            }
        }
    }
}
