//! Stable Diffusion's networks (Rombach et al. 2022; Podell et al. 2023): CLIP's text encoder, the
//! U-Net, ControlNets beside it, and the autoencoder.
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
mod contracting;
mod control;
pub mod files;
#[cfg(test)]
mod parity;
mod resnet;
mod time;
mod transformer;
mod unet;

pub use added::Added;
pub use autoencoder::{Decoder, Encoder, Posterior, TinyDecoder};
pub use clip::Clip;
pub use config::{AutoencoderConfig, ClipConfig, ControlConfig, UnetConfig};
pub use control::{Control, ControlNet};
pub use files::Files;
pub use unet::Unet;
