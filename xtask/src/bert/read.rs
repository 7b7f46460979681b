//! Texts as tokens, for learning.

use std::path::Path;

use anyhow::{Result, anyhow};
use burn::tensor::Tensor;
use rayon::prelude::*;
use tokenizers::{Tokenizer, TruncationParams};

use super::vocabulary::LONGEST;

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

/// Rows `[n, width]` of length 1.
pub(super) fn unit(rows: Tensor<2>) -> Tensor<2> {
    let length = rows.clone().powi_scalar(2).sum_dim(1).sqrt().clamp_min(1e-6);
    rows / length
}
