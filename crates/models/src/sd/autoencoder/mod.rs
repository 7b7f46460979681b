//! The autoencoder (Kingma & Welling 2014, arXiv:1312.6114; Rombach et al. 2022, section 3.1):
//! pictures to latents and back.

mod decoder;
mod encoder;
mod middle;
#[cfg(test)]
mod parity;
mod posterior;
mod tiles;
mod tiny;

pub use decoder::Decoder;
pub use encoder::Encoder;
pub use posterior::Posterior;
pub use tiny::TinyDecoder;
pub(super) use tiny::TinyLayer;

use super::AutoencoderConfig;
use crate::ops::Norm;

/// What the autoencoder adds to the variance in a normalisation.
const EPS: f32 = 1e-6;

fn norm(config: &AutoencoderConfig, silu: bool) -> Norm {
    Norm { groups: config.norm_num_groups, eps: EPS, silu }
}
