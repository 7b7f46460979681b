//! The gradients of attention.
//!
//! The weights of all queries are never in memory together: they are computed again, for some
//! queries of one head at a time (Dao et al., arXiv:2205.14135, appendix B.2).

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Attention;
use crate::activation::exp2;
use crate::matmul::{Transpose, matmul_on};
use crate::parallel::{Shared, even_parts, for_each, threads};
use crate::scratch::Scratch;
use crate::simd::{Instructions, Vector, Work, dispatch, joined};
use crate::{InstructionSet, instruction_set};

/// Weights of a head that are in memory at once.
const WEIGHTS: usize = 1 << 20;

/// What the gradients follow from.
#[derive(Clone, Copy, Debug)]
pub struct AttentionInputs<'a> {
    /// Queries, `[batch, queries, heads · depth]`.
    pub q: &'a [f32],
    /// Keys, `[batch, keys, heads · depth]`.
    pub k: &'a [f32],
    /// Values, as the keys.
    pub v: &'a [f32],
    /// Gradient for the result, as the queries.
    pub dy: &'a [f32],
}

impl Attention {
    /// Writes the gradients for queries, keys and values, each of its own's shape. Products are
    /// taken in f32, whatever the way forward took.
    ///
    /// # Panics
    /// When a slice has not the length of its shape.
    pub fn backward(&self, inputs: AttentionInputs<'_>, grads: [&mut [f32]; 3]) {
        self.backward_on(instruction_set(), inputs, grads);
    }

    pub(crate) fn backward_on(
        &self,
        set: InstructionSet,
        inputs: AttentionInputs<'_>,
        grads: [&mut [f32]; 3],
    ) {
        let width = self.batch * self.heads * self.depth;
        let [queries, keys] = [self.queries * width, self.keys * width];
        let AttentionInputs { q, k, v, dy } = inputs;
        assert_eq!([q.len(), dy.len(), grads[0].len()], [queries; 3], "queries of {self:?}");
        assert_eq!([k.len(), v.len()], [keys; 2], "keys and values of {self:?}");
        assert_eq!([grads[1].len(), grads[2].len()], [keys; 2], "gradients of {self:?}");
        if queries == 0 || keys == 0 {
            return grads.into_iter().for_each(|grad| grad.fill(0.0));
        }
        let grads = grads.map(Shared::new);
        let tokens = [self.queries, self.keys, self.keys];
        for_each(self.batch * self.heads, threads(10 * queries * self.keys), |index| {
            let head = Head::new(self, set, inputs, index);
            for ((from, to), tokens) in head.backward().iter().zip(grads).zip(tokens) {
                self.put(from, to, index, tokens);
            }
        });
    }

    /// The rows of one head, one behind the other; heads are counted through the batch.
    fn of_head(&self, side: &[f32], index: usize, tokens: usize) -> Scratch {
        let mut rows = Scratch::take(tokens * self.depth);
        for (token, row) in rows.chunks_exact_mut(self.depth).enumerate() {
            let start = self.at(index, tokens, token);
            row.copy_from_slice(&side[start..start + self.depth]);
        }
        rows
    }

    /// Puts the rows of one head where they belong.
    fn put(&self, rows: &[f32], to: Shared<'_>, index: usize, tokens: usize) {
        for (token, row) in rows.chunks_exact(self.depth).enumerate() {
            // SAFETY: each head is one task, and writes its own values alone.
            let to = unsafe { to.slice(self.at(index, tokens, token), self.depth) };
            to.copy_from_slice(row);
        }
    }
}

/// One head, each side `[tokens, depth]`.
struct Head<'a> {
    attention: &'a Attention,
    set: InstructionSet,
    q: Scratch,
    k: Scratch,
    v: Scratch,
    dy: Scratch,
}

impl<'a> Head<'a> {
    fn new(
        attention: &'a Attention,
        set: InstructionSet,
        inputs: AttentionInputs<'_>,
        index: usize,
    ) -> Self {
        let Attention { queries, keys, .. } = *attention;
        let [q, dy] = [inputs.q, inputs.dy].map(|side| attention.of_head(side, index, queries));
        let [k, v] = [inputs.k, inputs.v].map(|side| attention.of_head(side, index, keys));
        Self { attention, set, q, k, v, dy }
    }

    /// The gradients for queries, keys and values.
    fn backward(&self) -> [Scratch; 3] {
        let Attention { queries, keys, depth, .. } = *self.attention;
        let mut grads = [queries, keys, keys].map(|tokens| Scratch::zeros(tokens * depth));
        let most = (WEIGHTS / keys).clamp(1, queries);
        let mut weights = [(); 2].map(|()| Scratch::take(most * keys));
        let mut part = Scratch::take(keys * depth);
        for block in even_parts(queries, most) {
            let rows = block.start * depth..block.end * depth;
            let weights = weights.each_mut().map(|all| &mut all[..block.len() * keys]);
            self.block(rows, weights, &mut part, &mut grads);
        }
        grads
    }

    /// Adds what some queries, whose values are `rows`, give. With P the weights, G = dY · Vᵀ their
    /// gradients and S = P ∘ (G − Σ P ∘ G) / √depth those of the products: dV = Pᵀ · dY,
    /// dQ = S · K, dK = Sᵀ · Q.
    fn block(
        &self,
        rows: Range<usize>,
        [weights, slopes]: [&mut [f32]; 2],
        part: &mut [f32],
        [dq, dk, dv]: &mut [Scratch; 3],
    ) {
        let Attention { keys, depth, .. } = *self.attention;
        let (set, count) = (self.set, rows.len() / depth);
        let (q, dy) = (&self.q[rows.clone()], &self.dy[rows.clone()]);
        matmul_on(set, [count, depth, keys], Transpose::Right, q, &self.k, weights);
        dispatch(set, Weigh { keys, depth, weights: &mut *weights });
        matmul_on(set, [keys, count, depth], Transpose::Left, weights, dy, part);
        add(dv, part);
        matmul_on(set, [count, depth, keys], Transpose::Right, dy, &self.v, slopes);
        dispatch(set, Slope { keys, depth, weights, slopes: &mut *slopes });
        matmul_on(set, [count, keys, depth], Transpose::Neither, slopes, &self.k, &mut dq[rows]);
        matmul_on(set, [keys, count, depth], Transpose::Left, slopes, q, part);
        add(dk, part);
    }
}

fn add(sums: &mut [f32], part: &[f32]) {
    sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
}

/// Makes weights of products, row by row: softmax(product / √depth).
struct Weigh<'a> {
    keys: usize,
    depth: usize,
    weights: &'a mut [f32],
}

impl Work for Weigh<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let scale = i.splat(std::f32::consts::LOG2_E / (self.depth as f32).sqrt());
        for row in self.weights.chunks_exact_mut(self.keys) {
            let largest = i.splat(largest(i, row));
            for values in row.chunks_mut(I::LANES) {
                let above = i.load(values).sub(largest);
                exp2(i, above.mul(scale)).store(values);
            }
            // Lanes beyond the row are zeros.
            let sums =
                row.chunks(I::LANES).fold(i.splat(0.0), |sum, values| sum.add(i.load(values)));
            let share = i.splat(joined(i, sums, |a, b| a + b).recip());
            for values in row.chunks_mut(I::LANES) {
                i.load(values).mul(share).store(values);
            }
        }
    }
}

/// Makes gradients for the products of those for the weights: w · (slope − Σ w · slope) / √depth.
struct Slope<'a> {
    keys: usize,
    depth: usize,
    weights: &'a [f32],
    slopes: &'a mut [f32],
}

impl Work for Slope<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let scale = i.splat((self.depth as f32).sqrt().recip());
        let rows = self.weights.chunks_exact(self.keys);
        for (weights, slopes) in rows.zip(self.slopes.chunks_exact_mut(self.keys)) {
            let pairs = || weights.chunks(I::LANES).zip(slopes.chunks(I::LANES));
            let products =
                pairs().fold(i.splat(0.0), |sum, (w, s)| i.load(w).mul_add(i.load(s), sum));
            let mean = i.splat(joined(i, products, |a, b| a + b));
            for (weights, slopes) in weights.chunks(I::LANES).zip(slopes.chunks_mut(I::LANES)) {
                let apart = i.load(slopes).sub(mean);
                i.load(weights).mul(scale).mul(apart).store(slopes);
            }
        }
    }
}

/// The largest value of a row; what is not a number does not count.
#[inline(always)]
fn largest<I: Instructions>(i: I, row: &[f32]) -> f32 {
    let (whole, rest) = row.split_at(row.len() - row.len() % I::LANES);
    let vectors = whole.chunks_exact(I::LANES);
    let largest = vectors.fold(i.splat(f32::NEG_INFINITY), |most, values| i.load(values).max(most));
    let larger = |a: f32, b: f32| if a > b { a } else { b };
    rest.iter().copied().fold(joined(i, largest, larger), larger)
}
