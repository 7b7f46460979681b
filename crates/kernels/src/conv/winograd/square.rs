//! The pixels of a tile, on their way to the points.

use super::transform::{POINTS, ToPoints, column};
use crate::precision::Units;
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector};

/// The pixels under a tile.
pub(super) struct Square<'a> {
    /// From its first pixel on.
    pub(super) pixels: &'a [f32],
    /// From one row of pixels to the next.
    pub(super) row: usize,
    pub(super) channels: usize,
}

impl Square<'_> {
    /// A vector of channels of `ROWS` rows of `FROM` pixels, each row transformed; zeros where there
    /// are no more channels.
    #[inline(always)]
    pub(super) fn across<I, T, const ROWS: usize, const FROM: usize, const TO: usize>(
        &self,
        i: I,
        channel: usize,
    ) -> [[I::Vector; TO]; ROWS]
    where
        I: Instructions,
        T: ToPoints<FROM, TO>,
    {
        let (row, channels) = (self.row, self.channels);
        if channel + I::LANES <= channels {
            let last = (ROWS - 1) * row + (FROM - 1) * channels + channel;
            let from = self.pixels[channel..last + I::LANES].as_ptr();
            // SAFETY: the slice holds all that is read.
            return unsafe { across::<I, T, ROWS, FROM, TO>(i, from, [row, channels]) };
        }
        let square = self.last_channels::<I, ROWS, FROM>(channel);
        let steps = [FROM * I::LANES, I::LANES];
        // SAFETY: as above.
        unsafe { across::<I, T, ROWS, FROM, TO>(i, square.as_ptr(), steps) }
    }

    /// Vectors of the channels from `channel` on, too few to fill them.
    #[inline(always)]
    fn last_channels<I: Instructions, const ROWS: usize, const FROM: usize>(
        &self,
        channel: usize,
    ) -> Scratch {
        let mut square = Scratch::zeros(ROWS * FROM * I::LANES);
        let length = self.channels.saturating_sub(channel);
        for (place, to) in square.chunks_exact_mut(I::LANES).enumerate() {
            let from = place / FROM * self.row + place % FROM * self.channels;
            let from = &self.pixels[from..from + self.channels];
            to[..length].copy_from_slice(&from[self.channels - length..]);
        }
        square
    }
}

/// Transforms a vector of channels across, with steps from row to row and from pixel to pixel.
///
/// # Safety
/// All pixels must be readable.
#[inline(always)]
unsafe fn across<I, T, const ROWS: usize, const FROM: usize, const TO: usize>(
    i: I,
    from: *const f32,
    [row, pixel]: [usize; 2],
) -> [[I::Vector; TO]; ROWS]
where
    I: Instructions,
    T: ToPoints<FROM, TO>,
{
    let mut across = [[i.splat(0.0); TO]; ROWS];
    for (y, across) in across.iter_mut().enumerate() {
        let mut pixels = [i.splat(0.0); FROM];
        for (x, to) in pixels.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            *to = unsafe { i.load_from(from.add(y * row + x * pixel)) };
        }
        *across = T::along(i, pixels);
    }
    across
}

/// How pairs are made of two vectors.
#[derive(Clone, Copy)]
pub(super) enum Join {
    /// Of neighbouring lanes, those of the first vector before those of the second.
    Neighbours,
    /// Of each lane of the first with the same one of the second.
    Lanes,
}

impl Join {
    #[inline(always)]
    fn pairs<I: Instructions>(self, i: I, first: I::Vector, second: I::Vector) -> I::Vector {
        match self {
            Self::Neighbours => i.narrow(first, second),
            Self::Lanes => i.pair(first, second),
        }
    }
}

/// Transforms down what was transformed across, one vector or two that make pairs, to one vector in
/// each plane. Where there are no pairs, the second is not looked at.
///
/// # Safety
/// All vectors must be writable.
#[inline(always)]
pub(super) unsafe fn down<I, U, T, const ROWS: usize, const ACROSS: usize>(
    i: I,
    [first, second]: [&[[I::Vector; ACROSS]; ROWS]; 2],
    join: Join,
    to: *mut f32,
    plane: usize,
) where
    I: Instructions,
    U: Units,
    T: ToPoints<ROWS, POINTS>,
{
    for x in 0..ACROSS {
        let first = T::along(i, column(first, x));
        let second = if U::VALUES == 2 { T::along(i, column(second, x)) } else { first };
        for y in 0..POINTS {
            let units = if U::VALUES == 2 { join.pairs(i, first[y], second[y]) } else { first[y] };
            // SAFETY: the caller's promise.
            unsafe { units.store_to(to.add((y * ACROSS + x) * plane)) };
        }
    }
}
