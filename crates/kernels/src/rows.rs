//! Products with a row for each place of a filter: convolution, its gradient for the input, and
//! matrix products.

use std::ops::Range;

use crate::InstructionSet;
use crate::panels::{Panel, Panels};
use crate::parallel::{Shared, even_parts, for_each, part, threads};
use crate::precision::{Pairs, Precision, Singles, Units};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch};
use crate::tile::{Rows, Run, Runs, multiply};
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

/// results[place, column] = bias[column] + residual[place, column]
/// + Σ view[place + inner] · right[inner, column].
#[derive(Clone, Copy)]
pub(crate) struct RowProduct<'a> {
    pub(crate) view: View<'a>,
    pub(crate) panels: &'a Panels<'a>,
    /// One row of columns, or one for each picture.
    pub(crate) bias: Option<&'a [f32]>,
    /// As long as the results, and placed as they are.
    pub(crate) residual: Option<&'a [f32]>,
    pub(crate) placement: Placement,
    pub(crate) results: Shared<'a>,
}

/// Units of a band: with a block of a panel they fill a cache of 1 MiB.
const BAND_UNITS: usize = 128 * 1024;
/// Inner steps of a block: of a panel, it stays in the second cache while all rows of a band meet
/// it.
const BLOCK_STEPS: usize = 1440;
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
            dispatch(set, Share { product: self, set, lines, panels });
        });
    }

    /// The number of bands and of groups of panels.
    fn split(&self, threads: usize) -> (usize, usize) {
        let lines = self.view.lines();
        let least = lines.div_ceil(self.view.lines_of_band(BAND_UNITS));
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
    set: InstructionSet,
    lines: Range<usize>,
    panels: Range<usize>,
}

impl Work for Share<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        match self.product.view.precision {
            Precision::F32 => self.of_units::<I, Singles>(i),
            Precision::Bf16 => self.of_units::<I, Pairs>(i),
        }
    }
}

/// Neighbouring inner steps, few enough for a cache.
struct Block {
    runs: Vec<Run>,
    /// The inner steps.
    steps: Range<usize>,
}

/// The filter's rows over a band whose rows are `row` units apart, in blocks.
fn blocks(view: &View, row: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut steps, mut filled) = (0, usize::MAX);
    for filter_row in 0..view.kernel[0] {
        for part in even_parts(view.filter_row(), BLOCK_STEPS) {
            if filled.saturating_add(part.len()) > BLOCK_STEPS {
                blocks.push(Block { runs: Vec::new(), steps: steps..steps });
                filled = 0;
            }
            let run = Run { start: filter_row * row + part.start, length: part.len() };
            (steps, filled) = (steps + part.len(), filled + part.len());
            if let Some(block) = blocks.last_mut() {
                block.runs.push(run);
                block.steps.end = steps;
            }
        }
    }
    blocks
}

impl Share<'_> {
    #[inline(always)]
    fn of_units<I: Instructions, U: Units>(&self, i: I) {
        let view = &self.product.view;
        let mut buffer = Scratch::take(view.band_values(self.lines.clone()));
        let band = view.band(self.set, self.lines.clone(), &mut buffer);
        let places = self.places(&band);
        let blocks = blocks(view, band.row);
        let longest = blocks.iter().map(|block| block.steps.len()).max().unwrap_or(0);
        let mut wide = Scratch::take(self.product.panels.buffer(longest));
        for block in blocks {
            for panel in self.panels.clone() {
                let panels = self.product.panels;
                let panel = panels.block(i, panel, block.steps.clone(), &mut wide);
                let runs = Runs { runs: &block.runs, step: 1 };
                let (product, data, first) = (self.product, band.data, block.steps.start == 0);
                let mut rows = PanelOfBand { product, data, panel: &panel, places: &places, first };
                // SAFETY: the band holds all that the filter reaches from each of its places, and
                // the panel has as many inner rows as the filter has units.
                unsafe { multiply::<I, U>(i, places.len(), runs, &panel, &mut rows) };
            }
        }
    }
}

impl Share<'_> {
    fn places(&self, band: &Band) -> Vec<Place> {
        let (view, placement) = (&self.product.view, &self.product.placement);
        let [down, across] = view.places;
        let columns = self.product.panels.columns();
        let own_bias = self.product.bias.is_some_and(|bias| bias.len() > columns);
        let mut places = Vec::with_capacity(self.lines.len() * across);
        for (line, &from) in self.lines.clone().zip(&band.lines) {
            let [picture_step, line_step, place_step] = placement.steps;
            let to = placement.start + line / down * picture_step + line % down * line_step;
            let bias = if own_bias { line / down * columns } else { 0 };
            let place = |place| Place {
                from: from + place * view.place_step(),
                to: to + place * place_step,
                bias,
            };
            places.extend((0..across).map(place));
        }
        places
    }
}

/// A place of the filter in a band.
struct Place {
    /// Where it begins in the band's data.
    from: usize,
    /// Where its results are written.
    to: usize,
    /// Where its bias begins.
    bias: usize,
}

/// The places of a band with the columns of a panel.
struct PanelOfBand<'a> {
    product: &'a RowProduct<'a>,
    data: &'a [f32],
    panel: &'a Panel,
    places: &'a [Place],
    /// Whether the results hold nothing yet.
    first: bool,
}

impl Rows for PanelOfBand<'_> {
    #[inline(always)]
    fn start(&self, place: usize) -> *const f32 {
        self.data.as_ptr().wrapping_add(self.places[place].from)
    }

    /// Writes the first sums of a place with bias and residual, or adds further ones.
    #[inline(always)]
    fn take<I: Instructions, const VECTORS: usize>(
        &mut self,
        i: I,
        place: usize,
        sums: [I::Vector; VECTORS],
    ) {
        let columns = self.panel.range.len();
        let whole = VECTORS * I::LANES;
        // A length that is known here leaves no question for each vector.
        if columns == whole {
            self.write(i, place, sums, whole);
        } else {
            self.write(i, place, sums, columns);
        }
    }
}

impl PanelOfBand<'_> {
    #[inline(always)]
    fn write<I: Instructions, const VECTORS: usize>(
        &self,
        i: I,
        place: usize,
        sums: [I::Vector; VECTORS],
        columns: usize,
    ) {
        let RowProduct { bias, residual, results, .. } = *self.product;
        let (place, first) = (&self.places[place], self.panel.range.start);
        let start = place.to + first;
        // SAFETY: each place and column belongs to one share alone.
        let results = unsafe { results.slice(start, columns) };
        let bias = bias.map(|bias| &bias[place.bias + first..][..columns]);
        let residual = residual.map(|residual| &residual[start..start + columns]);
        for (vector, (mut sum, to)) in
            sums.into_iter().zip(results.chunks_mut(I::LANES)).enumerate()
        {
            let lanes = vector * I::LANES..vector * I::LANES + to.len();
            if !self.first {
                sum = i.load(to).add(sum);
            } else {
                if let Some(bias) = bias {
                    sum = sum.add(i.load(&bias[lanes.clone()]));
                }
                if let Some(residual) = residual {
                    sum = sum.add(i.load(&residual[lanes]));
                }
            }
            sum.store(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_filter_is_cut_into_blocks() {
        let view = View {
            data: &[],
            batch: 1,
            height: 4,
            width: 4,
            channels: 960,
            origin: [-1, -1],
            kernel: [3, 3],
            stride: [1, 1],
            places: [4, 4],
            zoom: 1,
            precision: Precision::F32,
        };
        let blocks = blocks(&view, 5760);
        let firsts: Vec<usize> = blocks.iter().map(|block| block.steps.start).collect();
        assert_eq!(firsts, [0, 1440, 2880, 4320, 5760, 7200]);
        assert_eq!(blocks[3].runs, [Run { start: 5760 + 1440, length: 1440 }]);
        let small = View { channels: 64, ..view };
        assert_eq!(super::blocks(&small, 384).len(), 1);
    }
}
