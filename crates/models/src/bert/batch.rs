//! Texts as token ids.

use std::sync::Arc;

use burn::tensor::{Tensor, TensorData};

use crate::layers::indices;

/// Token ids of several texts, one behind the other with no padding between them.
#[derive(Clone, Debug)]
pub struct Batch {
    ids: Vec<u32>,
    lengths: Arc<[usize]>,
}

impl Batch {
    /// The texts that have at least one token.
    pub fn new<T: AsRef<[u32]>>(texts: &[T]) -> Self {
        let texts = || texts.iter().map(AsRef::as_ref).filter(|ids: &&[u32]| !ids.is_empty());
        Self {
            ids: texts().flatten().copied().collect(),
            lengths: texts().map(<[u32]>::len).collect(),
        }
    }

    /// The texts in `ids` `[texts, tokens]`, row after row: of each the tokens up to the last one
    /// whose `mask` is not 0.
    pub fn padded(ids: &[u32], mask: &[u32], tokens: usize) -> Self {
        let rows = ids.chunks_exact(tokens.max(1)).zip(mask.chunks_exact(tokens.max(1)));
        let seen =
            |mask: &[u32]| mask.iter().rposition(|&seen| seen != 0).map_or(0, |last| last + 1);
        let texts: Vec<&[u32]> = rows.map(|(ids, mask)| &ids[..seen(mask)]).collect();
        Self::new(&texts)
    }

    /// All ids, text after text.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Tokens of each text, at least 1.
    pub fn lengths(&self) -> &Arc<[usize]> {
        &self.lengths
    }

    /// The mean of each text's rows: `rows` `[tokens of all texts, hidden]` to `[texts, hidden]`.
    pub fn mean(&self, rows: Tensor<2>) -> Tensor<2> {
        let (texts, all) = (self.lengths.len(), self.ids.len());
        let mut shares = vec![0.0_f32; texts * all];
        let mut first = 0;
        for (text, &length) in self.lengths.iter().enumerate() {
            shares[text * all + first..][..length].fill((length as f32).recip());
            first += length;
        }
        let shares = TensorData::new(shares, [texts, all]);
        Tensor::<2>::from_data(shares, &rows.device()).matmul(rows)
    }

    /// The row of each text's first token: `rows` `[tokens of all texts, hidden]` to
    /// `[texts, hidden]`.
    pub fn first(&self, rows: Tensor<2>) -> Tensor<2> {
        let firsts = self.lengths.iter().scan(0, |next, &length| {
            *next += length;
            Some(*next - length)
        });
        let firsts = indices(&firsts.collect::<Vec<_>>(), &rows.device());
        rows.select(0, firsts)
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    fn values(rows: Tensor<2>) -> Vec<f32> {
        rows.into_data().iter::<f32>().collect()
    }

    #[test]
    fn padding_is_left_out() {
        let batch = Batch::padded(&[7, 8, 0, 9, 0, 0, 0, 0, 0], &[1, 1, 0, 1, 0, 0, 0, 0, 0], 3);
        assert_eq!((batch.ids(), &batch.lengths()[..]), (&[7, 8, 9][..], &[2, 1][..]));
    }

    #[test]
    fn a_text_is_the_mean_of_its_rows_or_its_first() {
        let batch = Batch::new(&[vec![1, 2], vec![3]]);
        let rows = Tensor::from_floats([[1.0, 2.0], [3.0, 6.0], [5.0, 7.0]], &Device::flex());
        assert_eq!(values(batch.mean(rows.clone())), [2.0, 4.0, 5.0, 7.0]);
        assert_eq!(values(batch.first(rows)), [1.0, 2.0, 5.0, 7.0]);
    }
}
