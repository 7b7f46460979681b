//! Inputs under tiles, at the points.

use std::ops::Range;

use super::transform::{POINTS, column, input};
use super::{GAP, SQUARE};
use crate::InstructionSet;
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector};
use crate::view::View;

/// The inputs of some tiles at all points: for each block of channels and each point a matrix
/// `[tiles, channels of the block]`.
pub(super) struct Inputs {
    values: Scratch,
    tiles: usize,
    channels: usize,
}

/// Channels of a block, whole vectors of them: the filter's at all points stay in the second cache
/// while all tiles of a band meet them.
const STEPS: usize = 64;

impl Inputs {
    /// Transforms what lies under some lines of tiles.
    #[inline(always)]
    pub(super) fn new<I: Instructions>(
        i: I,
        set: InstructionSet,
        view: &View,
        lines: Range<usize>,
    ) -> Self {
        let (across, channels) = (view.places[1], view.channels);
        let tiles = lines.len() * across;
        let padded = channels.next_multiple_of(I::LANES);
        let length = SQUARE * (tiles * padded + GAP * channels.div_ceil(STEPS));
        let mut inputs = Self { values: Scratch::take(length), tiles, channels };
        for (index, line) in lines.enumerate() {
            let mut buffer = Scratch::take(view.band_values(line..line + 1));
            let band = view.band(set, line..line + 1, &mut buffer);
            for place in 0..across {
                let tile = &band.data[band.lines[0] + place * view.place_step()..];
                inputs.transform(i, tile, band.row, index * across + place);
            }
        }
        inputs
    }

    /// Transforms the tile numbered `at`, which lies in rows of `row` values.
    #[inline(always)]
    fn transform<I: Instructions>(&mut self, i: I, tile: &[f32], row: usize, at: usize) {
        for block in self.blocks() {
            let plane = self.plane_length::<I>(&block);
            let first = self.start(&block) + at * block.len().next_multiple_of(I::LANES);
            for channel in block.clone().step_by(I::LANES) {
                let to = first + channel - block.start;
                let to = self.values[to..to + (SQUARE - 1) * plane + I::LANES].as_mut_ptr();
                let last = (POINTS - 1) * (row + self.channels) + channel;
                if channel + I::LANES <= self.channels {
                    let from = tile[channel..last + I::LANES].as_ptr();
                    // SAFETY: both slices hold all that is read and written.
                    unsafe { transform(i, from, [row, self.channels], to, plane) };
                } else {
                    let square = last_channels::<I, POINTS>(tile, [row, self.channels], channel);
                    let steps = [POINTS * I::LANES, I::LANES];
                    // SAFETY: as above.
                    unsafe { transform(i, square.as_ptr(), steps, to, plane) };
                }
            }
        }
    }

    /// The blocks of channels.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let channels = self.channels;
        (0..channels).step_by(STEPS).map(move |first| first..channels.min(first + STEPS))
    }

    fn start(&self, block: &Range<usize>) -> usize {
        SQUARE * (self.tiles * block.start + GAP * (block.start / STEPS))
    }

    fn plane_length<I: Instructions>(&self, block: &Range<usize>) -> usize {
        self.tiles * block.len().next_multiple_of(I::LANES) + GAP
    }

    /// The matrix of a block at one point, its rows padded to whole vectors.
    #[inline(always)]
    pub(super) fn plane<I: Instructions>(
        &self,
        _: I,
        block: &Range<usize>,
        point: usize,
    ) -> &[f32] {
        let plane = self.plane_length::<I>(block);
        &self.values[self.start(block) + point * plane..][..plane - GAP]
    }
}

/// Vectors of the channels from `channel` on, too few to fill them, of a square of pixels.
#[inline(always)]
pub(super) fn last_channels<I: Instructions, const SIDE: usize>(
    tile: &[f32],
    [row, pixel]: [usize; 2],
    channel: usize,
) -> Scratch {
    let mut square = Scratch::zeros(SIDE * SIDE * I::LANES);
    for (place, to) in square.chunks_exact_mut(I::LANES).enumerate() {
        let from = place / SIDE * row + place % SIDE * pixel;
        let length = pixel - channel;
        to[..length].copy_from_slice(&tile[from + channel..][..length]);
    }
    square
}

/// Transforms a vector of channels of one tile: from a square of pixels, with steps from row to
/// row and from pixel to pixel, to one vector in each plane.
///
/// # Safety
/// All vectors must be readable, and writable.
#[inline(always)]
pub(super) unsafe fn transform<I: Instructions>(
    i: I,
    from: *const f32,
    [row, pixel]: [usize; 2],
    to: *mut f32,
    plane: usize,
) {
    let mut across = [[i.splat(0.0); POINTS]; POINTS];
    for (y, across) in across.iter_mut().enumerate() {
        let mut pixels = [i.splat(0.0); POINTS];
        for (x, to) in pixels.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            *to = unsafe { i.load_from(from.add(y * row + x * pixel)) };
        }
        *across = input(i, pixels);
    }
    for x in 0..POINTS {
        for (y, value) in input(i, column(&across, x)).iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe { value.store_to(to.add((y * POINTS + x) * plane)) };
        }
    }
}
