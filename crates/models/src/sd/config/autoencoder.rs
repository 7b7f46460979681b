//! The autoencoder's sizes.

use serde::Deserialize;

use super::{MOST_CHANNELS, MOST_LAYERS, channels};
use crate::settings::{between, length, must, parsed};
use crate::{Result, Wanted};

/// Settings of diffusers' autoencoder that have one value here.
const ONLY: [(&str, &str); 5] = [
    ("act_fn", "\"silu\""),
    ("latents_mean", "null"),
    ("latents_std", "null"),
    ("mid_block_add_attention", "true"),
    ("shift_factor", "null"),
];

/// What a block of the encoder is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum EncoderBlock {
    /// Residual blocks.
    #[serde(rename = "DownEncoderBlock2D")]
    Plain,
}

/// What a block of the decoder is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum DecoderBlock {
    /// Residual blocks.
    #[serde(rename = "UpDecoderBlock2D")]
    Plain,
}

/// Sizes of an autoencoder. Settings that are not in the file have the values of [`Self::sd15`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct AutoencoderConfig {
    /// Channels of the latents.
    pub latent_channels: usize,
    /// Channels of the picture that goes in.
    pub in_channels: usize,
    /// Channels of the picture that comes out.
    pub out_channels: usize,
    /// Channels at each level, from the full size down; each level halves height and width once
    /// more than the one before.
    pub block_out_channels: Vec<usize>,
    /// Residual blocks at each level of the encoder; the decoder has one more.
    pub layers_per_block: usize,
    /// The encoder's blocks, from the full size.
    pub down_block_types: Vec<EncoderBlock>,
    /// The decoder's blocks, from the smallest size.
    pub up_block_types: Vec<DecoderBlock>,
    /// Groups of a normalisation.
    pub norm_num_groups: usize,
    /// Whether a 1×1 convolution follows the encoder.
    pub use_quant_conv: bool,
    /// Whether a 1×1 convolution comes before the decoder.
    pub use_post_quant_conv: bool,
    /// What latents are multiplied by before they are noised, and divided by before the decoder.
    pub scaling_factor: f64,
}

impl Default for AutoencoderConfig {
    fn default() -> Self {
        Self::sd15()
    }
}

impl AutoencoderConfig {
    /// Stable Diffusion 1 and 2.
    pub fn sd15() -> Self {
        Self {
            latent_channels: 4,
            in_channels: 3,
            out_channels: 3,
            block_out_channels: vec![128, 256, 512, 512],
            layers_per_block: 2,
            down_block_types: vec![EncoderBlock::Plain; 4],
            up_block_types: vec![DecoderBlock::Plain; 4],
            norm_num_groups: 32,
            use_quant_conv: true,
            use_post_quant_conv: true,
            scaling_factor: 0.18215,
        }
    }

    /// Stable Diffusion XL.
    pub fn sdxl() -> Self {
        Self { scaling_factor: 0.13025, ..Self::sd15() }
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
        between("latent_channels", self.latent_channels, [1, MOST_CHANNELS])?;
        between("in_channels", self.in_channels, [1, MOST_CHANNELS])?;
        between("out_channels", self.out_channels, [1, MOST_CHANNELS])?;
        between("layers_per_block", self.layers_per_block, [1, MOST_LAYERS])?;
        let fraction = self.scaling_factor > 0.0 && self.scaling_factor < 1.0;
        must(fraction, "scaling_factor", self.scaling_factor, Wanted::Fraction)?;
        channels(&self.block_out_channels, self.norm_num_groups)?;
        let levels = self.block_out_channels.len();
        length("down_block_types", self.down_block_types.len(), levels)?;
        length("up_block_types", self.up_block_types.len(), levels)
    }
}
