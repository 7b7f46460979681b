//! The U-Net's sizes.

use serde::Deserialize;

use super::{MOST_CHANNELS, MOST_LAYERS, PerLevel, channels};
use crate::settings::{between, divides, length, must, parsed};
use crate::{Result, Wanted};

/// Settings of diffusers' U-Net that have one value here.
pub(super) const ONLY: [(&str, &str); 25] = [
    ("act_fn", "\"silu\""),
    ("attention_type", "\"default\""),
    ("center_input_sample", "false"),
    ("class_embed_type", "null"),
    ("conv_in_kernel", "3"),
    ("conv_out_kernel", "3"),
    ("cross_attention_norm", "null"),
    ("downsample_padding", "1"),
    ("dual_cross_attention", "false"),
    ("encoder_hid_dim", "null"),
    ("encoder_hid_dim_type", "null"),
    ("mid_block_only_cross_attention", "null"),
    ("mid_block_scale_factor", "1"),
    ("mid_block_type", "\"UNetMidBlock2DCrossAttn\""),
    ("num_attention_heads", "null"),
    ("num_class_embeds", "null"),
    ("only_cross_attention", "false"),
    ("resnet_out_scale_factor", "1"),
    ("resnet_skip_time_act", "false"),
    ("resnet_time_scale_shift", "\"default\""),
    ("reverse_transformer_layers_per_block", "null"),
    ("time_cond_proj_dim", "null"),
    ("time_embedding_dim", "null"),
    ("time_embedding_type", "\"positional\""),
    ("timestep_post_act", "null"),
];

/// What a block of the U-Net is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum BlockKind {
    /// Residual blocks, each followed by a transformer.
    #[serde(rename = "CrossAttnDownBlock2D", alias = "CrossAttnUpBlock2D")]
    Attending,
    /// Residual blocks alone.
    #[serde(rename = "DownBlock2D", alias = "UpBlock2D")]
    Plain,
}

/// What the U-Net is told beside the time step and the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum AdditionEmbed {
    /// The whole text as one vector, and [`SIZES`] sizes in pixels.
    #[serde(rename = "text_time")]
    TextTime,
}

/// Sizes that SDXL's U-Net is told: height and width of the picture that this one would have been
/// cut from, top and left of the cut, height and width asked for.
pub const SIZES: usize = 6;

/// Sizes of a U-Net. Settings that are not in the file have diffusers' defaults; others than
/// these are not read, except for those that would change what the network computes.
///
/// `use_linear_projection` is among those not read: on channels-last activations a 1×1
/// convolution is a linear layer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct UnetConfig {
    /// Channels of the noisy latents.
    pub in_channels: usize,
    /// Channels of the prediction.
    pub out_channels: usize,
    /// Channels at each level, from the full size down.
    pub block_out_channels: Vec<usize>,
    /// Residual blocks at each level on the way down; one more on the way up.
    pub layers_per_block: usize,
    /// The blocks on the way down.
    pub down_block_types: Vec<BlockKind>,
    /// The blocks on the way up, from the smallest size.
    pub up_block_types: Vec<BlockKind>,
    /// Numbers of a token of the context.
    pub cross_attention_dim: usize,
    /// Number of heads, in spite of its name: diffusers keeps the name for the sake of old files.
    pub attention_head_dim: PerLevel,
    /// Attention blocks in each transformer.
    pub transformer_layers_per_block: PerLevel,
    /// Groups of a normalisation.
    pub norm_num_groups: usize,
    /// What is added to the variance in a normalisation.
    pub norm_eps: f32,
    /// Whether the time's cosines come before its sines.
    pub flip_sin_to_cos: bool,
    /// Taken from the number of the time's waves where their lengths are spaced: with 1 the longest
    /// is 2π·10⁴ steps, with 0 it is a little shorter.
    pub freq_shift: usize,
    /// What the network is told beside the time step and the context.
    pub addition_embed_type: Option<AdditionEmbed>,
    /// Sines and cosines of each size that it is told; needed where it is.
    pub addition_time_embed_dim: Option<usize>,
    /// Numbers of the pooled text and of all sizes; needed where the network is told them.
    pub projection_class_embeddings_input_dim: Option<usize>,
}

impl Default for UnetConfig {
    fn default() -> Self {
        use BlockKind::{Attending, Plain};
        Self {
            in_channels: 4,
            out_channels: 4,
            block_out_channels: vec![320, 640, 1280, 1280],
            layers_per_block: 2,
            down_block_types: vec![Attending, Attending, Attending, Plain],
            up_block_types: vec![Plain, Attending, Attending, Attending],
            cross_attention_dim: 1280,
            attention_head_dim: PerLevel::Same(8),
            transformer_layers_per_block: PerLevel::Same(1),
            norm_num_groups: 32,
            norm_eps: 1e-5,
            flip_sin_to_cos: true,
            freq_shift: 0,
            addition_embed_type: None,
            addition_time_embed_dim: None,
            projection_class_embeddings_input_dim: None,
        }
    }
}

impl UnetConfig {
    /// Stable Diffusion 1.5.
    pub fn sd15() -> Self {
        Self { cross_attention_dim: 768, ..Self::default() }
    }

    /// Stable Diffusion 2.0 and 2.1.
    pub fn sd2() -> Self {
        let attention_head_dim = PerLevel::Each(vec![5, 10, 20, 20]);
        Self { cross_attention_dim: 1024, attention_head_dim, ..Self::default() }
    }

    /// Stable Diffusion XL (Podell et al. 2023, arXiv:2307.01952), without its refiner.
    pub fn sdxl() -> Self {
        use BlockKind::{Attending, Plain};
        Self {
            block_out_channels: vec![320, 640, 1280],
            down_block_types: vec![Plain, Attending, Attending],
            up_block_types: vec![Attending, Attending, Plain],
            cross_attention_dim: 2048,
            attention_head_dim: PerLevel::Each(vec![5, 10, 20]),
            transformer_layers_per_block: PerLevel::Each(vec![1, 2, 10]),
            addition_embed_type: Some(AdditionEmbed::TextTime),
            addition_time_embed_dim: Some(256),
            projection_class_embeddings_input_dim: Some(1280 + SIZES * 256),
            ..Self::default()
        }
    }

    /// Numbers of the pooled text that the network is told; none where it is not.
    pub fn pooled_width(&self) -> Option<usize> {
        self.added_widths().map(|[size, all]| all.saturating_sub(SIZES * size))
    }

    /// Numbers of each size, and of pooled text and sizes together, that the network is told.
    pub(in crate::sd) fn added_widths(&self) -> Option<[usize; 2]> {
        let numbers = [self.addition_time_embed_dim, self.projection_class_embeddings_input_dim];
        self.addition_embed_type
            .map(|AdditionEmbed::TextTime| numbers.map(Option::unwrap_or_default))
    }

    /// The same with a way up that goes back the way down.
    pub(in crate::sd) fn mirrored(self) -> Self {
        let up_block_types = self.down_block_types.iter().rev().copied().collect();
        Self { up_block_types, ..self }
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
        between("in_channels", self.in_channels, [1, MOST_CHANNELS])?;
        between("out_channels", self.out_channels, [1, MOST_CHANNELS])?;
        between("cross_attention_dim", self.cross_attention_dim, [1, MOST_CHANNELS])?;
        between("layers_per_block", self.layers_per_block, [1, MOST_LAYERS])?;
        between("freq_shift", self.freq_shift, [0, 1])?;
        let fraction = self.norm_eps > 0.0 && self.norm_eps < 1.0;
        must(fraction, "norm_eps", self.norm_eps, Wanted::Fraction)?;
        channels(&self.block_out_channels, self.norm_num_groups)?;
        self.check_levels()?;
        self.check_added()
    }

    fn check_levels(&self) -> Result<()> {
        let levels = self.block_out_channels.len();
        length("down_block_types", self.down_block_types.len(), levels)?;
        length("up_block_types", self.up_block_types.len(), levels)?;
        self.attention_head_dim.check("attention_head_dim", levels)?;
        self.transformer_layers_per_block.check("transformer_layers_per_block", levels)?;
        for (level, &channels) in self.block_out_channels.iter().enumerate() {
            divides("attention_head_dim", self.attention_head_dim.at(level), channels)?;
            let layers = self.transformer_layers_per_block.at(level);
            between("transformer_layers_per_block", layers, [1, MOST_LAYERS])?;
        }
        waves("block_out_channels", self.block_out_channels[0])
    }

    fn check_added(&self) -> Result<()> {
        let Some([size, all]) = self.added_widths() else { return Ok(()) };
        waves("addition_time_embed_dim", size)?;
        let least = SIZES * size + 1;
        between("projection_class_embeddings_input_dim", all, [least, least + MOST_CHANNELS])
    }
}

/// Whether sines and cosines can be so many.
fn waves(field: &'static str, width: usize) -> Result<()> {
    between(field, width, [4, MOST_CHANNELS])?;
    must(width.is_multiple_of(2), field, width, Wanted::Multiple(2))
}
