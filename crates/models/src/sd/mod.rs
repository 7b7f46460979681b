//! Stable Diffusion's networks (Rombach et al. 2022): the U-Net and the autoencoder's decoder.
//!
//! Weights have the names that diffusers gives them, so a file of its own opens with
//! [`crate::Params::open`]; sizes come from its `config.json`. Activations are channels-last,
//! `[batch, height, width, channels]`; inside attention they are rows, `[batch·tokens, channels]`.

mod attention;
mod block;
pub mod config;
mod decoder;
pub mod files;
#[cfg(test)]
mod parity;
mod resnet;
mod time;
mod transformer;
mod unet;

pub use config::{AutoencoderConfig, ClipConfig, UnetConfig};
pub use decoder::Decoder;
pub use files::Files;
pub use unet::Unet;
