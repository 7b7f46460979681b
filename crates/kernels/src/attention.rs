//! Attention without the matrix of all weights in memory.
//!
//! The keys are walked in blocks. Each block's weights are measured against the largest product so
//! far, and what was summed before shrinks when a larger one comes (Milakov and Gimelshein,
//! arXiv:1805.02867; Dao et al., arXiv:2205.14135): the sums stay exact, the memory small.

mod backward;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::activation::exp2;
use crate::panels::{Layout, Pairing, Panels, Right};
use crate::parallel::{Shared, for_each, threads};
use crate::precision::{Pairs, Precision, Singles, Units, pair_up};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch, joined};
use crate::tile::{Rows, Run, Runs, multiply};
use crate::{InstructionSet, instruction_set};
pub use backward::AttentionInputs;

/// Multi-head attention (Vaswani et al., arXiv:1706.03762, equation 1):
/// softmax(q · kᵀ / √depth) · v for each head. `q` and the result are
/// `[batch, queries, heads · depth]`, `k` and `v` `[batch, keys, heads · depth]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attention {
    /// Samples.
    pub batch: usize,
    /// Tokens that attend.
    pub queries: usize,
    /// Tokens that are attended to.
    pub keys: usize,
    /// Heads.
    pub heads: usize,
    /// Values of a token in one head.
    pub depth: usize,
    /// The numbers in which products are taken.
    pub precision: Precision,
}

/// Queries of a block.
const QUERIES: usize = 96;
/// Keys of a block.
const KEYS: usize = 512;

impl Attention {
    /// Writes the attention of `q` to `k` and `v` to `out`; zeros where there are no keys.
    ///
    /// # Panics
    /// When a slice has not the length of its shape.
    pub fn forward(&self, q: &[f32], k: &[f32], v: &[f32], out: &mut [f32]) {
        self.forward_on(instruction_set(), q, k, v, out);
    }

    pub(crate) fn forward_on(
        &self,
        set: InstructionSet,
        q: &[f32],
        k: &[f32],
        v: &[f32],
        out: &mut [f32],
    ) {
        let width = self.heads * self.depth;
        let [queries, keys] = [self.queries, self.keys].map(|tokens| self.batch * tokens * width);
        assert_eq!([q.len(), out.len()], [queries; 2], "length of queries and result of {self:?}");
        assert_eq!([k.len(), v.len()], [keys; 2], "length of keys and values of {self:?}");
        if out.is_empty() || self.keys == 0 {
            return out.fill(0.0);
        }
        let threads = threads(4 * out.len() * self.keys);
        let packed = Packed::new(self, set, threads, k, v);
        let blocks = self.queries.div_ceil(QUERIES);
        let out = Shared::new(out);
        for_each(self.batch * self.heads * blocks, threads, |task| {
            let (index, block) = (task / blocks, task % blocks);
            let queries = block * QUERIES..self.queries.min((block + 1) * QUERIES);
            dispatch(set, Share { attention: self, packed: &packed, q, index, queries, out });
        });
    }

    /// Where a token's values of a head begin; heads are counted through the batch.
    fn at(&self, index: usize, tokens: usize, token: usize) -> usize {
        let (sample, head) = (index / self.heads, index % self.heads);
        ((sample * tokens + token) * self.heads + head) * self.depth
    }
}

/// Keys and values of all heads in panels.
struct Packed {
    keys: Scratch,
    values: Scratch,
    key_layout: Layout,
    value_layout: Layout,
}

impl Packed {
    fn new(
        attention: &Attention,
        set: InstructionSet,
        threads: usize,
        k: &[f32],
        v: &[f32],
    ) -> Self {
        let Attention { keys, heads, depth, precision, .. } = *attention;
        let key_layout = Layout::new(set, precision.units(depth), keys);
        let value_layout = Layout::new(set, precision.units(keys), depth);
        let all = attention.batch * heads;
        let mut packed = [key_layout, value_layout].map(|l| Scratch::take(all * l.units(0)));
        let shared = packed.each_mut().map(|panels| Shared::new(panels));
        let pairing = match precision {
            Precision::F32 => Pairing::Alone,
            Precision::Bf16 => Pairing::Neighbours,
        };
        let narrow = narrow_keys(attention, set, k);
        for_each(all, threads, |index| {
            let [of_keys, of_values] = [(0, key_layout), (1, value_layout)].map(|(at, layout)| {
                // SAFETY: each head has its own panels.
                unsafe { shared[at].slice(index * layout.units(0), layout.units(0)) }
            });
            let (start, step) = (attention.at(index, keys, 0), heads * depth);
            let right = |data, depth, columns, steps, pairing| Right {
                data,
                blocks: &[0],
                depth,
                columns,
                steps,
                pairing,
            };
            let of_head = match &narrow {
                Some(k) => right(&k[start / 2..], depth / 2, keys, [1, step / 2], Pairing::Alone),
                None => right(&k[start..], depth, keys, [1, step], pairing),
            };
            key_layout.pack(&of_head, 0, of_keys);
            let of_head = right(&v[start..], keys, depth, [step, 1], pairing);
            value_layout.pack(&of_head, 0, of_values);
        });
        let [keys, values] = packed;
        Self { keys, values, key_layout, value_layout }
    }

    /// The panels of one head's keys and values.
    fn panels(&self, index: usize) -> [Panels<'_>; 2] {
        let sides = [(self.key_layout, &self.keys), (self.value_layout, &self.values)];
        sides.map(|(layout, packed)| {
            let units = layout.units(0);
            Panels::packed(layout, &packed[index * units..(index + 1) * units])
        })
    }
}

/// All keys as pairs of neighbours, many at once, where that puts none of two heads together.
fn narrow_keys(attention: &Attention, set: InstructionSet, k: &[f32]) -> Option<Scratch> {
    let paired = attention.precision == Precision::Bf16 && attention.depth.is_multiple_of(2);
    paired.then(|| {
        let mut units = Scratch::take(k.len() / 2);
        pair_up(set, k, &mut units);
        units
    })
}

/// Some queries of one head.
struct Share<'a> {
    attention: &'a Attention,
    packed: &'a Packed,
    q: &'a [f32],
    /// The head, counted through the batch.
    index: usize,
    queries: Range<usize>,
    out: Shared<'a>,
}

impl Work for Share<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        match self.attention.precision {
            Precision::F32 => self.of_units::<I, Singles>(i),
            Precision::Bf16 => self.of_units::<I, Pairs>(i),
        }
    }
}

/// What is known of each query so far.
struct Sums {
    /// The largest product.
    largest: Scratch,
    /// The sum of all weights.
    weights: Scratch,
    /// The weighted sum of values, `[queries, depth]`.
    values: Scratch,
    /// By what the sums shrink for the block at hand.
    shrink: Scratch,
}

impl Share<'_> {
    #[inline(always)]
    fn of_units<I: Instructions, U: Units>(&self, i: I) {
        let Attention { keys, depth, .. } = *self.attention;
        let count = self.queries.len();
        let queries = self.scaled_queries(i);
        let [key_panels, value_panels] = self.packed.panels(self.index);
        let [mut products, mut weights] = [(); 2].map(|()| Scratch::take(count * KEYS));
        let mut sums = Sums {
            largest: Scratch::take(count),
            weights: Scratch::zeros(count),
            values: Scratch::zeros(count * depth),
            shrink: Scratch::take(count),
        };
        sums.largest.fill(f32::NEG_INFINITY);
        for first in (0..keys).step_by(KEYS) {
            let block = first..keys.min(first + KEYS);
            self.multiply_keys::<I, U>(i, &queries, &key_panels, &block, &mut products);
            self.weigh(i, block.len(), &mut products, &mut weights, &mut sums);
            self.add_values::<I, U>(i, &weights, &value_panels, &block, &mut sums);
        }
        self.write(i, &sums);
    }

    /// The queries in units, divided by √depth; times log₂e, for the weights are powers of two.
    #[inline(always)]
    fn scaled_queries<I: Instructions>(&self, i: I) -> Scratch {
        let Attention { queries, depth, precision, .. } = *self.attention;
        let scale = i.splat(std::f32::consts::LOG2_E / (depth as f32).sqrt());
        let pixel = precision.units(depth);
        let mut units = Scratch::take(self.queries.len() * pixel);
        for (query, to) in self.queries.clone().zip(units.chunks_exact_mut(pixel)) {
            let start = self.attention.at(self.index, queries, query);
            let from = &self.q[start..start + depth];
            match precision {
                Precision::F32 => scaled(i, from, scale, to),
                Precision::Bf16 => scaled_pairs(i, from, scale, to),
            }
        }
        units
    }

    /// products[query, key of the block] = query · key.
    #[inline(always)]
    fn multiply_keys<I: Instructions, U: Units>(
        &self,
        i: I,
        queries: &[f32],
        panels: &Panels,
        block: &Range<usize>,
        products: &mut [f32],
    ) {
        let pixel = self.attention.precision.units(self.attention.depth);
        let runs = Runs { runs: &[Run { start: 0, length: pixel }], step: 1 };
        // A block is whole panels, but for the last one.
        let width = panels.width();
        for index in block.start / width..block.end.div_ceil(width) {
            let panel = panels.panel(index, 0);
            let first = panel.range.start - block.start;
            let mut rows = Products { queries, pixel, first, products: &mut *products };
            // SAFETY: each query has as many units as the panel has rows.
            unsafe { multiply::<I, U>(i, self.queries.len(), runs, &panel, &mut rows) };
        }
    }

    /// Makes weights of the products, as units for the values.
    #[inline(always)]
    fn weigh<I: Instructions>(
        &self,
        i: I,
        keys: usize,
        products: &mut [f32],
        units: &mut [f32],
        sums: &mut Sums,
    ) {
        let Sums { largest, weights, shrink, .. } = sums;
        let rows = products.chunks_exact_mut(KEYS).zip(units.chunks_exact_mut(KEYS));
        for (query, (products, units)) in rows.enumerate() {
            let products = &mut products[..keys.next_multiple_of(2 * I::LANES)];
            products[keys..].fill(f32::NEG_INFINITY);
            let before = largest[query];
            largest[query] = before.max(largest_of(i, products));
            // A row of infinities has no weights that are numbers; it says so itself. Before the
            // first block there is nothing to shrink.
            let same = before == largest[query] || before == f32::NEG_INFINITY;
            shrink[query] = if same { 1.0 } else { (before - largest[query]).exp2() };
            let sum = match self.attention.precision {
                Precision::F32 => powers(i, products, largest[query], units),
                Precision::Bf16 => paired_powers(i, products, largest[query], units),
            };
            weights[query] = weights[query] * shrink[query] + sum;
        }
    }

    /// Adds the block's values by their weights.
    #[inline(always)]
    fn add_values<I: Instructions, U: Units>(
        &self,
        i: I,
        weights: &[f32],
        panels: &Panels,
        block: &Range<usize>,
        sums: &mut Sums,
    ) {
        let Attention { depth, precision, .. } = *self.attention;
        let runs = [Run { start: 0, length: precision.units(block.len()) }];
        let runs = Runs { runs: &runs, step: 1 };
        for index in 0..panels.count() {
            let panel = panels.panel(index, precision.units(block.start));
            let first = panel.range.start;
            let mut rows = Mixtures { weights, depth, first, sums: &mut *sums };
            // SAFETY: each query has a weight for each of the block's keys, and the panel as many
            // rows from the block's first on.
            unsafe { multiply::<I, U>(i, self.queries.len(), runs, &panel, &mut rows) };
        }
    }

    #[inline(always)]
    fn write<I: Instructions>(&self, i: I, sums: &Sums) {
        let Attention { queries, depth, .. } = *self.attention;
        for (row, query) in self.queries.clone().enumerate() {
            let start = self.attention.at(self.index, queries, query);
            // SAFETY: each query of each head is one share's alone.
            let out = unsafe { self.out.slice(start, depth) };
            let share = i.splat(sums.weights[row].recip());
            let values = sums.values[row * depth..(row + 1) * depth].chunks(I::LANES);
            for (to, values) in out.chunks_mut(I::LANES).zip(values) {
                i.load(values).mul(share).store(to);
            }
        }
    }
}

/// Queries to be multiplied with keys.
struct Products<'a> {
    queries: &'a [f32],
    /// Units of a query.
    pixel: usize,
    /// The panel's first key in the block.
    first: usize,
    products: &'a mut [f32],
}

impl Rows for Products<'_> {
    #[inline(always)]
    fn start(&self, query: usize) -> *const f32 {
        self.queries[query * self.pixel..].as_ptr()
    }

    #[inline(always)]
    fn take<I: Instructions>(&mut self, _: I, query: usize, vector: usize, product: I::Vector) {
        let column = self.first + vector * I::LANES;
        let end = KEYS.min(column + I::LANES);
        product.store(&mut self.products[query * KEYS..][column..end]);
    }
}

/// Weights to be multiplied with values.
struct Mixtures<'a> {
    weights: &'a [f32],
    depth: usize,
    /// The panel's first column.
    first: usize,
    sums: &'a mut Sums,
}

impl Rows for Mixtures<'_> {
    #[inline(always)]
    fn start(&self, query: usize) -> *const f32 {
        self.weights[query * KEYS..].as_ptr()
    }

    #[inline(always)]
    fn take<I: Instructions>(&mut self, i: I, query: usize, vector: usize, sum: I::Vector) {
        let column = self.first + vector * I::LANES;
        let end = self.depth.min(column + I::LANES);
        let to = &mut self.sums.values[query * self.depth..][column..end];
        i.load(to).mul_add(i.splat(self.sums.shrink[query]), sum).store(to);
    }
}

/// Writes some values times `scale`.
#[inline(always)]
fn scaled<I: Instructions>(i: I, from: &[f32], scale: I::Vector, to: &mut [f32]) {
    for (from, to) in from.chunks(I::LANES).zip(to.chunks_mut(I::LANES)) {
        i.load(from).mul(scale).store(to);
    }
}

/// The same as pairs of neighbours; an odd last one meets a zero.
#[inline(always)]
fn scaled_pairs<I: Instructions>(i: I, from: &[f32], scale: I::Vector, to: &mut [f32]) {
    for (from, to) in from.chunks(2 * I::LANES).zip(to.chunks_mut(I::LANES)) {
        let (front, back) = from.split_at(from.len().min(I::LANES));
        i.narrow(i.load(front).mul(scale), i.load(back).mul(scale)).store(to);
    }
}

/// The largest of whole vectors of values; what is not a number does not count.
#[inline(always)]
fn largest_of<I: Instructions>(i: I, values: &[f32]) -> f32 {
    let mut largest = [i.splat(f32::NEG_INFINITY); 2];
    for values in values.chunks_exact(2 * I::LANES) {
        let (front, back) = values.split_at(I::LANES);
        largest = [i.load(front).max(largest[0]), i.load(back).max(largest[1])];
    }
    joined(i, largest[0].max(largest[1]), |a, b| if a > b { a } else { b })
}

/// Writes two to the difference of each value of whole vectors from `largest`, and gives the sum.
/// What is infinitely far below is next to nothing.
#[inline(always)]
fn powers<I: Instructions>(i: I, values: &[f32], largest: f32, to: &mut [f32]) -> f32 {
    let (largest, mut sums) = (i.splat(largest), i.splat(0.0));
    for (values, to) in values.chunks_exact(I::LANES).zip(to.chunks_exact_mut(I::LANES)) {
        let weights = exp2(i, i.load(values).sub(largest));
        weights.store(to);
        sums = sums.add(weights);
    }
    joined(i, sums, |a, b| a + b)
}

/// The same, as pairs of neighbours.
#[inline(always)]
fn paired_powers<I: Instructions>(i: I, values: &[f32], largest: f32, to: &mut [f32]) -> f32 {
    let (largest, mut sums) = (i.splat(largest), i.splat(0.0));
    for (values, to) in values.chunks_exact(2 * I::LANES).zip(to.chunks_exact_mut(I::LANES)) {
        let (front, back) = values.split_at(I::LANES);
        let front = exp2(i, i.load(front).sub(largest));
        let back = exp2(i, i.load(back).sub(largest));
        sums = sums.add(front).add(back);
        i.narrow(front, back).store(to);
    }
    joined(i, sums, |a, b| a + b)
}
