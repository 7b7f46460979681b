//! The left-hand matrix of an outer product, cut into strips as high as a tile.

use std::ops::Range;

use crate::parallel::even_parts;
use crate::precision::zip_pairs;
use crate::scratch::Scratch;
use crate::simd::{Instructions, TILE_ROWS};
use crate::view::{Band, View};

/// Values between one pixel of a strip and the next: more than a strip has channels, so that a
/// pixel is moved in one piece and none straddles a cache line.
pub(crate) const SLOT: usize = 8;

const _: () = assert!(TILE_ROWS <= SLOT);

/// Cuts `channels` into strips.
pub(crate) fn strips_of(channels: usize) -> impl Iterator<Item = Range<usize>> {
    even_parts(channels, TILE_ROWS)
}

/// Some strips of a band: of each, all pixels in a row, so that the places of a filter read one
/// small stretch of memory again and again.
pub(crate) struct Strips {
    data: Scratch,
    /// Values of one strip.
    length: usize,
    /// Where the filter's first place of each line begins in a strip.
    pub(crate) lines: Vec<usize>,
    /// From one row of pixels to the next.
    pub(crate) row: usize,
}

impl Strips {
    /// Packs the channels of `strips` of all pixels of `band`; with another band, each value and
    /// the one in the same place of the other one, or zero where that ends, as a pair.
    #[inline(always)]
    pub(crate) fn pack<I: Instructions>(
        i: I,
        view: &View,
        band: &Band,
        other: Option<&Band>,
        strips: &[Range<usize>],
    ) -> Self {
        let channels = view.channels;
        let slots = |values: usize| values / channels * SLOT;
        let (first, last) = (band.lines[0], band.lines[band.lines.len() - 1]);
        let end = last + view.reached(band.row);
        let length = slots(end - first);
        let mut data = Scratch::take(length * strips.len());
        let other = other.map(|other| (other.data, other.lines.first().copied()));
        for (pixel, start) in (first..end).step_by(channels).enumerate() {
            for (index, strip) in strips.iter().enumerate() {
                let to = &mut data[index * length + pixel * SLOT..][..SLOT];
                let from = &band.data[start + strip.start..];
                match other {
                    None => copy_slot(from, to),
                    Some((other, begin)) => {
                        let at = begin.map(|begin| begin + start - first + strip.start);
                        zip_pairs(
                            i,
                            from,
                            at.and_then(|at| other.get(at..)).unwrap_or_default(),
                            to,
                        );
                    }
                }
            }
        }
        let lines = band.lines.iter().map(|line| slots(line - first)).collect();
        Self { data, length, lines, row: slots(band.row) }
    }

    pub(crate) fn strip(&self, index: usize) -> &[f32] {
        &self.data[index * self.length..][..self.length]
    }

    /// Whether all places follow each other in equal steps, the end of a line and the start of
    /// the next one too.
    pub(crate) fn is_one_line(&self, places: usize, step: usize) -> bool {
        self.lines.windows(2).all(|pair| pair[0] + places * step == pair[1])
    }
}

/// Copies a whole slot, what follows the strip's channels with it, for that is quickest; at the
/// very end of the picture what there is.
#[inline(always)]
fn copy_slot(from: &[f32], to: &mut [f32]) {
    if let (Some(from), Some(to)) = (from.first_chunk::<SLOT>(), to.first_chunk_mut::<SLOT>()) {
        *to = *from;
    } else {
        to.iter_mut().zip(from).for_each(|(to, &from)| *to = from);
    }
}
