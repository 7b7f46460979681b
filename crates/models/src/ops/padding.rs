//! Texts of several lengths, one behind the other, as one block with padding and back.

use burn::tensor::{Device, Int, Tensor, TensorData};

/// Added to the products of what must not be seen: e to it is 0.
pub(super) const UNSEEN: f32 = -1e9;

/// Where the rows of each text are in a block `[texts, longest, channels]`.
pub(super) struct Padding {
    texts: usize,
    longest: usize,
    /// The row for each place of the block; the first one where there is none.
    rows: Tensor<1, Int>,
    /// The place of each row.
    places: Tensor<1, Int>,
    /// 0, or [`UNSEEN`] where there is no row: `[texts, 1, 1, longest]`.
    unseen: Tensor<4>,
}

impl Padding {
    pub(super) fn new(lengths: &[usize], device: &Device) -> Self {
        let (texts, longest) = (lengths.len(), lengths.iter().copied().max().unwrap_or(0));
        let (mut rows, mut places) = (Vec::<i32>::new(), Vec::<i32>::new());
        let mut unseen = Vec::new();
        for (text, &length) in lengths.iter().enumerate() {
            let first = places.len();
            places.extend((0..length).map(|row| (text * longest + row) as i32));
            rows.extend(
                (0..longest).map(|row| if row < length { (first + row) as i32 } else { 0 }),
            );
            unseen.extend((0..longest).map(|row| if row < length { 0.0 } else { UNSEEN }));
        }
        let index = |values: Vec<i32>| {
            let count = values.len();
            Tensor::from_data(TensorData::new(values, [count]), device)
        };
        let unseen = TensorData::new::<f32, _>(unseen, [texts, 1, 1, longest]);
        let (rows, places) = (index(rows), index(places));
        Self { texts, longest, rows, places, unseen: Tensor::from_data(unseen, device) }
    }

    /// Rows `[rows, channels]` as a block `[texts, longest, channels]`.
    pub(super) fn put(&self, rows: Tensor<2>) -> Tensor<3> {
        let [_, channels] = rows.dims();
        rows.select(0, self.rows.clone()).reshape([self.texts, self.longest, channels])
    }

    /// The inverse of [`Self::put`].
    pub(super) fn take(&self, block: Tensor<3>) -> Tensor<2> {
        let [_, _, channels] = block.dims();
        block.reshape([self.texts * self.longest, channels]).select(0, self.places.clone())
    }

    /// What is added to products so that padding is not seen, `[texts, 1, 1, longest]`.
    pub(super) fn unseen(&self) -> Tensor<4> {
        self.unseen.clone()
    }
}
