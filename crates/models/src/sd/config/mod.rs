//! Sizes of the networks, as diffusers writes them into `config.json`.

mod autoencoder;
mod unet;

use serde::Deserialize;

use crate::settings::{between, divides, length, must};
use crate::{Result, Wanted};

pub use autoencoder::{AutoencoderConfig, DecoderBlock};
pub use unet::{BlockKind, UnetConfig};

/// The most channels that a network may have anywhere, and numbers that a token may have.
const MOST_CHANNELS: usize = 8192;
/// The most levels of a network: each halves height and width.
const MOST_LEVELS: usize = 8;
/// The most layers in a block.
const MOST_LAYERS: usize = 32;

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
            (
                r#"{"addition_embed_type": "text_time"}"#,
                "addition_embed_type",
                Wanted::Only("null"),
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
        assert_eq!(field(r#"{"use_post_quant_conv": false}"#), "use_post_quant_conv");
    }

    #[test]
    fn another_kind_of_value_is_an_error() {
        for text in ["", "[]", r#"{"in_channels": -4}"#, r#"{"down_block_types": ["Other"]}"#] {
            assert!(matches!(UnetConfig::parse(text), Err(Error::Json { .. })), "{text}");
        }
    }
}
