//! Texts as tokens, and as vectors by a network in a folder.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use burn::tensor::{Device, Tensor};
use indicatif::{ProgressBar, ProgressStyle};
use qingyun_models::Params;
use qingyun_models::bert::{Batch, Bert, BertConfig};
use qingyun_models::ops::Precision;
use rayon::prelude::*;
use tokenizers::{Tokenizer, TruncationParams};

use super::vocabulary::LONGEST;

/// Tokens that are sent through the network together.
const TOKENS: usize = 4096;

/// A tokenizer that reads no more than [`LONGEST`] tokens and pads nothing.
pub(super) fn tokenizer(path: &Path) -> Result<Tokenizer> {
    let failed = |error| anyhow!("{}: {error}", path.display());
    let mut tokenizer = Tokenizer::from_file(path).map_err(failed)?;
    let truncation = TruncationParams { max_length: LONGEST, ..TruncationParams::default() };
    tokenizer.with_truncation(Some(truncation)).map_err(failed)?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

/// The tokens of each text.
pub(super) fn tokens(tokenizer: &Tokenizer, texts: &[&str]) -> Result<Vec<Vec<u32>>> {
    let ids = |text: &&str| {
        let read = tokenizer.encode_fast(*text, true);
        Ok(read.map_err(|error| anyhow!("{text:?}: {error}"))?.get_ids().to_vec())
    };
    texts.par_iter().map(ids).collect()
}

/// Texts in groups of about [`TOKENS`] tokens, each group of about one length.
pub(super) fn groups(tokens: &[Vec<u32>]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..tokens.len()).collect();
    order.sort_by_key(|&text| tokens[text].len());
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for text in order {
        let longest = tokens[text].len();
        match groups.last_mut().filter(|group| (group.len() + 1) * longest <= TOKENS) {
            Some(group) => group.push(text),
            None => groups.push(vec![text]),
        }
    }
    groups
}

/// A network and its tokenizer.
pub(super) struct Reader {
    network: Bert,
    tokenizer: Tokenizer,
}

impl Reader {
    /// The network in a folder of Hugging Face's layout.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let config = std::fs::read_to_string(folder.join("config.json"))
            .with_context(|| format!("{}: no config.json", folder.display()))?;
        let params = Params::open(&folder.join("model.safetensors"), &Device::flex())?
            .with_precision(Precision::Bf16);
        let network = Bert::new(&params.root(), &BertConfig::parse(&config)?)?;
        Ok(Self { network, tokenizer: tokenizer(&folder.join("tokenizer.json"))? })
    }

    /// One unit vector a text.
    pub(super) fn vectors(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let tokens = tokens(&self.tokenizer, texts)?;
        let mut vectors = vec![Vec::new(); texts.len()];
        let bar = ProgressBar::new(texts.len() as u64)
            .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} texts, {eta} left")?);
        for group in groups(&tokens) {
            let batch: Vec<&[u32]> = group.iter().map(|&text| tokens[text].as_slice()).collect();
            let batch = Batch::new(&batch);
            let rows = unit(batch.mean(self.network.forward(&batch)?));
            let [_, width] = rows.dims();
            let values: Vec<f32> = rows.into_data().iter::<f32>().collect();
            for (&text, vector) in group.iter().zip(values.chunks_exact(width)) {
                vectors[text] = vector.to_vec();
            }
            bar.inc(group.len() as u64);
        }
        bar.finish_and_clear();
        Ok(vectors)
    }
}

/// Rows `[n, width]` of length 1.
pub(super) fn unit(rows: Tensor<2>) -> Tensor<2> {
    let length = rows.clone().powi_scalar(2).sum_dim(1).sqrt().clamp_min(1e-6);
    rows / length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_hold_every_text_once_within_the_limit() {
        let tokens: Vec<Vec<u32>> = (0..300).map(|i| vec![0; 1 + i * 7 % 256]).collect();
        let groups = groups(&tokens);
        let size = |group: &Vec<usize>| {
            group.len() * group.iter().map(|&text| tokens[text].len()).max().unwrap_or(0)
        };
        assert!(groups.iter().all(|group| size(group) <= TOKENS));
        let mut all: Vec<usize> = groups.concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..300));
    }
}
