//! Stable Diffusion's networks (Rombach et al. 2022; Podell et al. 2023): CLIP's text encoder, the
//! U-Net and the autoencoder.
//!
//! Weights have the names that diffusers and transformers give them, so a file of its own opens with
//! [`crate::Params::open`]; sizes come from its `config.json`. Activations are channels-last,
//! `[batch, height, width, channels]`; inside attention they are rows, `[batch·tokens, channels]`.

mod added;
mod attention;
mod autoencoder;
mod block;
pub mod clip;
pub mod config;
pub mod files;
#[cfg(test)]
mod parity;
mod resnet;
mod time;
mod transformer;
mod unet;

pub use added::Added;
pub use autoencoder::{Decoder, Encoder, Posterior};
pub use clip::Clip;
pub use config::{AutoencoderConfig, ClipConfig, UnetConfig};
pub use files::Files;
pub use unet::Unet;
