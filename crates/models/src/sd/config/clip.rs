//! The text encoder's sizes.

use serde::Deserialize;

use super::{MOST_CHANNELS, MOST_LAYERS};
use crate::settings::{between, divides, must, parsed};
use crate::{Result, Wanted};

/// Settings of transformers' text encoder that have one value here.
const ONLY: [(&str, &str); 1] = [("model_type", "\"clip_text_model\"")];

/// The most tokens that a vocabulary may have.
const MOST_TOKENS: usize = 1 << 20;
/// The most tokens that a text may have.
const LONGEST: usize = 4096;

/// What follows the first product in the second half of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// x·Φ(x) with the normal distribution function Φ.
    Gelu,
    /// x / (1 + e^(−1.702·x)), the nearness to it that OpenAI's networks have.
    QuickGelu,
}

/// Sizes of CLIP's text encoder. Settings that are not in the file have transformers' defaults;
/// others than these are not read, except for those that would change what the network computes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct ClipConfig {
    /// Tokens of the vocabulary.
    pub vocab_size: usize,
    /// Numbers of a token.
    pub hidden_size: usize,
    /// Numbers of a token inside the second half of a layer.
    pub intermediate_size: usize,
    /// Layers.
    pub num_hidden_layers: usize,
    /// Heads of each attention; divides `hidden_size`.
    pub num_attention_heads: usize,
    /// Tokens of the longest text.
    pub max_position_embeddings: usize,
    /// What follows the first product in the second half of a layer.
    pub hidden_act: Activation,
    /// Added to the variance by each normalisation.
    pub layer_norm_eps: f32,
    /// Numbers of the pooled text where the weights have a projection for it.
    pub projection_dim: usize,
    /// The token that ends a text. In files that say 2, which is wrong, it is the largest id.
    pub eos_token_id: u32,
}

impl Default for ClipConfig {
    /// transformers' defaults, which are those of CLIP ViT-B/32.
    fn default() -> Self {
        Self {
            vocab_size: 49_408,
            hidden_size: 512,
            intermediate_size: 2048,
            num_hidden_layers: 12,
            num_attention_heads: 8,
            max_position_embeddings: 77,
            hidden_act: Activation::QuickGelu,
            layer_norm_eps: 1e-5,
            projection_dim: 512,
            eos_token_id: 49_407,
        }
    }
}

impl ClipConfig {
    /// Stable Diffusion 1's, and the first of SDXL's two: OpenAI's ViT-L/14.
    pub fn sd15() -> Self {
        Self {
            hidden_size: 768,
            intermediate_size: 3072,
            num_attention_heads: 12,
            projection_dim: 768,
            ..Self::default()
        }
    }

    /// Stable Diffusion 2's: OpenCLIP's ViT-H/14, whose last layer diffusers leaves out.
    pub fn sd2() -> Self {
        Self {
            hidden_size: 1024,
            intermediate_size: 4096,
            num_hidden_layers: 23,
            num_attention_heads: 16,
            hidden_act: Activation::Gelu,
            ..Self::default()
        }
    }

    /// The second of SDXL's two: OpenCLIP's ViT-bigG/14.
    pub fn sdxl_g() -> Self {
        Self {
            hidden_size: 1280,
            intermediate_size: 5120,
            num_hidden_layers: 32,
            num_attention_heads: 20,
            hidden_act: Activation::Gelu,
            projection_dim: 1280,
            ..Self::default()
        }
    }

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
        between("intermediate_size", self.intermediate_size, [1, 4 * MOST_CHANNELS])?;
        between("num_hidden_layers", self.num_hidden_layers, [1, MOST_LAYERS])?;
        divides("num_attention_heads", self.num_attention_heads, self.hidden_size)?;
        between("max_position_embeddings", self.max_position_embeddings, [1, LONGEST])?;
        between("projection_dim", self.projection_dim, [1, MOST_CHANNELS])?;
        let fraction = self.layer_norm_eps > 0.0 && self.layer_norm_eps < 1.0;
        must(fraction, "layer_norm_eps", self.layer_norm_eps, Wanted::Fraction)
    }
}
