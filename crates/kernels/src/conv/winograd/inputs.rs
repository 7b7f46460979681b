//! Inputs under tiles, at the points.

use std::ops::Range;

use super::GAP;
use super::square::{Join, Square, down};
use super::transform::{Axis, Four, POINTS};
use crate::InstructionSet;
use crate::precision::Units;
use crate::scratch::Scratch;
use crate::simd::Instructions;
use crate::view::View;

/// The inputs of some tiles at all points: for each block of channels and each point a matrix
/// `[tiles, units of the block's channels]`.
pub(super) struct Inputs {
    values: Scratch,
    tiles: usize,
    channels: usize,
    /// Points of a tile.
    points: usize,
}

/// Units of a block's channels, whole vectors of them: the filter's at all points stay in the second
/// cache while all tiles of a band meet them.
const BLOCK_UNITS: usize = 64;

impl Inputs {
    /// Transforms what lies under some lines of tiles.
    #[inline(always)]
    pub(super) fn new<I, U, A, const ACROSS: usize, const RESULTS: usize>(
        i: I,
        set: InstructionSet,
        view: &View,
        lines: Range<usize>,
    ) -> Self
    where
        I: Instructions,
        U: Units,
        A: Axis<ACROSS, RESULTS>,
    {
        let (across, channels) = (view.places[1], view.channels);
        let tiles = lines.len() * across;
        let units = channels.next_multiple_of(U::VALUES * I::LANES) / U::VALUES;
        let points = POINTS * ACROSS;
        let length = points * (tiles * units + GAP * channels.div_ceil(BLOCK_UNITS * U::VALUES));
        let mut inputs = Self { values: Scratch::take(length), tiles, channels, points };
        for (index, line) in lines.enumerate() {
            let mut buffer = Scratch::take(view.band_values(line..line + 1));
            let band = view.band(set, line..line + 1, &mut buffer);
            for place in 0..across {
                let tile = &band.data[band.lines[0] + place * view.place_step()..];
                let tile = Square { pixels: tile, row: band.row, channels };
                inputs.transform::<I, U, A, ACROSS, RESULTS>(i, &tile, index * across + place);
            }
        }
        inputs
    }

    /// Transforms the tile numbered `at`.
    #[inline(always)]
    fn transform<I, U, A, const ACROSS: usize, const RESULTS: usize>(
        &mut self,
        i: I,
        tile: &Square,
        at: usize,
    ) where
        I: Instructions,
        U: Units,
        A: Axis<ACROSS, RESULTS>,
    {
        for block in self.blocks::<U>() {
            let plane = self.plane_length::<I, U>(&block);
            let first = self.start::<U>(&block) + at * row_units::<I, U>(&block);
            for channel in block.clone().step_by(U::VALUES * I::LANES) {
                let to = first + (channel - block.start) / U::VALUES;
                let to = self.values[to..to + (self.points - 1) * plane + I::LANES].as_mut_ptr();
                let first = tile.across::<I, A, POINTS, ACROSS, ACROSS>(i, channel);
                if U::VALUES == 2 {
                    let second = tile.across::<I, A, POINTS, ACROSS, ACROSS>(i, channel + I::LANES);
                    let across = [&first, &second];
                    // SAFETY: the slice holds all that is written.
                    unsafe {
                        down::<I, U, Four, POINTS, ACROSS>(i, across, Join::Neighbours, to, plane);
                    }
                } else {
                    let across = [&first; 2];
                    // SAFETY: as above.
                    unsafe {
                        down::<I, U, Four, POINTS, ACROSS>(i, across, Join::Neighbours, to, plane);
                    }
                }
            }
        }
    }

    /// The blocks of channels.
    pub(super) fn blocks<U: Units>(&self) -> impl Iterator<Item = Range<usize>> + use<U> {
        let (channels, block) = (self.channels, BLOCK_UNITS * U::VALUES);
        (0..channels).step_by(block).map(move |first| first..channels.min(first + block))
    }

    fn start<U: Units>(&self, block: &Range<usize>) -> usize {
        self.points
            * (self.tiles * block.start / U::VALUES
                + GAP * (block.start / (BLOCK_UNITS * U::VALUES)))
    }

    fn plane_length<I: Instructions, U: Units>(&self, block: &Range<usize>) -> usize {
        self.tiles * row_units::<I, U>(block) + GAP
    }

    /// The matrix of a block at one point, its rows padded to whole vectors.
    #[inline(always)]
    pub(super) fn plane<I: Instructions, U: Units>(
        &self,
        _: I,
        block: &Range<usize>,
        point: usize,
    ) -> &[f32] {
        let plane = self.plane_length::<I, U>(block);
        &self.values[self.start::<U>(block) + point * plane..][..plane - GAP]
    }
}

/// Units of a block's channels, in whole vectors.
pub(super) fn row_units<I: Instructions, U: Units>(block: &Range<usize>) -> usize {
    block.len().next_multiple_of(U::VALUES * I::LANES) / U::VALUES
}
