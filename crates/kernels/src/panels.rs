//! The right-hand matrix of a product, cut into panels as wide as a tile.

use std::ops::Range;

use crate::InstructionSet;
use crate::parallel::{Shared, for_each, part, threads};
use crate::scratch::Scratch;
use crate::simd::tile_shape;
use crate::tile::Columns;

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
}

impl<'a> Right<'a> {
    /// A matrix `[inner, columns]`, row after row.
    pub(crate) fn plain(data: &'a [f32], columns: usize) -> Self {
        let depth = data.len().checked_div(columns).unwrap_or(0);
        Self { data, blocks: &[0], depth, columns, steps: [columns, 1] }
    }

    /// A matrix `[columns, inner]` to be read transposed.
    pub(crate) fn transposed(data: &'a [f32], columns: usize) -> Self {
        let depth = data.len().checked_div(columns).unwrap_or(0);
        Self { data, blocks: &[0], depth, columns, steps: [1, depth] }
    }

    pub(crate) fn inner(&self) -> usize {
        self.blocks.len() * self.depth
    }

    /// Whether tiles may read it where it lies.
    fn is_plain(&self) -> bool {
        self.blocks == [0] && self.steps[1] == 1
    }

    /// Writes some columns of all rows, `width` to a row, with zeros for those that are missing.
    fn transpose(&self, columns: &Range<usize>, width: usize, panel: &mut [f32]) {
        let rows = (self.depth * width).max(1);
        for (&block, panel) in self.blocks.iter().zip(panel.chunks_exact_mut(rows)) {
            for lane in 0..width {
                let to = panel.iter_mut().skip(lane).step_by(width);
                if lane < columns.len() {
                    let from = self.data[block + (columns.start + lane) * self.steps[1]..].iter();
                    to.zip(from.step_by(self.steps[0])).for_each(|(to, &from)| *to = from);
                } else {
                    to.for_each(|to| *to = 0.0);
                }
            }
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

/// A right-hand matrix ready for tiles.
pub(crate) struct Panels<'a> {
    right: Right<'a>,
    width: usize,
    lanes: usize,
    /// The first packed panel: those before it are read where they lie.
    first: usize,
    packed: Scratch,
}

/// Tile rows up to which packing the matrix costs more than reading it scattered.
const FEW_ROWS: usize = 12;
/// Rows of the matrix that one thread packs at a time.
const ROWS_AT_ONCE: usize = 128;

impl<'a> Panels<'a> {
    /// Packs `right` for a product with so many rows on the left.
    pub(crate) fn new(set: InstructionSet, right: Right<'a>, rows: usize) -> Self {
        let (lanes, vectors) = tile_shape(set);
        let width = lanes * vectors;
        let in_place = rows <= FEW_ROWS && right.is_plain();
        let first = if in_place { right.columns / width } else { 0 };
        let packed = Scratch::take(0);
        let panels = Self { right, width, lanes, first, packed };
        Self { packed: panels.pack(), ..panels }
    }

    /// Values of the matrix.
    pub(crate) fn values(&self) -> usize {
        self.right.inner() * self.right.columns
    }

    pub(crate) fn count(&self) -> usize {
        self.right.columns.div_ceil(self.width)
    }

    fn range(&self, index: usize) -> Range<usize> {
        index * self.width..self.right.columns.min((index + 1) * self.width)
    }

    fn pack(&self) -> Scratch {
        let inner = self.right.inner();
        let columns = self.right.columns - self.first * self.width;
        let mut packed = Scratch::take(inner * columns.next_multiple_of(self.lanes));
        // Moving a value costs about what eight operations do.
        let threads = threads(8 * packed.len());
        let shared = Shared::new(&mut packed);
        if self.right.is_plain() {
            let tasks = inner.div_ceil(ROWS_AT_ONCE);
            for_each(tasks, threads, |task| self.copy_rows(part(inner, tasks, task), shared));
        } else {
            for_each(self.count() - self.first, threads, |task| {
                let range = self.range(self.first + task);
                let width = range.len().next_multiple_of(self.lanes);
                // SAFETY: each task has its own panel.
                let panel = unsafe { shared.slice(inner * self.width * task, inner * width) };
                self.right.transpose(&range, width, panel);
            });
        }
        packed
    }

    /// Copies some rows into all panels: read in the order in which they lie.
    fn copy_rows(&self, rows: Range<usize>, packed: Shared) {
        let (inner, first) = (self.right.inner(), self.first * self.width);
        for row in rows {
            let start = row * self.right.steps[0];
            let values = &self.right.data[start + first..start + self.right.columns];
            for (panel, from) in values.chunks(self.width).enumerate() {
                let width = from.len().next_multiple_of(self.lanes);
                // SAFETY: each row is copied by one task.
                let to = unsafe { packed.slice(panel * inner * self.width + row * width, width) };
                copy_with_zeros(from, to);
            }
        }
    }

    pub(crate) fn panel(&self, index: usize) -> Panel {
        let range = self.range(index);
        let vectors = range.len().div_ceil(self.lanes);
        let columns = if index < self.first {
            Columns { start: self.right.data[range.start..].as_ptr(), step: self.right.steps[0] }
        } else {
            let start = (index - self.first) * self.width * self.right.inner();
            Columns { start: self.packed[start..].as_ptr(), step: vectors * self.lanes }
        };
        Panel { columns, range, vectors }
    }
}

/// Copies `from` to the beginning of `to` and zeros to the rest. Four at a time: the lengths are
/// too short for a call to be worth it.
fn copy_with_zeros(from: &[f32], to: &mut [f32]) {
    let ((from, from_rest), (to, to_rest)) = (from.as_chunks::<4>(), to.as_chunks_mut::<4>());
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    let rest = to[from.len()..].as_flattened_mut().iter_mut().chain(to_rest);
    let values = from_rest.iter().copied().chain(std::iter::repeat(0.0));
    rest.zip(values).for_each(|(to, from)| *to = from);
}
