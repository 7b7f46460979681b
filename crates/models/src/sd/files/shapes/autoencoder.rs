//! The autoencoder's sizes.

use super::{Shapes, alike, groups};
use crate::Result;
use crate::sd::AutoencoderConfig;
use crate::sd::config::{DecoderBlock, EncoderBlock, MOST_LEVELS};
use crate::torch::Stored;

/// The autoencoder's sizes from its decoder's tensors. The scaling factor is in no tensor: it stays
/// Stable Diffusion 1's.
///
/// # Errors
/// [`crate::Error::Missing`], and [`crate::Error::Setting`] where the levels are made in a way that
/// no autoencoder here is.
pub(in crate::sd::files) fn autoencoder(stored: &dyn Stored) -> Result<AutoencoderConfig> {
    let shapes = Shapes::of(stored);
    let levels = shapes.count("decoder.up_blocks.").min(MOST_LEVELS + 1);
    let block = |level: usize| format!("decoder.up_blocks.{}.resnets.", levels - 1 - level);
    let channels = |level| shapes.axis(&format!("{}0.conv1.weight", block(level)), 0);
    let channels: Vec<usize> = (0..levels).map(channels).collect::<Result<_>>()?;
    let layers: Vec<usize> =
        (0..levels).map(|level| shapes.count(&block(level)).saturating_sub(1)).collect();
    let out_channels = shapes.axis("decoder.conv_out.weight", 0)?;
    let config = AutoencoderConfig {
        latent_channels: shapes.axis("decoder.conv_in.weight", 1)?,
        // Files without the encoder are good for painting.
        in_channels: shapes.axis("encoder.conv_in.weight", 1).unwrap_or(out_channels),
        out_channels,
        down_block_types: vec![EncoderBlock::Plain; levels],
        layers_per_block: alike("layers_per_block", &layers)?.unwrap_or(0),
        up_block_types: vec![DecoderBlock::Plain; levels],
        use_quant_conv: shapes.has("quant_conv.weight"),
        use_post_quant_conv: shapes.has("post_quant_conv.weight"),
        norm_num_groups: groups(&channels),
        block_out_channels: channels,
        ..AutoencoderConfig::sd15()
    };
    config.check()?;
    Ok(config)
}
