//! Pictures as a filter slides over them, and their bands: parts small enough for the cache.

use std::ops::Range;

use crate::InstructionSet;
use crate::precision::{Precision, pair_up};

/// Pictures `[batch, height, width, channels]` with a filter that slides over them. A line is one
/// row of places of the filter in one picture; lines count through all pictures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) data: &'a [f32],
    pub(crate) batch: usize,
    pub(crate) height: usize,
    pub(crate) width: usize,
    pub(crate) channels: usize,
    /// Where the filter's first corner stands first; outside the picture everything is zero.
    pub(crate) origin: [isize; 2],
    pub(crate) kernel: [usize; 2],
    pub(crate) stride: [usize; 2],
    /// Places of the filter down and across.
    pub(crate) places: [usize; 2],
    /// Each pixel of `data` is this many pixels high and wide; `height` and `width` count those.
    pub(crate) zoom: usize,
    /// The numbers that bands hold. Everything below counts their units.
    pub(crate) precision: Precision,
}

/// Some lines of a [`View`], with the border of zeros that the filter reaches.
pub(crate) struct Band<'a> {
    pub(crate) data: &'a [f32],
    /// Where the filter's first place of each line begins in `data`.
    pub(crate) lines: Vec<usize>,
    /// From one row of pixels to the next.
    pub(crate) row: usize,
}

/// Places of a band beyond which nothing is gained.
const BAND_PLACES: usize = 256;

impl View<'_> {
    pub(crate) fn lines(&self) -> usize {
        self.batch * self.places[0]
    }

    /// Units of one pixel.
    pub(crate) fn pixel(&self) -> usize {
        self.precision.units(self.channels)
    }

    /// Units under one row of the filter.
    pub(crate) fn filter_row(&self) -> usize {
        self.kernel[1] * self.pixel()
    }

    /// From one place of the filter to the next in a line.
    pub(crate) fn place_step(&self) -> usize {
        self.stride[1] * self.pixel()
    }

    /// Units of one row of pixels that the filter reaches.
    fn reached_row(&self) -> usize {
        (self.places[1].saturating_sub(1) * self.stride[1] + self.kernel[1]) * self.pixel()
    }

    fn reached_rows(&self, lines: usize) -> usize {
        (lines - 1) * self.stride[0] + self.kernel[0]
    }

    /// Whether bands may be read where they lie: the filter never leaves the picture, and nothing
    /// is converted.
    fn is_in_place(&self) -> bool {
        self.precision == Precision::F32 && self.zoom == 1 && self.is_inside()
    }

    /// Whether the filter never leaves the picture.
    fn is_inside(&self) -> bool {
        let size = [self.height, self.width];
        (0..2).all(|axis| {
            let last = self.places[axis].saturating_sub(1) * self.stride[axis] + self.kernel[axis];
            usize::try_from(self.origin[axis]).is_ok_and(|first| first + last <= size[axis])
        })
    }

    /// From the first unit that the filter reaches at one line to just after the last one, in rows
    /// of `row` units.
    pub(crate) fn reached(&self, row: usize) -> usize {
        (self.kernel[0] - 1) * row + self.reached_row()
    }

    /// Lines of a band of about so many units: whole pictures where they fit, else equal parts of
    /// one. It depends on the shapes alone, never on the number of threads.
    pub(crate) fn lines_of_band(&self, values: usize) -> usize {
        let [down, across] = self.places;
        let row = self.reached_row().max(1);
        let picture = self.reached_rows(down.max(1)) * row;
        let whole = (BAND_PLACES / (down * across).max(1)).min(values / picture.max(1));
        if whole > 0 {
            return whole * down;
        }
        let rows = (values / row).saturating_sub(self.kernel[0]) / self.stride[0] + 1;
        let lines = rows.min(BAND_PLACES.div_ceil(across.max(1)));
        down.div_ceil(down.div_ceil(lines))
    }

    /// The pictures of `lines`, each with its own lines.
    fn pieces(&self, lines: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let down = self.places[0];
        (lines.start / down..lines.end.div_ceil(down)).map(move |picture| {
            let first = picture * down;
            (picture, lines.start.max(first) - first..lines.end.min(first + down) - first)
        })
    }

    /// Units that [`Self::band`] needs to copy.
    pub(crate) fn band_values(&self, lines: Range<usize>) -> usize {
        if self.is_in_place() {
            return 0;
        }
        let rows: usize = self.pieces(lines).map(|(_, lines)| self.reached_rows(lines.len())).sum();
        rows * self.reached_row()
    }

    /// The band of `lines`, copied into `buffer` unless it may be read where it lies.
    pub(crate) fn band<'b>(
        &'b self,
        set: InstructionSet,
        lines: Range<usize>,
        buffer: &'b mut [f32],
    ) -> Band<'b> {
        if self.is_in_place() {
            self.band_in_place(lines)
        } else {
            self.band_copied(set, lines, buffer)
        }
    }

    fn band_in_place(&self, lines: Range<usize>) -> Band<'_> {
        let row = self.width * self.channels;
        let [top, left] = self.origin.map(isize::unsigned_abs);
        let start = |line: usize| {
            let (picture, line) = (line / self.places[0], line % self.places[0]);
            let y = picture * self.height + top + line * self.stride[0];
            y * row + left * self.channels
        };
        Band { data: self.data, lines: lines.map(start).collect(), row }
    }

    fn band_copied<'b>(
        &self,
        set: InstructionSet,
        lines: Range<usize>,
        buffer: &'b mut [f32],
    ) -> Band<'b> {
        let row = self.reached_row();
        let mut starts = Vec::with_capacity(lines.len());
        let mut filled = 0;
        for (picture, lines) in self.pieces(lines) {
            let rows = self.reached_rows(lines.len());
            starts.extend((0..lines.len()).map(|line| filled + line * self.stride[0] * row));
            let top = self.origin[0] + (lines.start * self.stride[0]).cast_signed();
            let piece = &mut buffer[filled..filled + rows * row];
            for (y, to) in piece.chunks_exact_mut(row).enumerate() {
                self.copy_row(set, picture, top + y.cast_signed(), to);
            }
            filled += rows * row;
        }
        Band { data: buffer, lines: starts, row }
    }

    /// Copies what the filter reaches of row `y`, with zeros where that is outside the picture.
    fn copy_row(&self, set: InstructionSet, picture: usize, y: isize, to: &mut [f32]) {
        let Some(y) = usize::try_from(y).ok().filter(|&y| y < self.height) else {
            return to.fill(0.0);
        };
        let reached = (to.len() / self.pixel()).cast_signed();
        let first = self.origin[1].clamp(0, self.width.cast_signed());
        let end = (self.origin[1] + reached).clamp(first, self.width.cast_signed());
        let units = |pixels: isize| pixels.unsigned_abs() * self.pixel();
        let (before, inside) =
            (units((first - self.origin[1]).clamp(0, reached)), units(end - first));
        to[..before].fill(0.0);
        let row = (picture * self.height + y) / self.zoom * (self.width / self.zoom);
        let pixels = first.unsigned_abs()..end.unsigned_abs();
        self.copy_pixels(set, row, pixels, &mut to[before..before + inside]);
        to[before + inside..].fill(0.0);
    }

    /// Copies some pixels of the row that begins at pixel `row` of `data`.
    fn copy_pixels(&self, set: InstructionSet, row: usize, pixels: Range<usize>, to: &mut [f32]) {
        let values = |pixels: Range<usize>| {
            &self.data[(row + pixels.start) * self.channels..(row + pixels.end) * self.channels]
        };
        let paired = self.precision == Precision::Bf16;
        match (paired, self.zoom) {
            (false, 1) => to.copy_from_slice(values(pixels)),
            (true, 1) if self.channels.is_multiple_of(2) => pair_up(set, values(pixels), to),
            _ => {
                for (x, to) in pixels.zip(to.chunks_exact_mut(self.pixel())) {
                    let from = values(x / self.zoom..x / self.zoom + 1);
                    if paired { pair_up(set, from, to) } else { to.copy_from_slice(from) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: InstructionSet = InstructionSet::Portable;

    fn picture(data: &[f32]) -> View<'_> {
        View {
            data,
            batch: 1,
            height: 2,
            width: 2,
            channels: 1,
            origin: [-1, -1],
            kernel: [3, 3],
            stride: [1, 1],
            places: [2, 2],
            zoom: 1,
            precision: Precision::F32,
        }
    }

    #[test]
    fn a_copied_band_has_a_border_of_zeros() {
        let view = picture(&[1.0, 2.0, 3.0, 4.0]);
        let mut buffer = vec![9.0; view.band_values(1..2)];
        let band = view.band(SET, 1..2, &mut buffer);
        assert_eq!(band.data, [0.0, 1.0, 2.0, 0.0, 0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!((band.lines, band.row), (vec![0], 4));
    }

    #[test]
    fn a_filter_that_stays_inside_copies_nothing() {
        let data = [1.0, 2.0, 3.0, 4.0];
        let view = View {
            origin: [1, 0],
            kernel: [1, 1],
            stride: [1, 1],
            places: [1, 2],
            ..picture(&data)
        };
        assert_eq!(view.band_values(0..1), 0);
        let band = view.band(SET, 0..1, &mut []);
        assert_eq!((band.data, band.lines, band.row), (&data[..], vec![2], 2));
    }

    #[test]
    fn a_filter_far_outside_sees_zeros() {
        let data = [1.0; 4];
        let view = View { origin: [0, 5], kernel: [1, 1], places: [2, 1], ..picture(&data) };
        let mut buffer = vec![9.0; view.band_values(0..2)];
        assert_eq!(view.band(SET, 0..2, &mut buffer).data, [0.0, 0.0]);
    }

    #[test]
    fn a_zoomed_picture_repeats_its_pixels() {
        let data = [1.0, 2.0];
        let view = View {
            height: 2,
            width: 4,
            origin: [0, -1],
            kernel: [1, 2],
            places: [2, 4],
            zoom: 2,
            ..picture(&data)
        };
        let mut buffer = vec![9.0; view.band_values(0..2)];
        let row = [0.0, 1.0, 1.0, 2.0, 2.0];
        assert_eq!(view.band(SET, 0..2, &mut buffer).data, [row, row].concat());
    }

    #[test]
    fn a_band_of_pairs_has_a_zero_for_the_odd_channel() {
        let data = [1.0, 2.0, 3.0];
        let view = View {
            height: 1,
            width: 1,
            channels: 3,
            origin: [0, 0],
            kernel: [1, 1],
            places: [1, 1],
            precision: Precision::Bf16,
            ..picture(&data)
        };
        let mut buffer = vec![9.0; view.band_values(0..1)];
        let band = view.band(SET, 0..1, &mut buffer);
        // 1, 2, 3 and 0 as bf16, the upper halves of their f32.
        assert_eq!(
            band.data.iter().map(|u| u.to_bits()).collect::<Vec<_>>(),
            [0x4000_3f80, 0x0000_4040]
        );
    }

    #[test]
    fn bands_are_whole_pictures_or_equal_parts() {
        let view = |side: usize, channels| View {
            batch: 64,
            height: side,
            width: side,
            channels,
            places: [side, side],
            ..picture(&[])
        };
        assert_eq!(view(4, 64).lines_of_band(48 << 10), 16 * 4);
        assert_eq!(view(16, 96).lines_of_band(48 << 10), 16);
        assert_eq!(view(64, 96).lines_of_band(48 << 10), 4);
        assert_eq!(view(1024, 512).lines_of_band(48 << 10), 1);
    }
}
