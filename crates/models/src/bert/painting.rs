//! The layers on plain slices, where nothing is learned: what [`Layer`] says in tensors, in buffers
//! that all layers share.

use qingyun_kernels::{Attention, gelu};

use super::layer::Layer;
use crate::layers::{Product, RowNorm};

/// Rows that are wide at once: they stay in a core's own cache.
const WIDE_ROWS: usize = 256;

/// A [`Layer`] on slices.
#[derive(Clone, Debug)]
pub(super) struct PaintingLayer {
    query: Product,
    key: Product,
    value: Product,
    out: Product,
    norm_attended: RowNorm,
    widen: Product,
    narrow: Product,
    norm_out: RowNorm,
    heads: usize,
}

/// What a layer leaves behind for the next one to write over.
struct Buffers {
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    sum: Vec<f32>,
    wide: Vec<f32>,
}

/// Sends the rows `x` `[tokens of all texts, hidden]` through the layers; each text has so many of
/// the rows.
pub(super) fn forward(layers: &[PaintingLayer], x: &mut [f32], lengths: &[usize]) {
    let wide = layers.iter().map(|layer| layer.widen.outputs()).max().unwrap_or(0) * WIDE_ROWS;
    let [query, key, value, sum] = [(); 4].map(|()| vec![0.0; x.len()]);
    let mut buffers = Buffers { query, key, value, sum, wide: vec![0.0; wide] };
    for layer in layers {
        layer.attend(x, lengths, &mut buffers);
        layer.widen(x, &mut buffers);
    }
}

impl PaintingLayer {
    /// The layer on slices; none where it learns, or is not on the CPU.
    pub(super) fn new(layer: &Layer) -> Option<Self> {
        Some(Self {
            query: layer.query.packed()?,
            key: layer.key.packed()?,
            value: layer.value.packed()?,
            out: layer.out.packed()?,
            norm_attended: layer.norm_attended.on_slices(),
            widen: layer.widen.packed()?,
            narrow: layer.narrow.packed()?,
            norm_out: layer.norm_out.on_slices(),
            heads: layer.heads,
        })
    }

    /// The first half: what each text finds in itself.
    fn attend(&self, x: &mut [f32], lengths: &[usize], buffers: &mut Buffers) {
        let Buffers { query, key, value, sum, .. } = buffers;
        self.query.apply(x, None, query);
        self.key.apply(x, None, key);
        self.value.apply(x, None, value);
        let (heads, precision) = (self.heads, self.out.precision());
        let width = self.out.outputs();
        let mut first = 0;
        for &length in lengths {
            let rows = first..first + length * width;
            let depth = width / heads;
            let (queries, keys) = (length, length);
            Attention { batch: 1, queries, keys, heads, depth, precision }.forward(
                &query[rows.clone()],
                &key[rows.clone()],
                &value[rows.clone()],
                &mut sum[rows.clone()],
            );
            first = rows.end;
        }
        // The queries have done their work.
        self.out.apply(sum, Some(x), query);
        self.norm_attended.apply(query, x);
    }

    /// The second half: through more numbers, some rows at a time.
    fn widen(&self, x: &mut [f32], buffers: &mut Buffers) {
        let rows = WIDE_ROWS * self.narrow.outputs();
        for (x, sum) in x.chunks(rows).zip(buffers.sum.chunks_mut(rows)) {
            let wide = x.len() / self.narrow.outputs() * self.widen.outputs();
            let wide = &mut buffers.wide[..wide];
            self.widen.apply(x, None, wide);
            gelu(wide);
            self.narrow.apply(wide, Some(x), sum);
        }
        self.norm_out.apply(&buffers.sum, x);
    }
}
