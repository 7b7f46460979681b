//! Networks, their weights, devices and checkpoints.
//!
//! Inside a network activations are channels-last, `[batch, height, width, channels]`; the edges
//! (what samplers and codecs see) are `[batch, channels, height, width]` as everywhere else.

pub mod autoencoder;
pub mod bert;
pub mod checkpoint;
pub mod device;
mod error;
mod float8;
#[cfg(test)]
mod formula;
mod input;
pub mod layers;
pub mod layout;
pub mod lora;
pub mod ops;
pub mod optimiser;
pub mod params;
#[cfg(test)]
mod parity;
pub mod random;
pub mod scene;
pub mod sd;
mod settings;
pub mod tiny;
mod torch;
mod wanted;

pub use error::{Error, Result};
pub use params::Params;
pub use scene::{Scene, Token};
pub use torch::gguf::GgufFault;
pub use wanted::Wanted;
