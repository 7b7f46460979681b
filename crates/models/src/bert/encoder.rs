//! Texts as vectors whose dot product is their likeness in meaning.

use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use super::folder::{Embedded, Parts};
use super::pooling::Pooling;
use super::{Batch, Bert, Tokens};
use crate::ops::Precision;
use crate::{Result, device};

/// Texts that are held as tokens at once.
const TEXTS_AT_ONCE: usize = 2048;
/// Tokens that go through the network at once: what they become stays in a core's own cache.
const TOKENS_AT_ONCE: usize = 256;

/// A BERT with its tokenizer, on the CPU (Reimers & Gurevych 2019, arXiv:1908.10084).
#[derive(Debug)]
pub struct Encoder {
    network: Bert,
    tokens: Tokens,
    pooling: Pooling,
    width: usize,
}

impl Encoder {
    /// The model in `folder`, in Hugging Face's layout: `config.json`, `tokenizer.json` and
    /// `model.safetensors` (f32, f16 or bf16). `modules.json` and what it names, and
    /// `sentence_bert_config.json`, say how a text's rows become one vector and how many tokens of
    /// a text count; without them it is the mean of the first 256 tokens, or of as many as the
    /// network takes.
    ///
    /// # Errors
    /// [`crate::Error::Read`] for a file that is missing, unreadable or over 64 MiB of text;
    /// [`crate::Error::Json`], [`crate::Error::JsonFile`] and [`crate::Error::Setting`] for
    /// settings, [`crate::Error::Tokenizer`] and [`crate::Error::Vocabulary`] for the tokenizer,
    /// and what [`crate::Params::open`] says of the weights.
    pub fn open(folder: &Path, precision: Precision) -> Result<Self> {
        Self::of_parts(Parts::open(folder, &device::cpu())?, precision)
    }

    /// A model that is part of the program: the mean of the first 256 tokens.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn embedded(model: Embedded, precision: Precision) -> Result<Self> {
        Self::of_parts(Parts::embedded(model, &device::cpu())?, precision)
    }

    fn of_parts(parts: Parts, precision: Precision) -> Result<Self> {
        let Parts { config, tokens, params, pooling } = parts;
        let params = params.with_precision(precision);
        let network = Bert::new(&params.root(), &config)?;
        Ok(Self { network, tokens, pooling, width: config.hidden_size })
    }

    /// Numbers of a vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// A vector of length 1 for each text, in their order. An empty text is the marks of beginning
    /// and end alone; `[MASK]` in a text is the mask's token; of a long text the beginning counts.
    ///
    /// # Errors
    /// [`crate::Error::Untokenized`] and [`crate::Error::Token`], where the tokenizer is damaged;
    /// [`crate::Error::Dtype`] and [`crate::Error::NotFinite`], where the table of words is.
    pub fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let mut vectors = Vec::with_capacity(texts.len());
        for texts in texts.chunks(TEXTS_AT_ONCE) {
            vectors.extend(self.encode_some(texts)?);
        }
        Ok(vectors)
    }

    fn encode_some(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let ids: Vec<Vec<u32>> =
            texts.par_iter().map(|text| self.tokens.ids(text)).collect::<Result<_>>()?;
        // The longest first: the short ones fill up the time until the last thread is done.
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by_key(|&text| std::cmp::Reverse(ids[text].len()));
        let groups = groups(&order.iter().map(|&text| ids[text].len()).collect::<Vec<_>>());
        let group = |group: &Range<usize>| {
            let ids: Vec<&[u32]> =
                order[group.clone()].iter().map(|&text| &ids[text][..]).collect();
            self.vectors(&Batch::new(&ids))
        };
        let sorted: Vec<Vec<Vec<f32>>> = if groups.len() < rayon::current_num_threads() {
            groups.iter().map(group).collect::<Result<_>>()?
        } else {
            let alone = |range| qingyun_kernels::alone(|| group(range));
            groups.par_iter().with_max_len(1).map(alone).collect::<Result<_>>()?
        };
        let mut vectors = vec![Vec::new(); ids.len()];
        for (&text, vector) in order.iter().zip(sorted.into_iter().flatten()) {
            vectors[text] = vector;
        }
        Ok(vectors)
    }

    /// The vectors of a batch's texts.
    fn vectors(&self, batch: &Batch) -> Result<Vec<Vec<f32>>> {
        let rows = self.network.forward(batch)?.into_data();
        let rows: &[f32] = rows.as_slice().unwrap_or_default();
        let mut first = 0;
        let unit = |&length: &usize| {
            let of_text = first..first + length * self.width;
            first = of_text.end;
            self.pooling.unit(&rows[of_text], self.width)
        };
        Ok(batch.lengths().iter().map(unit).collect())
    }
}

/// Neighbouring texts of such lengths, as many together as come to [`TOKENS_AT_ONCE`], but at least
/// one.
fn groups(lengths: &[usize]) -> Vec<Range<usize>> {
    let (mut groups, mut tokens): (Vec<Range<usize>>, _) = (Vec::new(), 0);
    for (text, &length) in lengths.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if tokens + length <= TOKENS_AT_ONCE => {
                group.end = text + 1;
                tokens += length;
            }
            _ => {
                groups.push(text..text + 1);
                tokens = length;
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_bounded_and_whole() {
        assert_eq!(groups(&[512, 200, 56, 56, 10]), [0..1, 1..3, 3..5]);
        assert!(groups(&[]).is_empty());
    }
}
