//! A ControlNet's sizes.

use super::Shapes;
use super::unet::contracting;
use crate::Result;
use crate::sd::ControlConfig;
use crate::sd::config::MOST_LEVELS;
use crate::torch::Stored;

/// The ControlNet's sizes from its tensors.
///
/// # Errors
/// [`crate::Error::Missing`], and [`crate::Error::Setting`] where the levels are made in a way that
/// no network here is.
pub(in crate::sd::files) fn control(stored: &dyn Stored) -> Result<ControlConfig> {
    const SEEN: &str = "controlnet_cond_embedding";
    let shapes = Shapes::of(stored);
    let first = format!("{SEEN}.conv_in.weight");
    let blocks = shapes.count(&format!("{SEEN}.blocks.")).min(2 * MOST_LEVELS);
    let width = |block| shapes.axis(&format!("{SEEN}.blocks.{block}.weight"), 0);
    let halvings = (0..blocks).skip(1).step_by(2).map(width);
    let widths = std::iter::once(shapes.axis(&first, 0)).chain(halvings);
    let config = ControlConfig {
        unet: contracting(&shapes, stored)?,
        conditioning_channels: shapes.axis(&first, 1)?,
        conditioning_embedding_out_channels: widths.collect::<Result<_>>()?,
    };
    config.check()?;
    Ok(config)
}
