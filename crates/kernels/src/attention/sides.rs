//! Queries, keys and values as products read them.

use super::Attention;
use crate::InstructionSet;
use crate::panels::{Layout, Pairing, Panel, Panels, Right};
use crate::parallel::{Shared, for_each};
use crate::precision::{Precision, pair, pair_up, zip_pairs};
use crate::scratch::Scratch;
use crate::simd::{Instructions, TILE_ROWS, Vector, Work, dispatch};

/// Queries, keys and values of all heads.
pub(super) struct Sides {
    pub(super) attention: Attention,
    layout: Layout,
    /// Panels of a head: its queries are the columns.
    queries: Scratch,
    /// `[heads, padded keys, units of depth]`, times log₂e / √depth: weights are powers of two.
    keys: Scratch,
    /// `[heads, units of padded keys, depth + 1]`; the last column is one, so that it sums weights.
    values: Scratch,
}

impl Sides {
    /// Packs all heads.
    pub(super) fn new(
        attention: &Attention,
        set: InstructionSet,
        threads: usize,
        [q, k, v]: [&[f32]; 3],
    ) -> Self {
        let attention = *attention;
        let heads = attention.batch * attention.heads;
        let layout = Layout::new(set, attention.pixel(), attention.queries);
        let lengths = [layout.units(0), attention.key_units(), attention.value_units()];
        let mut sides = lengths.map(|length| Scratch::take(heads * length));
        let shared = sides.each_mut().map(|side| Shared::new(side));
        let narrow = narrow_queries(&attention, set, q);
        for_each(heads, threads, |head| {
            // SAFETY: each head has its own part of each side.
            let [queries, keys, values] = std::array::from_fn(|side| unsafe {
                shared[side].slice(head * lengths[side], lengths[side])
            });
            pack_queries(&attention, layout, head, narrow.as_deref().unwrap_or(q), queries);
            dispatch(set, PackHead { attention: &attention, head, k, v, keys, values });
        });
        let [queries, keys, values] = sides;
        Self { attention, layout, queries, keys, values }
    }

    /// Panels of one head.
    pub(super) fn panels(&self) -> usize {
        self.attention.queries.div_ceil(self.layout.width)
    }

    /// A panel of a head's queries.
    pub(super) fn queries(&self, head: usize, panel: usize) -> Panel {
        let units = self.layout.units(0);
        let packed = &self.queries[head * units..(head + 1) * units];
        Panels::packed(self.layout, packed).panel(panel, 0)
    }

    /// A head's keys.
    pub(super) fn keys(&self, head: usize) -> &[f32] {
        let units = self.attention.key_units();
        &self.keys[head * units..(head + 1) * units]
    }

    /// A head's values.
    pub(super) fn values(&self, head: usize) -> &[f32] {
        let units = self.attention.value_units();
        &self.values[head * units..(head + 1) * units]
    }
}

impl Attention {
    /// Units of a query or key.
    pub(super) fn pixel(&self) -> usize {
        self.precision.units(self.depth)
    }

    /// Keys in whole tiles.
    pub(super) fn padded_keys(&self) -> usize {
        self.keys.next_multiple_of(TILE_ROWS)
    }

    fn key_units(&self) -> usize {
        self.padded_keys() * self.pixel()
    }

    fn value_units(&self) -> usize {
        self.precision.units(self.padded_keys()) * (self.depth + 1)
    }
}

/// All queries as pairs of neighbours, many at once, where that puts none of two heads together.
fn narrow_queries(attention: &Attention, set: InstructionSet, q: &[f32]) -> Option<Scratch> {
    let paired = attention.precision == Precision::Bf16 && attention.depth.is_multiple_of(2);
    paired.then(|| {
        let mut units = Scratch::take(q.len() / 2);
        pair_up(set, q, &mut units);
        units
    })
}

/// Packs a head's queries, which are units already where they could be.
fn pack_queries(
    attention: &Attention,
    layout: Layout,
    head: usize,
    queries: &[f32],
    panels: &mut [f32],
) {
    let Attention { precision, queries: columns, heads, depth, .. } = *attention;
    let (start, step) = (attention.at(head, columns, 0), heads * depth);
    let whole = precision == Precision::Bf16 && depth.is_multiple_of(2);
    let (start, step, depth) =
        if whole { (start / 2, step / 2, depth / 2) } else { (start, step, depth) };
    let pairing = match precision {
        Precision::Bf16 if !whole => Pairing::Neighbours,
        _ => Pairing::Alone,
    };
    let (data, blocks) = (&queries[start..], &[0][..]);
    layout.pack(&Right { data, blocks, depth, columns, steps: [1, step], pairing }, 0, panels);
}

/// A head's keys and values, to be packed.
struct PackHead<'a> {
    attention: &'a Attention,
    head: usize,
    k: &'a [f32],
    v: &'a [f32],
    keys: &'a mut [f32],
    values: &'a mut [f32],
}

impl Work for PackHead<'_> {
    #[inline(always)]
    fn run<I: Instructions>(mut self, i: I) {
        self.pack_keys(i);
        self.pack_values(i);
    }
}

impl PackHead<'_> {
    /// Keys that are missing in the last tile are the last one again: what meets them is nothing
    /// new, and meets values of zero.
    #[inline(always)]
    fn pack_keys<I: Instructions>(&mut self, i: I) {
        let Attention { keys, heads, depth, precision, .. } = *self.attention;
        let first = self.attention.at(self.head, keys, 0);
        let scale = i.splat(std::f32::consts::LOG2_E / (depth as f32).sqrt());
        for (key, to) in self.keys.chunks_exact_mut(self.attention.pixel()).enumerate() {
            let start = first + key.min(keys - 1) * heads * depth;
            let from = &self.k[start..start + depth];
            match precision {
                Precision::F32 => scaled(i, from, scale, to),
                Precision::Bf16 => scaled_pairs(i, from, scale, to),
            }
        }
    }

    #[inline(always)]
    fn pack_values<I: Instructions>(&mut self, i: I) {
        let Attention { keys, heads, depth, precision, .. } = *self.attention;
        let first = self.attention.at(self.head, keys, 0);
        let row = |key: usize| {
            let start = first + key * heads * depth;
            if key < keys { &self.v[start..start + depth] } else { &[] }
        };
        let one = |key: usize| if key < keys { 1.0 } else { 0.0 };
        for (at, to) in self.values.chunks_exact_mut(depth + 1).enumerate() {
            let (to, sum) = to.split_at_mut(depth);
            match precision {
                Precision::F32 => {
                    scaled(i, row(at), i.splat(1.0), to);
                    sum[0] = one(at);
                }
                Precision::Bf16 => {
                    zip_pairs(i, row(2 * at), row(2 * at + 1), to);
                    sum[0] = pair(one(2 * at), one(2 * at + 1));
                }
            }
        }
    }
}

/// Writes some values times `scale`, then zeros.
#[inline(always)]
fn scaled<I: Instructions>(i: I, from: &[f32], scale: I::Vector, to: &mut [f32]) {
    for (at, to) in to.chunks_mut(I::LANES).enumerate() {
        let from = from.get(at * I::LANES..).unwrap_or_default();
        i.load(from).mul(scale).store(to);
    }
}

/// Writes some values times `scale` as pairs of neighbours; an odd last one meets a zero.
#[inline(always)]
fn scaled_pairs<I: Instructions>(i: I, from: &[f32], scale: I::Vector, to: &mut [f32]) {
    for (from, to) in from.chunks(2 * I::LANES).zip(to.chunks_mut(I::LANES)) {
        let (front, back) = from.split_at(from.len().min(I::LANES));
        i.narrow(i.load(front).mul(scale), i.load(back).mul(scale)).store(to);
    }
}
