//! Sizes of the networks, as diffusers and transformers write them into `config.json`.

mod autoencoder;
mod clip;
mod control;
mod unet;

use serde::Deserialize;

use crate::settings::{between, divides, length, must};
use crate::{Result, Wanted};

pub use autoencoder::{AutoencoderConfig, DecoderBlock, EncoderBlock};
pub use clip::{Activation, ClipConfig};
pub use control::ControlConfig;
pub use unet::{AdditionEmbed, BlockKind, SIZES, UnetConfig};

/// The most channels that a network may have anywhere, and numbers that a token may have.
const MOST_CHANNELS: usize = 8192;
/// The most levels of a network: each halves height and width.
pub(super) const MOST_LEVELS: usize = 8;
/// The most layers in a block.
pub(super) const MOST_LAYERS: usize = 32;

/// A number for every level, or one for each.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum PerLevel {
    /// The same at every level.
    Same(usize),
    /// One for each level, from the full size down.
    Each(Vec<usize>),
}

impl PerLevel {
    /// The number at a level; 1 beyond the list.
    pub fn at(&self, level: usize) -> usize {
        match self {
            Self::Same(number) => *number,
            Self::Each(numbers) => numbers.get(level).copied().unwrap_or(1),
        }
    }

    fn check(&self, field: &'static str, levels: usize) -> Result<()> {
        match self {
            Self::Same(_) => Ok(()),
            Self::Each(numbers) => length(field, numbers.len(), levels),
        }
    }
}

/// Numbers of channels, one a level, and the groups in which they are normalised.
fn channels(channels: &[usize], groups: usize) -> Result<()> {
    const FIELD: &str = "block_out_channels";
    let levels = Wanted::Between(1, MOST_LEVELS);
    let count = channels.len();
    must((1..=MOST_LEVELS).contains(&count), FIELD, format_args!("[…; {count}]"), levels)?;
    for &channels in channels {
        between(FIELD, channels, [1, MOST_CHANNELS])?;
        divides("norm_num_groups", groups, channels)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Error;

    fn unet(settings: &str) -> (&'static str, Wanted) {
        match UnetConfig::parse(settings).unwrap_err() {
            Error::Setting { field, wanted, .. } => (field, wanted),
            _ => ("", Wanted::Fraction),
        }
    }

    #[test]
    fn what_is_not_said_is_as_in_diffusers() {
        let config = UnetConfig::parse(r#"{"cross_attention_dim": 768, "other": 1}"#).unwrap();
        assert_eq!(config, UnetConfig::sd15());
        let list = r#"{"attention_head_dim": [5, 10, 20, 20], "transformer_layers_per_block": 2}"#;
        let config = UnetConfig::parse(list).unwrap();
        assert_eq!(config.attention_head_dim.at(1), 10);
        assert_eq!(config.transformer_layers_per_block.at(3), 2);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let range = Wanted::Between;
        for (settings, field, wanted) in [
            (r#"{"in_channels": 0}"#, "in_channels", range(1, 8192)),
            (r#"{"out_channels": 1000000}"#, "out_channels", range(1, 8192)),
            (r#"{"layers_per_block": 0}"#, "layers_per_block", range(1, 32)),
            (r#"{"block_out_channels": []}"#, "block_out_channels", range(1, 8)),
            (r#"{"block_out_channels": [0, 64, 64, 64]}"#, "block_out_channels", range(1, 8192)),
            (r#"{"block_out_channels": [64]}"#, "down_block_types", Wanted::Length(1)),
            (r#"{"norm_num_groups": 48}"#, "norm_num_groups", Wanted::Divisor(320)),
            (r#"{"norm_num_groups": 0}"#, "norm_num_groups", Wanted::Divisor(320)),
            (r#"{"norm_eps": 0}"#, "norm_eps", Wanted::Fraction),
            (r#"{"attention_head_dim": 0}"#, "attention_head_dim", Wanted::Divisor(320)),
            (r#"{"attention_head_dim": 7}"#, "attention_head_dim", Wanted::Divisor(320)),
            (r#"{"attention_head_dim": [8]}"#, "attention_head_dim", Wanted::Length(4)),
            (r#"{"cross_attention_dim": 0}"#, "cross_attention_dim", range(1, 8192)),
            (
                r#"{"norm_num_groups": 1, "attention_head_dim": 1, "block_out_channels": [5, 4, 4, 4]}"#,
                "block_out_channels",
                Wanted::Multiple(2),
            ),
            (r#"{"freq_shift": 2}"#, "freq_shift", range(0, 1)),
            (r#"{"act_fn": "gelu"}"#, "act_fn", Wanted::Only("\"silu\"")),
            (r#"{"addition_embed_type": "text_time"}"#, "addition_time_embed_dim", range(4, 8192)),
            (
                r#"{"addition_embed_type": "text_time", "addition_time_embed_dim": 5}"#,
                "addition_time_embed_dim",
                Wanted::Multiple(2),
            ),
            (
                r#"{"addition_embed_type": "text_time", "addition_time_embed_dim": 256,
                    "projection_class_embeddings_input_dim": 1536}"#,
                "projection_class_embeddings_input_dim",
                range(1537, 1537 + 8192),
            ),
            (r#"{"resnet_out_scale_factor": 2}"#, "resnet_out_scale_factor", Wanted::Only("1")),
        ] {
            assert_eq!(unet(settings), (field, wanted), "{settings}");
        }
        assert!(UnetConfig::parse(r#"{"resnet_out_scale_factor": 1.0}"#).is_ok());
    }

    #[test]
    fn an_autoencoder_is_checked_too() {
        let field = |settings| match AutoencoderConfig::parse(settings).unwrap_err() {
            Error::Setting { field, .. } => field,
            _ => "",
        };
        assert_eq!(field(r#"{"latent_channels": 0}"#), "latent_channels");
        assert_eq!(field(r#"{"block_out_channels": [32, 33]}"#), "norm_num_groups");
        assert_eq!(field(r#"{"scaling_factor": 0.0}"#), "scaling_factor");
        assert_eq!(field(r#"{"mid_block_add_attention": false}"#), "mid_block_add_attention");
        assert_eq!(field(r#"{"in_channels": 0}"#), "in_channels");
        assert_eq!(field(r#"{"down_block_types": []}"#), "down_block_types");
        let later = r#"{"scaling_factor": 0.13025, "use_quant_conv": false}"#;
        let expected = AutoencoderConfig { use_quant_conv: false, ..AutoencoderConfig::sdxl() };
        assert_eq!(AutoencoderConfig::parse(later).unwrap(), expected);
    }

    /// What the released files say that is not a default, and some of what is not read.
    const SDXL: &str = r#"{
        "addition_embed_type": "text_time", "addition_embed_type_num_heads": 64,
        "addition_time_embed_dim": 256, "attention_head_dim": [5, 10, 20],
        "block_out_channels": [320, 640, 1280], "cross_attention_dim": 2048,
        "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        "mid_block_type": "UNetMidBlock2DCrossAttn",
        "projection_class_embeddings_input_dim": 2816,
        "transformer_layers_per_block": [1, 2, 10],
        "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
        "upcast_attention": null, "use_linear_projection": true}"#;

    #[test]
    fn released_sizes_are_ours() {
        let found = UnetConfig::parse(SDXL).unwrap();
        assert_eq!(found, UnetConfig::sdxl());
        assert_eq!(found.pooled_width(), Some(1280));
        let sd2 = r#"{"attention_head_dim": [5, 10, 20, 20], "cross_attention_dim": 1024,
            "use_linear_projection": true}"#;
        assert_eq!(UnetConfig::parse(sd2).unwrap(), UnetConfig::sd2());
        assert_eq!(UnetConfig::sd2().pooled_width(), None);
        let inpainting = UnetConfig::parse(r#"{"in_channels": 9}"#).unwrap();
        assert_eq!((inpainting.in_channels, inpainting.out_channels), (9, 4));
    }

    #[test]
    fn a_text_encoder_is_checked_too() {
        let clip = r#"{"model_type": "clip_text_model", "vocab_size": 49408, "hidden_size": 1280,
            "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 20,
            "hidden_act": "gelu", "projection_dim": 1280, "attention_dropout": 0.0}"#;
        assert_eq!(ClipConfig::parse(clip).unwrap(), ClipConfig::sdxl_g());
        for own in [ClipConfig::sd15(), ClipConfig::sd2(), ClipConfig::sdxl_g()] {
            own.check().unwrap();
        }
        let field = |settings| match ClipConfig::parse(settings).unwrap_err() {
            Error::Setting { field, .. } => field,
            _ => "",
        };
        assert_eq!(field(r#"{"model_type": "bert"}"#), "model_type");
        assert_eq!(field(r#"{"vocab_size": 4000000000}"#), "vocab_size");
        assert_eq!(field(r#"{"hidden_size": 0}"#), "hidden_size");
        assert_eq!(field(r#"{"intermediate_size": 40000}"#), "intermediate_size");
        assert_eq!(field(r#"{"num_hidden_layers": 33}"#), "num_hidden_layers");
        assert_eq!(field(r#"{"num_attention_heads": 7}"#), "num_attention_heads");
        assert_eq!(field(r#"{"max_position_embeddings": 0}"#), "max_position_embeddings");
        assert_eq!(field(r#"{"projection_dim": 0}"#), "projection_dim");
        assert_eq!(field(r#"{"layer_norm_eps": 0}"#), "layer_norm_eps");
        let relu = ClipConfig::parse(r#"{"hidden_act": "relu"}"#);
        assert!(matches!(relu, Err(Error::Json { .. })));
    }

    #[test]
    fn another_kind_of_value_is_an_error() {
        for text in ["", "[]", r#"{"in_channels": -4}"#, r#"{"down_block_types": ["Other"]}"#] {
            assert!(matches!(UnetConfig::parse(text), Err(Error::Json { .. })), "{text}");
        }
    }
}
