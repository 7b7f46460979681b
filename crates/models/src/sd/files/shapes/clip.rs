//! The text encoder's sizes.

use super::{Shapes, heads};
use crate::Result;
use crate::sd::ClipConfig;
use crate::sd::config::Activation;
use crate::torch::Stored;

/// Numbers of a token in OpenAI's text encoder of Stable Diffusion 1 and XL; the wider ones are
/// OpenCLIP's.
const OPENAI: usize = 768;

/// The text encoder's sizes from its tensors; `open` where they are known to be OpenCLIP's.
///
/// # Errors
/// [`crate::Error::Missing`], and [`crate::Error::Setting`] where there can be no such encoder.
pub(in crate::sd::files) fn clip(stored: &dyn Stored, open: bool) -> Result<ClipConfig> {
    const TOKENS: &str = "text_model.embeddings.token_embedding.weight";
    const PLACES: &str = "text_model.embeddings.position_embedding.weight";
    const PROJECTION: &str = "text_projection.weight";
    let shapes = Shapes::of(stored);
    let (vocabulary, hidden) = (shapes.axis(TOKENS, 0)?, shapes.axis(TOKENS, 1)?);
    let open = open || hidden > OPENAI;
    let config = ClipConfig {
        vocab_size: vocabulary,
        hidden_size: hidden,
        intermediate_size: shapes.axis("text_model.encoder.layers.0.mlp.fc1.weight", 0)?,
        num_hidden_layers: shapes.count("text_model.encoder.layers."),
        num_attention_heads: heads(hidden, false),
        max_position_embeddings: shapes.axis(PLACES, 0)?,
        hidden_act: if open { Activation::Gelu } else { Activation::QuickGelu },
        projection_dim: if shapes.has(PROJECTION) { shapes.axis(PROJECTION, 0)? } else { hidden },
        // It is the last word of CLIP's vocabulary.
        eos_token_id: u32::try_from(vocabulary.saturating_sub(1)).unwrap_or(u32::MAX),
        ..ClipConfig::default()
    };
    config.check()?;
    Ok(config)
}
