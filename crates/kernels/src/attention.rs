//! Attention without the matrix of all weights in memory.
//!
//! A thread takes a panel of queries, whose columns are the lanes of its vectors, and walks the keys
//! in blocks. Weights are measured against a largest product so far, and what was summed before
//! shrinks where a much larger one comes (Milakov and Gimelshein, arXiv:1805.02867; Dao et al.,
//! arXiv:2205.14135): the sums stay exact, the memory small. With keys as the rows of a tile,
//! weights are made of its sums while they are in registers, each lane by itself, and are at once
//! the columns that the values meet.

mod backward;
mod share;
mod sides;
#[cfg(test)]
mod tests;

use share::Share;
use sides::Sides;

use crate::memory::written;
use crate::parallel::{Shared, for_each, threads};
use crate::precision::Precision;
use crate::simd::dispatch;
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

impl Attention {
    /// Writes the attention of `q` to `k` and `v` to `out`; zeros where there are no keys.
    ///
    /// # Panics
    /// When a slice has not the length of its shape.
    pub fn forward(&self, q: &[f32], k: &[f32], v: &[f32], out: &mut [f32]) {
        self.forward_on(instruction_set(), q, k, v, out);
    }

    /// The same as new values.
    ///
    /// # Panics
    /// As [`Self::forward`].
    #[must_use]
    pub fn attended(&self, q: &[f32], k: &[f32], v: &[f32]) -> Vec<f32> {
        // SAFETY: all values of each head of each query are written.
        unsafe { written(q.len(), |out| self.forward(q, k, v, out)) }
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
        let sides = Sides::new(self, set, threads, [q, k, v]);
        let (panels, out) = (sides.panels(), Shared::new(out));
        for_each(self.batch * self.heads * panels, threads, |task| {
            let (head, panel) = (task / panels, task % panels);
            dispatch(set, Share { sides: &sides, head, panel, out });
        });
    }

    /// Where a token's values of a head begin; heads are counted through the batch.
    fn at(&self, head: usize, tokens: usize, token: usize) -> usize {
        let (sample, head) = (head / self.heads, head % self.heads);
        ((sample * tokens + token) * self.heads + head) * self.depth
    }
}
