//! Products at the points, and the results that they give.

use std::ops::Range;

use super::GAP;
use super::transform::{Axis, Four, POINTS, RESULTS};
use crate::rows::RowProduct;
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector};
use crate::view::View;

/// The products of some tiles with one panel: for each point a matrix `[tiles, columns]`.
pub(super) struct Outputs<'a> {
    values: Scratch,
    product: &'a RowProduct<'a>,
    view: &'a View<'a>,
    lines: Range<usize>,
    /// Points of a tile.
    points: usize,
}

impl<'a> Outputs<'a> {
    pub(super) fn new(product: &'a RowProduct, view: &'a View, lines: Range<usize>) -> Self {
        let tiles = lines.len() * view.places[1];
        let points = view.kernel[0] * view.kernel[1];
        let values = Scratch::take(points * (tiles * product.panels.width() + GAP));
        Self { values, product, view, lines, points }
    }

    fn plane_length(&self, width: usize) -> usize {
        self.lines.len() * self.view.places[1] * width + GAP
    }

    /// The matrix at one point, of `width` columns.
    pub(super) fn plane(&mut self, point: usize, width: usize) -> &mut [f32] {
        let plane = self.plane_length(width);
        &mut self.values[point * plane..(point + 1) * plane]
    }

    /// Writes the results, with bias and residual. Gives `finite`, or what is not a number if a
    /// result is not finite.
    #[inline(always)]
    pub(super) fn write<I, A, const POINTS_ACROSS: usize, const ACROSS: usize>(
        &self,
        i: I,
        columns: &Range<usize>,
        mut finite: I::Vector,
    ) -> I::Vector
    where
        I: Instructions,
        A: Axis<POINTS_ACROSS, ACROSS>,
    {
        let vectors = columns.len().div_ceil(I::LANES);
        let width = vectors * I::LANES;
        let plane = self.plane_length(width);
        let [down, across] = self.view.places;
        for (index, line) in self.lines.clone().enumerate() {
            for place in 0..across {
                for vector in 0..vectors {
                    let from = (index * across + place) * width + vector * I::LANES;
                    let from = &self.values[from..from + (self.points - 1) * plane + I::LANES];
                    // SAFETY: the slice holds all that is read.
                    let results = unsafe {
                        transform::<I, A, POINTS_ACROSS, ACROSS>(i, from.as_ptr(), plane)
                    };
                    let first = columns.start + vector * I::LANES;
                    let tile = Tile {
                        picture: line / down,
                        corner: [line % down * RESULTS, place * ACROSS],
                        first,
                        length: I::LANES.min(columns.end - first),
                    };
                    finite = self.place(i, results, tile, finite);
                }
            }
        }
        finite
    }

    /// Writes the results of one tile that are inside the picture.
    #[inline(always)]
    fn place<I: Instructions, const ACROSS: usize>(
        &self,
        i: I,
        sums: [[I::Vector; ACROSS]; RESULTS],
        tile: Tile,
        mut finite: I::Vector,
    ) -> I::Vector {
        let RowProduct { view, placement, bias, .. } = self.product;
        let Tile { picture, corner: [top, left], first, length } = tile;
        let columns = self.product.panels.columns();
        let bias = match bias {
            Some(bias) => {
                let own = if bias.len() > columns { picture * columns } else { 0 };
                i.load(&bias[own + first..][..length])
            }
            None => i.splat(0.0),
        };
        let [picture_step, line_step, place_step] = placement.steps;
        let start = placement.start + picture * picture_step + top * line_step + left * place_step;
        let rows = RESULTS.min(view.places[0] - top);
        let across = ACROSS.min(view.places[1] - left);
        let whole = [rows, across, length] == [RESULTS, ACROSS, I::LANES];
        for (y, row) in sums.iter().enumerate() {
            for (x, &sum) in row.iter().enumerate() {
                let to = start + y * line_step + x * place_step + first;
                if whole || (y < rows && x < across) {
                    finite = sum.mul_add(i.splat(0.0), finite);
                    self.add(i, sum.add(bias), to, if whole { I::LANES } else { length });
                }
            }
        }
        finite
    }

    /// Writes a result, with the residual.
    #[inline(always)]
    fn add<I: Instructions>(&self, i: I, sum: I::Vector, to: usize, length: usize) {
        let sum = match self.product.residual {
            Some(residual) => sum.add(i.load(&residual[to..to + length])),
            None => sum,
        };
        // SAFETY: each tile and column belongs to one share alone.
        sum.store(unsafe { self.product.results.slice(to, length) });
    }
}

/// Some columns of the results of a tile.
struct Tile {
    picture: usize,
    /// Its first row and column in the picture.
    corner: [usize; 2],
    first: usize,
    length: usize,
}

/// A vector of columns of the results of one tile, from one vector in each plane.
///
/// # Safety
/// All vectors must be readable.
#[inline(always)]
unsafe fn transform<I, A, const POINTS_ACROSS: usize, const ACROSS: usize>(
    i: I,
    from: *const f32,
    plane: usize,
) -> [[I::Vector; ACROSS]; RESULTS]
where
    I: Instructions,
    A: Axis<POINTS_ACROSS, ACROSS>,
{
    let mut down = [[i.splat(0.0); POINTS_ACROSS]; RESULTS];
    for x in 0..POINTS_ACROSS {
        let mut products = [i.splat(0.0); POINTS];
        for (y, to) in products.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            *to = unsafe { i.load_from(from.add((y * POINTS_ACROSS + x) * plane)) };
        }
        for (down, value) in down.iter_mut().zip(&Four::output(i, products)) {
            down[x] = *value;
        }
    }
    let mut results = [[i.splat(0.0); ACROSS]; RESULTS];
    for (to, down) in results.iter_mut().zip(&down) {
        *to = A::output(i, *down);
    }
    results
}
