//! What SDXL's U-Net is told beside the time step and the context.

use burn::tensor::Tensor;

use super::UnetConfig;
use super::config::SIZES;
use super::time::{Embedding, Waves};
use crate::Result;
use crate::params::Scope;

/// The whole text as one vector, and the sizes on which the network was conditioned
/// (Podell et al. 2023, arXiv:2307.01952, section 2.2).
#[derive(Clone, Debug)]
pub struct Added {
    /// A row for each picture, `[batch, pooled]`: [`UnetConfig::pooled_width`] numbers.
    pub pooled: Tensor<2>,
    /// For each picture, in pixels: height and width of the picture that it would have been cut
    /// from, the cut's top and left, height and width asked for. diffusers calls them time ids.
    pub sizes: Vec<[f64; SIZES]>,
}

/// The pooled text and sinusoids of the sizes through two linear layers.
#[derive(Clone, Debug)]
pub(super) struct AddedEmbedding {
    waves: Waves,
    embedding: Embedding,
}

impl AddedEmbedding {
    /// None where the network is told of nothing more than time and context.
    pub(super) fn new(scope: &Scope<'_>, config: &UnetConfig) -> Result<Option<Self>> {
        let Some([size, all]) = config.added_widths() else { return Ok(None) };
        let embedding = Embedding::new(scope, all, config)?;
        Ok(Some(Self { waves: Waves::new(size, config), embedding }))
    }

    /// `[batch, channels]`, to be added to the time's.
    pub(super) fn forward(&self, added: &Added) -> Tensor<2> {
        let sizes = self.waves.rows(&added.sizes, &added.pooled.device());
        self.embedding.forward(Tensor::cat(vec![added.pooled.clone(), sizes], 1))
    }
}
