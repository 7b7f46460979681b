//! The student: its sizes, and where its weights start.

use anyhow::Result;
use burn::tensor::Device;
use qingyun_models::Params;
use qingyun_models::bert::{Bert, BertConfig};
use qingyun_models::ops::Precision;
use qingyun_models::params::Entry;

use super::lessons::Lessons;
use super::vocabulary::LONGEST;

/// Numbers of a token, and of a text's vector.
pub(super) const HIDDEN: usize = 256;

/// Root of the mean square of a word's numbers at the start: far above places and kinds.
const SPREAD: f32 = 0.1;

/// What the last product of each half layer is multiplied by at the start, so that a text begins
/// as the mean of its words (as GPT-2 does it for depth; Radford et al. 2019, section 2.3).
const QUIET: f32 = 0.15;

/// Its sizes: more rows in the table than layers, because rows cost no time.
pub(super) fn config(vocabulary: usize) -> BertConfig {
    BertConfig {
        vocab_size: vocabulary,
        hidden_size: HIDDEN,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        intermediate_size: 1024,
        max_position_embeddings: LONGEST,
        type_vocab_size: 1,
        layer_norm_eps: 1e-6,
    }
}

/// New weights: each word starts at the mean of the vectors that its texts are to have.
pub(super) fn new(config: &BertConfig, lessons: &Lessons, device: &Device) -> Result<Params> {
    let params = Params::new(1, device).with_precision(Precision::Bf16);
    Bert::new(&params.root(), config)?;
    let words = Entry::new(
        vec![1, config.vocab_size, HIDDEN],
        first_words(config.vocab_size, lessons),
        device,
    );
    params.set("embeddings.word_embeddings.weight", words);
    for (name, entry) in params.entries() {
        if name.contains("output.dense.weight") {
            let quiet = Entry { value: entry.value.mul_scalar(QUIET), ..entry };
            params.set(&name, quiet);
        }
    }
    Ok(params)
}

/// A row a token. A text of n tokens says 1/n of each token's meaning, and is believed as much.
fn first_words(vocabulary: usize, lessons: &Lessons) -> Vec<f32> {
    let mut rows = vec![0.0; vocabulary * HIDDEN];
    for (tokens, target) in lessons.all() {
        let share = (tokens.len() as f32).powi(-2);
        for &token in tokens {
            let row = &mut rows[token as usize * HIDDEN..][..HIDDEN];
            row.iter_mut().zip(&target).for_each(|(sum, value)| *sum += share * value);
        }
    }
    for row in rows.chunks_exact_mut(HIDDEN) {
        let mean = row.iter().map(|value| value * value).sum::<f32>() / HIDDEN as f32;
        let scale = SPREAD / mean.sqrt().max(1e-6);
        row.iter_mut().for_each(|value| *value *= scale);
    }
    rows
}
