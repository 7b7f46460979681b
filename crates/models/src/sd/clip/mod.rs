//! CLIP's text encoder (Radford et al. 2021, arXiv:2103.00020): a text's tokens to the context of
//! the U-Net, and to one vector.
//!
//! Weights have the names that transformers gives them: `text_model.embeddings.…` and so on, and
//! `text_projection.weight`; newer files lack `text_model.`.

mod batch;
mod embeddings;
mod layer;
mod network;
#[cfg(test)]
mod parity;

pub use batch::Token;
pub use network::{Clip, Encoded, Exit};
