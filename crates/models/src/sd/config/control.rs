//! A ControlNet's sizes.

use serde::Deserialize;

use super::{MOST_CHANNELS, MOST_LEVELS, UnetConfig};
use crate::settings::{between, must, parsed};
use crate::{Result, Wanted};

/// Settings of diffusers' ControlNet that have one value here, beside those of the U-Net.
const ONLY: [(&str, &str); 2] =
    [("global_pool_conditions", "false"), ("controlnet_conditioning_channel_order", "\"rgb\"")];

/// Sizes of a ControlNet. Settings that are not in the file have diffusers' defaults.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct ControlConfig {
    /// The U-Net whose contracting path it has; its way up is made to match and is not used.
    #[serde(flatten)]
    pub unet: UnetConfig,
    /// Channels of the picture that it sees.
    pub conditioning_channels: usize,
    /// Channels on the way from that picture to the latents' size; each but the first is at half
    /// the size of the one before.
    pub conditioning_embedding_out_channels: Vec<usize>,
}

impl Default for ControlConfig {
    fn default() -> Self {
        Self {
            unet: UnetConfig::default(),
            conditioning_channels: 3,
            conditioning_embedding_out_channels: vec![16, 32, 96, 256],
        }
    }
}

impl ControlConfig {
    /// Sizes from the text of a `config.json`.
    ///
    /// # Errors
    /// [`crate::Error::Json`], and [`crate::Error::Setting`] as [`Self::check`] has it or where a
    /// setting asks for another kind of network.
    pub fn parse(json: &str) -> Result<Self> {
        let only = [&super::unet::ONLY[..], &ONLY[..]].concat();
        let mut config: Self = parsed(json, &only)?;
        config.unet = config.unet.mirrored();
        config.check()?;
        Ok(config)
    }

    /// Whether there can be a network of these sizes.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] with the first setting that is out of range or does not fit the
    /// others.
    pub fn check(&self) -> Result<()> {
        const WIDTHS: &str = "conditioning_embedding_out_channels";
        self.unet.check()?;
        between("conditioning_channels", self.conditioning_channels, [1, MOST_CHANNELS])?;
        let widths = &self.conditioning_embedding_out_channels;
        let count = Wanted::Between(1, MOST_LEVELS);
        let fits = (1..=MOST_LEVELS).contains(&widths.len());
        must(fits, WIDTHS, format_args!("[…; {}]", widths.len()), count)?;
        widths.iter().try_for_each(|&width| between(WIDTHS, width, [1, MOST_CHANNELS]))
    }
}
