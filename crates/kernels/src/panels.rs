//! The right-hand matrix of a product, cut into panels as wide as a tile.

use std::ops::{Deref, Range};

use crate::InstructionSet;
use crate::bytes::Bytes;
use crate::parallel::{Shared, for_each, threads};
use crate::precision::{pair_neighbours, zip_pairs};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Work, dispatch, tile_shape};
use crate::tile::Columns;

/// What shares a unit of the right-hand matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pairing {
    /// Each value is a unit of its own.
    Alone,
    /// Rows 2i and 2i + 1 of a block; an odd last one meets zeros.
    Neighbours,
    /// Each row and the one so many values behind it, or zeros where there is none.
    Behind(usize),
}

/// How the right-hand matrix `[inner, columns]` lies in memory.
#[derive(Clone, Copy)]
pub(crate) struct Right<'a> {
    pub(crate) data: &'a [f32],
    /// Where each block of `depth` inner rows begins.
    pub(crate) blocks: &'a [usize],
    pub(crate) depth: usize,
    pub(crate) columns: usize,
    /// From one inner row to the next, and from one column to the next.
    pub(crate) steps: [usize; 2],
    pub(crate) pairing: Pairing,
}

impl<'a> Right<'a> {
    /// A matrix `[inner, columns]`, row after row.
    pub(crate) fn plain(data: &'a [f32], columns: usize) -> Self {
        let depth = data.len().checked_div(columns).unwrap_or(0);
        let steps = [columns, 1];
        Self { data, blocks: &[0], depth, columns, steps, pairing: Pairing::Alone }
    }

    /// A matrix `[columns, inner]` to be read transposed.
    pub(crate) fn transposed(data: &'a [f32], columns: usize) -> Self {
        let depth = data.len().checked_div(columns).unwrap_or(0);
        let steps = [1, depth];
        Self { data, blocks: &[0], depth, columns, steps, pairing: Pairing::Alone }
    }

    /// Rows of units in a block.
    fn unit_depth(&self) -> usize {
        match self.pairing {
            Pairing::Neighbours => self.depth.div_ceil(2),
            Pairing::Alone | Pairing::Behind(_) => self.depth,
        }
    }

    /// Rows of units.
    pub(crate) fn inner(&self) -> usize {
        self.blocks.len() * self.unit_depth()
    }

    /// Whether tiles may read it where it lies.
    fn is_plain(&self) -> bool {
        self.blocks == [0] && self.steps[1] == 1 && self.pairing == Pairing::Alone
    }

    /// Writes one row of units, from some columns on, to `to`, then zeros.
    #[inline(always)]
    fn copy_row<I: Instructions>(&self, i: I, row: usize, columns: &Range<usize>, to: &mut [f32]) {
        let (block, row) = (row / self.unit_depth(), row % self.unit_depth());
        let at = |row: usize| self.blocks[block] + row * self.steps[0] + columns.start;
        let values = |start: usize| self.data.get(start..start + columns.len()).unwrap_or_default();
        let (to, rest) = to.split_at_mut(columns.len());
        match self.pairing {
            Pairing::Alone => copy(&self.data[at(row)..at(row) + columns.len()], to),
            Pairing::Neighbours => {
                let high = if 2 * row + 1 < self.depth { values(at(2 * row + 1)) } else { &[] };
                zip_pairs(i, values(at(2 * row)), high, to);
            }
            Pairing::Behind(distance) => {
                zip_pairs(i, values(at(row)), values(at(row) + distance), to);
            }
        }
        rest.fill(0.0);
    }

    /// Writes some columns of all rows, `width` to a row, with zeros for those that are missing;
    /// for a matrix whose columns, not rows, lie together.
    #[inline(always)]
    fn transpose<I: Instructions>(
        &self,
        i: I,
        columns: &Range<usize>,
        width: usize,
        panel: &mut [f32],
    ) {
        let rows = (self.unit_depth() * width).max(1);
        for (&block, panel) in self.blocks.iter().zip(panel.chunks_exact_mut(rows)) {
            for (first, panel) in panel.chunks_mut(ROWS_AT_ONCE * width).enumerate() {
                for lane in 0..width {
                    let to = panel.iter_mut().skip(lane).step_by(width);
                    if lane < columns.len() {
                        let start = block + (columns.start + lane) * self.steps[1];
                        let column = &self.data[start..start + self.depth];
                        self.copy_column(i, column, first * ROWS_AT_ONCE, to);
                    } else {
                        to.for_each(|to| *to = 0.0);
                    }
                }
            }
        }
    }

    /// Writes the units of one column from `first` on.
    #[inline(always)]
    fn copy_column<'b, I: Instructions>(
        &self,
        i: I,
        column: &[f32],
        first: usize,
        to: impl Iterator<Item = &'b mut f32>,
    ) {
        if self.pairing == Pairing::Neighbours {
            let mut units = [0.0; ROWS_AT_ONCE];
            pair_neighbours(i, &column[2 * first..], &mut units);
            to.zip(units).for_each(|(to, unit)| *to = unit);
        } else {
            to.zip(&column[first..]).for_each(|(to, &from)| *to = from);
        }
    }
}

/// One panel: some columns, all inner rows.
pub(crate) struct Panel {
    pub(crate) columns: Columns,
    pub(crate) range: Range<usize>,
    /// Vectors that hold the columns.
    pub(crate) vectors: usize,
}

/// Where packed panels are kept.
enum Packed<'a> {
    Own(Scratch),
    Lent(&'a [f32]),
    /// Rounded further; a block of them is widened where it is used.
    Bytes(&'a Bytes),
}

impl Deref for Packed<'_> {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        match self {
            Self::Own(scratch) => scratch,
            Self::Lent(values) => values,
            Self::Bytes(_) => &[],
        }
    }
}

/// Sizes of a right-hand matrix in panels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Rows of units.
    pub(crate) inner: usize,
    pub(crate) columns: usize,
    /// Columns of a panel.
    pub(crate) width: usize,
    lanes: usize,
    set: InstructionSet,
}

impl Layout {
    pub(crate) fn new(set: InstructionSet, inner: usize, columns: usize) -> Self {
        let (lanes, vectors) = tile_shape(set);
        Self { inner, columns, width: lanes * vectors, lanes, set }
    }

    pub(crate) fn set(&self) -> InstructionSet {
        self.set
    }

    pub(crate) fn count(&self) -> usize {
        self.columns.div_ceil(self.width)
    }

    fn range(&self, index: usize) -> Range<usize> {
        index * self.width..self.columns.min((index + 1) * self.width)
    }

    /// Units of all panels from `first` on.
    pub(crate) fn units(&self, first: usize) -> usize {
        let columns = self.columns - (first * self.width).min(self.columns);
        self.inner * columns.next_multiple_of(self.lanes)
    }

    /// Where a column begins in packed panels, and how far it is from one of its rows to the next.
    pub(crate) fn place(&self, column: usize) -> [usize; 2] {
        let first = column / self.width * self.width;
        let step = self.range(column / self.width).len().next_multiple_of(self.lanes);
        [self.inner * first + column - first, step]
    }

    /// Packs the panels of `right` from `first` on.
    pub(crate) fn pack(&self, right: &Right, first: usize, packed: &mut [f32]) {
        // Moving a value costs about what eight operations do.
        let threads = threads(8 * packed.len());
        let shared = Shared::new(packed);
        let panels = self.count() - first;
        let transposed = right.steps[1] != 1;
        let parts = if transposed { 1 } else { self.inner.div_ceil(ROWS_AT_ONCE) };
        for_each(panels * parts, threads, |task| {
            let (panel, part) = (task % panels, task / panels);
            let range = self.range(first + panel);
            let width = range.len().next_multiple_of(self.lanes);
            let start = self.inner * self.width * panel;
            if transposed {
                // SAFETY: each task has its own panel.
                let panel = unsafe { shared.slice(start, self.inner * width) };
                return dispatch(self.set, PackColumns { right, columns: range, width, panel });
            }
            let rows = part * ROWS_AT_ONCE..self.inner.min((part + 1) * ROWS_AT_ONCE);
            // SAFETY: each task has its own rows of its own panel.
            let to = unsafe { shared.slice(start + rows.start * width, rows.len() * width) };
            dispatch(self.set, PackRows { right, rows, columns: range, width, to });
        });
    }
}

/// One panel of a matrix whose columns lie together.
struct PackColumns<'a> {
    right: &'a Right<'a>,
    columns: Range<usize>,
    width: usize,
    panel: &'a mut [f32],
}

impl Work for PackColumns<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        self.right.transpose(i, &self.columns, self.width, self.panel);
    }
}

/// Some rows of one panel.
struct PackRows<'a> {
    right: &'a Right<'a>,
    rows: Range<usize>,
    columns: Range<usize>,
    width: usize,
    to: &'a mut [f32],
}

impl Work for PackRows<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        for (row, to) in self.rows.zip(self.to.chunks_exact_mut(self.width)) {
            self.right.copy_row(i, row, &self.columns, to);
        }
    }
}

/// A right-hand matrix ready for tiles.
pub(crate) struct Panels<'a> {
    layout: Layout,
    /// The matrix where it lies, and the first packed panel: those before are read there.
    plain: (&'a [f32], usize),
    first: usize,
    packed: Packed<'a>,
}

/// Tile rows up to which packing the matrix costs more than reading it scattered.
const FEW_ROWS: usize = 12;
/// Rows of the matrix that one thread packs at a time.
const ROWS_AT_ONCE: usize = 128;

impl<'a> Panels<'a> {
    /// Packs `right` for a product with so many rows on the left.
    pub(crate) fn new(set: InstructionSet, right: Right<'a>, rows: usize) -> Self {
        let layout = Layout::new(set, right.inner(), right.columns);
        let in_place = rows <= FEW_ROWS && right.is_plain();
        let first = if in_place { right.columns / layout.width } else { 0 };
        let mut packed = Scratch::take(layout.units(first));
        if layout.inner > 0 && layout.count() > first {
            layout.pack(&right, first, &mut packed);
        }
        let packed = Packed::Own(packed);
        Self { layout, plain: (right.data, right.steps[0]), first, packed }
    }

    /// Panels that were packed before.
    pub(crate) fn packed(layout: Layout, packed: &'a [f32]) -> Self {
        Self { layout, plain: (&[], 0), first: 0, packed: Packed::Lent(packed) }
    }

    /// Panels that were packed and rounded to bytes before.
    pub(crate) fn bytes(layout: Layout, bytes: &'a Bytes) -> Self {
        Self { layout, plain: (&[], 0), first: 0, packed: Packed::Bytes(bytes) }
    }

    /// Some inner rows of a panel: where they lie, or widened in `buffer`, which is as long as
    /// [`Self::buffer`] says.
    #[inline(always)]
    pub(crate) fn block<I: Instructions>(
        &self,
        i: I,
        index: usize,
        rows: Range<usize>,
        buffer: &mut [f32],
    ) -> Panel {
        let Packed::Bytes(bytes) = &self.packed else { return self.panel(index, rows.start) };
        let (range, vectors) = self.shape(index);
        let step = vectors * I::LANES;
        let to = &mut buffer[..rows.len() * step];
        bytes.widen(i, index, rows, to);
        Panel { columns: Columns { start: to.as_ptr(), step }, range, vectors }
    }

    /// Units that [`Self::block`] needs for so many inner rows.
    pub(crate) fn buffer(&self, rows: usize) -> usize {
        if self.is_bytes() { rows * self.layout.width } else { 0 }
    }

    /// Whether panels have to be widened.
    pub(crate) fn is_bytes(&self) -> bool {
        matches!(self.packed, Packed::Bytes(_))
    }

    /// Units of the matrix.
    pub(crate) fn values(&self) -> usize {
        self.layout.inner * self.layout.columns
    }

    pub(crate) fn count(&self) -> usize {
        self.layout.count()
    }

    pub(crate) fn columns(&self) -> usize {
        self.layout.columns
    }

    /// Columns of a panel.
    pub(crate) fn width(&self) -> usize {
        self.layout.width
    }

    /// The columns of a panel, and the vectors that hold them.
    pub(crate) fn shape(&self, index: usize) -> (Range<usize>, usize) {
        let range = self.layout.range(index);
        let vectors = range.len().div_ceil(self.layout.lanes);
        (range, vectors)
    }

    /// A panel from its inner row `row` on, if it need not be widened.
    pub(crate) fn panel(&self, index: usize, row: usize) -> Panel {
        let Layout { inner, width, lanes, .. } = self.layout;
        let (range, vectors) = self.shape(index);
        let columns = if index < self.first {
            let (data, step) = self.plain;
            Columns { start: data[range.start + row * step..].as_ptr(), step }
        } else {
            let (start, step) = ((index - self.first) * width * inner, vectors * lanes);
            Columns { start: self.packed[start + row * step..].as_ptr(), step }
        };
        Panel { columns, range, vectors }
    }
}

/// Copies four at a time: the lengths are too short for a call to be worth it.
#[inline(always)]
fn copy(from: &[f32], to: &mut [f32]) {
    let ((from, from_rest), (to, to_rest)) = (from.as_chunks::<4>(), to.as_chunks_mut::<4>());
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    to_rest.copy_from_slice(from_rest);
}
