//! Products summed over the places of a filter: the gradient of a convolution for its weights,
//! and matrix products whose left side is transposed.
//!
//! The places are cut into bands, and the bands into parts, each with results of its own that are
//! added up in the end. Both cuts depend on the shapes alone, so that the order of summing never
//! depends on the number of threads.

use std::ops::Range;

use crate::InstructionSet;
use crate::panels::{Pairing, Panel, Panels, Right};
use crate::parallel::{Shared, for_each, part, threads};
use crate::precision::{Pairs, Precision, Singles, Units};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Work, dispatch};
use crate::strips::{SLOT, Strips, strips_of};
use crate::tile::{Rows, Run, Runs, multiply, put};
use crate::view::View;

/// results[inner, column] = Σ view[place + inner] · right[place, column], over all places.
#[derive(Clone, Copy)]
pub(crate) struct OuterProduct<'a> {
    pub(crate) view: View<'a>,
    /// `[places, columns]`.
    pub(crate) right: &'a [f32],
    pub(crate) columns: usize,
    /// With bf16, the first half of the pictures meets the second half: their places are paired.
    pub(crate) precision: Precision,
    /// `[kernel_h · kernel_w · channels, columns]`.
    pub(crate) results: Shared<'a>,
}

/// Values of a band: more than the nearer caches hold, but strips are read one by one, and each
/// band costs a pass over the results.
const BAND_VALUES: usize = 256 * 1024;
/// Places of a part, beside which adding up its results is no work to speak of.
const PLACES_OF_PART: usize = 1024;
/// Parts beyond which no more are needed to keep threads busy.
const MOST_PARTS: usize = 16;
/// Values that the results of all parts may take together.
const PARTS_VALUES: usize = 4 << 20;
/// Values that one thread adds up at a time.
const SUMMED_AT_ONCE: usize = 16 * 1024;

impl OuterProduct<'_> {
    /// Computes it. Each result is summed in the same order whatever the number of threads.
    pub(crate) fn run(&self, set: InstructionSet) {
        let (view, other) = self.halves();
        Halves { product: self, set, view, other }.run();
    }

    /// The pictures, or for pairs their first and their second half.
    fn halves(&self) -> (View<'_>, Option<View<'_>>) {
        if self.precision == Precision::F32 {
            return (self.view, None);
        }
        let View { data, batch, height, width, channels, .. } = self.view;
        let first = batch.div_ceil(2);
        let (front, back) = data.split_at(first * height * width * channels);
        let half = |data, batch| View { data, batch, ..self.view };
        (half(front, first), Some(half(back, batch - first)))
    }

    /// The number of results.
    fn length(&self) -> usize {
        self.view.kernel[0] * self.view.filter_row() * self.columns
    }
}

/// An [`OuterProduct`] with its pictures dealt out.
struct Halves<'a> {
    product: &'a OuterProduct<'a>,
    set: InstructionSet,
    view: View<'a>,
    other: Option<View<'a>>,
}

impl Halves<'_> {
    fn run(&self) {
        let lines_of_band = self.view.lines_of_band(BAND_VALUES);
        let bands = self.view.lines().div_ceil(lines_of_band);
        let parts = self.parts(bands);
        let length = self.product.length();
        let threads = threads(2 * length * self.view.lines() * self.view.places[1]);
        let strips: Vec<Range<usize>> = strips_of(self.view.channels).collect();
        let groups = threads.div_ceil(parts).min(strips.len());
        let mut more_results = Scratch::take(length * (parts - 1));
        let more = Shared::new(&mut more_results);
        for_each(parts * groups, threads, |task| {
            let (index, group) = (task / groups, task % groups);
            let bands = part(bands, parts, index);
            let share = Share {
                halves: self,
                lines: bands.start * lines_of_band
                    ..self.view.lines().min(bands.end * lines_of_band),
                lines_of_band,
                strips: &strips[part(strips.len(), groups, group)],
                results: if index == 0 { self.product.results } else { more },
                start: index.saturating_sub(1) * length,
            };
            dispatch(self.set, share);
        });
        self.add_up(&more_results, threads);
    }

    fn parts(&self, bands: usize) -> usize {
        let places = self.view.lines() * self.view.places[1];
        let most = MOST_PARTS.min(PARTS_VALUES / self.product.length());
        (places / PLACES_OF_PART).min(most).min(bands).max(1)
    }

    /// Adds the results of all parts but the first to those of the first.
    fn add_up(&self, more: &[f32], threads: usize) {
        let length = self.product.length();
        if more.is_empty() {
            return;
        }
        for_each(length.div_ceil(SUMMED_AT_ONCE), threads, |task| {
            let start = task * SUMMED_AT_ONCE;
            let range = start..length.min(start + SUMMED_AT_ONCE);
            // SAFETY: each stretch is one task, and the parts are done.
            let results = unsafe { self.product.results.slice(range.start, range.len()) };
            for part in more.chunks_exact(length) {
                results.iter_mut().zip(&part[range.clone()]).for_each(|(to, from)| *to += from);
            }
        });
    }
}

/// What one thread does of an [`OuterProduct`]: some strips of one part.
struct Share<'a> {
    halves: &'a Halves<'a>,
    lines: Range<usize>,
    lines_of_band: usize,
    strips: &'a [Range<usize>],
    results: Shared<'a>,
    /// Where the part begins in `results`.
    start: usize,
}

impl Work for Share<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        for first in self.lines.clone().step_by(self.lines_of_band) {
            let lines = first..self.lines.end.min(first + self.lines_of_band);
            match self.halves.product.precision {
                Precision::F32 => self.add_band::<I, Singles>(i, lines),
                Precision::Bf16 => self.add_band::<I, Pairs>(i, lines),
            }
        }
    }
}

impl Share<'_> {
    #[inline(always)]
    fn add_band<I: Instructions, U: Units>(&self, i: I, lines: Range<usize>) {
        let Halves { set, view, .. } = *self.halves;
        let places_across = view.places[1];
        let strips = self.pack_strips(i, &lines);
        let right = self.halves.right(lines.start * places_across..lines.end * places_across);
        let panels = Panels::new(set, right, self.strips.len() * view.filter_row());
        let step = view.stride[1] * SLOT;
        let one_line = strips.is_one_line(places_across, step);
        let length = if one_line { lines.len() * places_across } else { places_across };
        let starts = if one_line { &strips.lines[..1] } else { &strips.lines };
        let runs: Vec<Run> = starts.iter().map(|&start| Run { start, length }).collect();
        let [down, across] = view.kernel;
        for (index, channels) in self.strips.iter().enumerate() {
            for panel in 0..panels.count() {
                let panel = &panels.panel(panel, 0);
                for tap in 0..down * across {
                    let mut rows = StripAndPanel {
                        share: self,
                        strip: strips.strip(index),
                        channels: channels.clone(),
                        panel,
                        tap,
                        place: tap / across * strips.row + tap % across * SLOT,
                        first: lines.start == self.lines.start,
                    };
                    let runs = Runs { runs: &runs, step };
                    // SAFETY: the strip holds all that the filter reaches from each of its places,
                    // and the panel has an inner row for each place.
                    unsafe { multiply::<I, U>(i, channels.len(), runs, panel, &mut rows) };
                }
            }
        }
    }

    #[inline(always)]
    fn pack_strips<I: Instructions>(&self, i: I, lines: &Range<usize>) -> Strips {
        let Halves { set, view, other, .. } = self.halves;
        let mut buffer = Scratch::take(view.band_values(lines.clone()));
        let band = view.band(*set, lines.clone(), &mut buffer);
        let Some(other) = other else {
            return Strips::pack(i, view, &band, None, self.strips);
        };
        // The second half may have one picture less, but what it has lies as in the first.
        let lines = lines.start.min(other.lines())..lines.end.min(other.lines());
        let mut buffer = Scratch::take(other.band_values(lines.clone()));
        let other = other.band(*set, lines, &mut buffer);
        Strips::pack(i, view, &band, Some(&other), self.strips)
    }
}

impl Halves<'_> {
    /// The right-hand matrix at some places.
    fn right(&self, places: Range<usize>) -> Right<'_> {
        let OuterProduct { right, columns, .. } = *self.product;
        let values = places.start * columns..places.end * columns;
        if self.other.is_none() {
            return Right::plain(&right[values], columns);
        }
        let distance = self.view.lines() * self.view.places[1] * columns;
        let blocks: &[usize] = &[0];
        Right {
            data: &right[values.start..],
            blocks,
            depth: places.len(),
            columns,
            steps: [columns, 1],
            pairing: Pairing::Behind(distance),
        }
    }
}

/// The channels of a strip with the columns of a panel, at one tap of the filter.
struct StripAndPanel<'a> {
    share: &'a Share<'a>,
    strip: &'a [f32],
    channels: Range<usize>,
    panel: &'a Panel,
    tap: usize,
    /// Where the tap's first place begins in the strip.
    place: usize,
    /// Whether the results hold nothing yet.
    first: bool,
}

impl Rows for StripAndPanel<'_> {
    #[inline(always)]
    fn start(&self, channel: usize) -> *const f32 {
        self.strip.as_ptr().wrapping_add(self.place + channel)
    }

    #[inline(always)]
    fn take<I: Instructions, const VECTORS: usize>(
        &mut self,
        i: I,
        channel: usize,
        sums: [I::Vector; VECTORS],
    ) {
        let (view, product) = (&self.share.halves.view, self.share.halves.product);
        let row = self.tap * view.channels + self.channels.start + channel;
        let start = self.share.start + row * product.columns + self.panel.range.start;
        // SAFETY: each channel and column of a part belongs to one share alone.
        let results = unsafe { self.share.results.slice(start, self.panel.range.len()) };
        put(i, sums, self.first, results);
    }
}
