//! The attention of one panel of queries.

use std::ops::Range;

use super::sides::Sides;
use crate::activation::{exp2, exp2_rough};
use crate::panels::Panel;
use crate::parallel::Shared;
use crate::precision::{Pairs, Precision, Singles, Units};
use crate::scratch::Scratch;
use crate::simd::{Instructions, TILE_ROWS, Vector, Work, joined};
use crate::tile::{Columns, Rows, Run, Runs, multiply, put, tile_onto};

/// Keys of a block, whole tiles of them: its weights stay in the nearest caches while the values
/// meet them.
const KEYS: usize = 42 * TILE_ROWS;
/// The largest exponent that a weight may have before what it is measured against is raised: far
/// from infinity even with the values and the sum to come.
const LARGEST_EXPONENT: f32 = 48.0;

/// A panel of queries of one head.
pub(super) struct Share<'a> {
    pub(super) sides: &'a Sides,
    /// The head, counted through the batch.
    pub(super) head: usize,
    pub(super) panel: usize,
    pub(super) out: Shared<'a>,
}

impl Work for Share<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        match self.sides.attention.precision {
            Precision::F32 => self.of_units::<I, Singles>(i),
            Precision::Bf16 => self.of_units::<I, Pairs>(i),
        }
    }
}

impl Share<'_> {
    #[inline(always)]
    fn of_units<I: Instructions, U: Weights>(&self, i: I) {
        match self.sides.queries(self.head, self.panel).vectors {
            1 => self.of_vectors::<I, U, 1>(i),
            2 => self.of_vectors::<I, U, 2>(i),
            3 if I::TILE_VECTORS > 2 => self.of_vectors::<I, U, 3>(i),
            _ if I::TILE_VECTORS > 2 => self.of_vectors::<I, U, 4>(i),
            _ => {}
        }
    }

    #[inline(always)]
    fn of_vectors<I: Instructions, U: Weights, const VECTORS: usize>(&self, i: I) {
        let attention = &self.sides.attention;
        let queries = Queries::<I, VECTORS> {
            panel: self.sides.queries(self.head, self.panel),
            keys: self.sides.keys(self.head),
            pixel: attention.pixel(),
            largest: [i.splat(f32::MIN / 2.0); VECTORS],
        };
        let mut queries = queries.raised::<U>(i, 0..TILE_ROWS);
        let width = VECTORS * I::LANES;
        let mut weights = Scratch::take(attention.precision.units(KEYS) * width);
        let mut sums = Scratch::zeros((attention.depth + 1) * width);
        let keys = attention.padded_keys();
        for first in (0..keys).step_by(KEYS) {
            let block = first..keys.min(first + KEYS);
            if !queries.weigh::<U>(i, block.clone(), &mut weights) {
                let raised = queries.raised::<U>(i, block.clone());
                shrink(i, queries.largest, raised.largest, &mut sums);
                queries = raised;
                queries.weigh::<U>(i, block.clone(), &mut weights);
            }
            self.add_values::<I, U, VECTORS>(i, &weights, block, &mut sums);
        }
        self.write::<I, VECTORS>(i, queries.panel.range, &mut sums);
    }

    /// sums[column, query] += Σ value[key, column] · weight[key, query].
    #[inline(always)]
    fn add_values<I: Instructions, U: Units, const VECTORS: usize>(
        &self,
        i: I,
        weights: &[f32],
        block: Range<usize>,
        sums: &mut [f32],
    ) {
        let attention = &self.sides.attention;
        let (columns, width) = (attention.depth + 1, VECTORS * I::LANES);
        let units = |keys| attention.precision.units(keys);
        let values = &self.sides.values(self.head)[units(block.start) * columns..];
        let runs = Runs { runs: &[Run { start: 0, length: units(block.len()) }], step: columns };
        let panel = Columns { start: weights.as_ptr(), step: width };
        let panel = Panel { columns: panel, range: 0..width, vectors: VECTORS };
        let mut rows = Mixtures { values, sums, width };
        // SAFETY: each column has a value for each unit of keys of the block, and the panel has as
        // many rows.
        unsafe { multiply::<I, U>(i, columns, runs, &panel, &mut rows) };
    }

    /// Writes the sums over the sum of the weights.
    #[inline(always)]
    fn write<I: Instructions, const VECTORS: usize>(
        &self,
        i: I,
        queries: Range<usize>,
        sums: &mut [f32],
    ) {
        let (attention, width) = (&self.sides.attention, VECTORS * I::LANES);
        let (sums, weights) = sums.split_at_mut(attention.depth * width);
        let first = attention.at(self.head, attention.queries, queries.start);
        let step = attention.heads * attention.depth;
        let out = self.out.pieces(first, queries.len(), step, attention.depth);
        for (column, sums) in sums.chunks_exact_mut(width).enumerate() {
            for (sum, weight) in sums.chunks_mut(I::LANES).zip(weights.chunks(I::LANES)) {
                i.load(sum).div(i.load(weight)).store(sum);
            }
            // One by one: to gather the columns of a query takes twice as long.
            for (lane, &sum) in sums.iter().enumerate().take(queries.len()) {
                // SAFETY: inside the pieces; each query of each head is one share's alone.
                unsafe { *out.add(lane * step + column) = sum }
            }
        }
    }
}

/// A panel of queries, to be multiplied with keys.
struct Queries<'a, I: Instructions, const VECTORS: usize> {
    panel: Panel,
    /// `[keys, pixel]`.
    keys: &'a [f32],
    pixel: usize,
    /// What the weights of each query are measured against: a product that was met, if it is no
    /// longer far below the largest.
    largest: [I::Vector; VECTORS],
}

impl<'a, I: Instructions, const VECTORS: usize> Queries<'a, I, VECTORS> {
    /// The products of the keys from `key` on with all queries, added to `start`.
    #[inline(always)]
    fn products<U: Units>(
        &self,
        i: I,
        key: usize,
        start: [I::Vector; VECTORS],
    ) -> [[I::Vector; VECTORS]; TILE_ROWS] {
        let keys = &self.keys[key * self.pixel..(key + TILE_ROWS) * self.pixel];
        let mut rows = [keys.as_ptr(); TILE_ROWS];
        for (number, row) in rows.iter_mut().enumerate() {
            *row = keys[number * self.pixel..].as_ptr();
        }
        let runs = Runs { runs: &[Run { start: 0, length: self.pixel }], step: 1 };
        // SAFETY: each key has as many units as the panel has rows.
        unsafe {
            tile_onto::<I, U, TILE_ROWS, VECTORS>(
                i,
                [start; TILE_ROWS],
                rows,
                runs,
                self.panel.columns,
            )
        }
    }

    /// Writes the weights of a block of keys, unless one would be too large.
    #[inline(always)]
    fn weigh<U: Weights>(&self, i: I, block: Range<usize>, weights: &mut [f32]) -> bool {
        let below = self.largest.map(|largest| i.splat(0.0).sub(largest));
        let mut exponents = [i.splat(f32::NEG_INFINITY); VECTORS];
        let tile = TILE_ROWS / U::VALUES * VECTORS * I::LANES;
        for (key, to) in block.step_by(TILE_ROWS).zip(weights.chunks_exact_mut(tile)) {
            let products = self.products::<U>(i, key, below);
            for row in products {
                for (exponent, product) in exponents.iter_mut().zip(row) {
                    *exponent = product.max(*exponent);
                }
            }
            U::weigh(i, products, to);
        }
        let largest = |exponent| joined(i, exponent, f32::max);
        exponents.into_iter().all(|exponent| largest(exponent) <= LARGEST_EXPONENT)
    }

    /// The same queries, measured against the largest product with a block of keys.
    #[inline(always)]
    fn raised<U: Units>(&self, i: I, block: Range<usize>) -> Self {
        let Self { keys, pixel, mut largest, .. } = *self;
        for key in block.step_by(TILE_ROWS) {
            for products in self.products::<U>(i, key, [i.splat(0.0); VECTORS]) {
                for (largest, product) in largest.iter_mut().zip(products) {
                    *largest = product.max(*largest);
                }
            }
        }
        let panel = Panel { range: self.panel.range.clone(), ..self.panel };
        Self { panel, keys, pixel, largest }
    }
}

/// Shrinks the sums of each query from what was measured against `before` to `now`.
#[inline(always)]
fn shrink<I: Instructions, const VECTORS: usize>(
    i: I,
    before: [I::Vector; VECTORS],
    now: [I::Vector; VECTORS],
    sums: &mut [f32],
) {
    for sums in sums.chunks_exact_mut(VECTORS * I::LANES) {
        for (sum, (before, now)) in sums.chunks_mut(I::LANES).zip(before.into_iter().zip(now)) {
            i.load(sum).mul(exp2(i, before.sub(now))).store(sum);
        }
    }
}

/// How units of weights are made.
trait Weights: Units {
    /// Writes two to each of the products, row after row of units.
    fn weigh<I: Instructions, const VECTORS: usize>(
        i: I,
        products: [[I::Vector; VECTORS]; TILE_ROWS],
        to: &mut [f32],
    );
}

impl Weights for Singles {
    #[inline(always)]
    fn weigh<I: Instructions, const VECTORS: usize>(
        i: I,
        products: [[I::Vector; VECTORS]; TILE_ROWS],
        to: &mut [f32],
    ) {
        for (row, to) in products.into_iter().zip(to.chunks_exact_mut(VECTORS * I::LANES)) {
            for (product, to) in row.into_iter().zip(to.chunks_exact_mut(I::LANES)) {
                exp2(i, product).store(to);
            }
        }
    }
}

impl Weights for Pairs {
    #[inline(always)]
    fn weigh<I: Instructions, const VECTORS: usize>(
        i: I,
        products: [[I::Vector; VECTORS]; TILE_ROWS],
        to: &mut [f32],
    ) {
        for (unit, to) in to.chunks_exact_mut(VECTORS * I::LANES).enumerate().take(TILE_ROWS / 2) {
            for (vector, to) in to.chunks_exact_mut(I::LANES).enumerate() {
                let [even, odd] = [0, 1].map(|odd| products[2 * unit + odd][vector]);
                i.pair(exp2_rough(i, even), exp2_rough(i, odd)).store(to);
            }
        }
    }
}

/// Columns of values, to be multiplied with weights.
struct Mixtures<'a> {
    /// `[units of keys, columns]`.
    values: &'a [f32],
    /// `[columns, width]`.
    sums: &'a mut [f32],
    width: usize,
}

impl Rows for Mixtures<'_> {
    #[inline(always)]
    fn start(&self, column: usize) -> *const f32 {
        self.values[column..].as_ptr()
    }

    #[inline(always)]
    fn take<I: Instructions, const VECTORS: usize>(
        &mut self,
        i: I,
        column: usize,
        sums: [I::Vector; VECTORS],
    ) {
        put(i, sums, false, &mut self.sums[column * self.width..][..VECTORS * I::LANES]);
    }
}
