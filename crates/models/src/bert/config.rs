//! Sizes of a BERT, as transformers writes them into `config.json`.

use serde::{Deserialize, Serialize};

use crate::settings::{between, divides, must, parsed};
use crate::{Result, Wanted};

/// Settings of transformers' BERT that have one value here.
const ONLY: [(&str, &str); 5] = [
    ("model_type", "\"bert\""),
    ("hidden_act", "\"gelu\""),
    ("position_embedding_type", "\"absolute\""),
    ("is_decoder", "false"),
    ("add_cross_attention", "false"),
];

/// The most tokens that a vocabulary may have.
const MOST_TOKENS: usize = 1 << 20;
/// The most numbers that a token may have anywhere.
const MOST_CHANNELS: usize = 16_384;
/// The most layers.
const MOST_LAYERS: usize = 128;

/// Sizes of a BERT. Settings that are not in the file have transformers' defaults; others than
/// these are not read, except for those that would change what the network computes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BertConfig {
    /// Tokens of the vocabulary.
    pub vocab_size: usize,
    /// Numbers of a token.
    pub hidden_size: usize,
    /// Layers.
    pub num_hidden_layers: usize,
    /// Heads of each attention; divides `hidden_size`.
    pub num_attention_heads: usize,
    /// Numbers of a token inside the second half of a layer.
    pub intermediate_size: usize,
    /// Tokens of the longest text.
    pub max_position_embeddings: usize,
    /// Kinds of text; all texts here are of the first one.
    pub type_vocab_size: usize,
    /// Added to the variance by each normalisation.
    pub layer_norm_eps: f32,
}

impl Default for BertConfig {
    /// transformers' defaults, which are those of BERT base.
    fn default() -> Self {
        Self {
            vocab_size: 30_522,
            hidden_size: 768,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            intermediate_size: 3072,
            max_position_embeddings: 512,
            type_vocab_size: 2,
            layer_norm_eps: 1e-12,
        }
    }
}

impl BertConfig {
    /// Sizes from the text of a `config.json`.
    ///
    /// # Errors
    /// [`crate::Error::Json`], and [`crate::Error::Setting`] as [`Self::check`] has it or where a
    /// setting asks for another kind of network.
    pub fn parse(json: &str) -> Result<Self> {
        let config: Self = parsed(json, &ONLY)?;
        config.check()?;
        Ok(config)
    }

    /// Whether there can be a network of these sizes.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] with the first setting that is out of range or does not fit the
    /// others.
    pub fn check(&self) -> Result<()> {
        between("vocab_size", self.vocab_size, [1, MOST_TOKENS])?;
        between("hidden_size", self.hidden_size, [1, MOST_CHANNELS])?;
        between("num_hidden_layers", self.num_hidden_layers, [1, MOST_LAYERS])?;
        divides("num_attention_heads", self.num_attention_heads, self.hidden_size)?;
        between("intermediate_size", self.intermediate_size, [1, MOST_CHANNELS])?;
        between("max_position_embeddings", self.max_position_embeddings, [2, MOST_TOKENS])?;
        between("type_vocab_size", self.type_vocab_size, [1, MOST_CHANNELS])?;
        let fraction = self.layer_norm_eps > 0.0 && self.layer_norm_eps < 1.0;
        must(fraction, "layer_norm_eps", self.layer_norm_eps, Wanted::Fraction)
    }

    /// The text of a `config.json` that transformers reads.
    ///
    /// # Errors
    /// [`crate::Error::Json`], which no such sizes give.
    pub fn to_json(&self) -> Result<String> {
        let mut settings = serde_json::to_value(self)?;
        settings["architectures"] = ["BertModel"].into();
        for (field, value) in ONLY {
            settings[field] = serde_json::from_str(value)?;
        }
        Ok(serde_json::to_string_pretty(&settings)?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Error;

    #[test]
    fn settings_are_read_and_written() {
        let json = r#"{"model_type": "bert", "hidden_size": 384, "num_attention_heads": 12,
            "layer_norm_eps": 1e-12, "dropout": 0.1}"#;
        let config = BertConfig::parse(json).unwrap();
        let expected = BertConfig { hidden_size: 384, ..BertConfig::default() };
        assert_eq!(config, expected);
        assert_eq!(BertConfig::parse(&config.to_json().unwrap()).unwrap(), expected);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let range = Wanted::Between;
        for (settings, field, wanted) in [
            (r#"{"vocab_size": 0}"#, "vocab_size", range(1, 1 << 20)),
            (r#"{"vocab_size": 4000000000}"#, "vocab_size", range(1, 1 << 20)),
            (r#"{"num_attention_heads": 5}"#, "num_attention_heads", Wanted::Divisor(768)),
            (r#"{"num_attention_heads": 0}"#, "num_attention_heads", Wanted::Divisor(768)),
            (r#"{"num_hidden_layers": 0}"#, "num_hidden_layers", range(1, 128)),
            (r#"{"max_position_embeddings": 1}"#, "max_position_embeddings", range(2, 1 << 20)),
            (r#"{"layer_norm_eps": 0}"#, "layer_norm_eps", Wanted::Fraction),
            (r#"{"hidden_act": "relu"}"#, "hidden_act", Wanted::Only("\"gelu\"")),
            (r#"{"model_type": "roberta"}"#, "model_type", Wanted::Only("\"bert\"")),
        ] {
            let error = BertConfig::parse(settings).unwrap_err();
            let told = match error {
                Error::Setting { field, wanted, .. } => (field, wanted),
                _ => ("", Wanted::Fraction),
            };
            assert_eq!(told, (field, wanted), "{settings}");
        }
        for text in ["", "[]", r#"{"vocab_size": -4}"#] {
            assert!(matches!(BertConfig::parse(text), Err(Error::Json { .. })), "{text}");
        }
    }
}
