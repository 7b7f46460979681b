//! The network of the tiny family: a U-Net over latents that is asked by a [`crate::Scene`].

mod canvas;
mod encoder;
mod unet;

use serde::{Deserialize, Serialize};

pub use canvas::SIDE as CANVAS_SIDE;
pub use encoder::{Batch, Encoder};
pub use unet::Unet;

/// Sizes of the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// How many tags it knows.
    pub tags: usize,
    /// How many styles it knows.
    pub styles: usize,
    /// Channels of the latents.
    pub latent_channels: usize,
    /// Channels at full, half and quarter size; multiples of 16.
    pub channels: [usize; 3],
    /// Channels of a canvas.
    pub canvas: usize,
    /// Numbers in a token, and in the condition of the residual blocks.
    pub token: usize,
    /// Heads of the attention.
    pub heads: usize,
}

impl Config {
    /// The sizes of the built-in model, for so many tags and styles.
    pub fn new(tags: usize, styles: usize) -> Self {
        Self {
            tags,
            styles,
            latent_channels: 12,
            channels: [64, 128, 192],
            canvas: 16,
            token: 192,
            heads: 4,
        }
    }
}
