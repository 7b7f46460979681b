//! TAESD's decoders in the files that people have: the original's names, or diffusers'.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use burn::tensor::Device;

use super::{Refused, stored};
use crate::ops::Precision;
use crate::sd::autoencoder::{TinyDecoder, TinyLayer};
use crate::torch::Stored;
use crate::{Params, Result};

/// Where the layers lie in a file: the beginning of their names, and the number of the first. The
/// original counts a bound on the latents as a layer.
const PLACES: [(&str, usize); 3] = [("decoder.layers.", 0), ("decoder.", 1), ("", 1)];
/// What only these decoders have: a block of three convolutions two layers after the first.
const MARK: &str = "conv.4.weight";
/// Channels of the latents.
const LATENT: usize = 4;
/// The most layers that are looked at.
const MOST: usize = 64;

/// A decoder where it lies.
#[derive(Clone, Debug)]
pub struct TinyFile {
    path: PathBuf,
    stored: Arc<dyn Stored>,
    prefix: &'static str,
    first: usize,
}

impl TinyFile {
    /// Opens a file; none where it holds no such decoder.
    ///
    /// # Errors
    /// [`crate::Error::Read`], [`crate::Error::Format`]; [`crate::Error::Refused`] for what is no file
    /// of weights.
    pub fn open(path: &Path) -> Result<Option<Self>> {
        let stored = stored(path)?;
        let there = |&(prefix, first): &(&str, usize)| {
            stored.stock(&format!("{prefix}{}.{MARK}", first + 2)).is_some()
        };
        let place = PLACES.into_iter().find(there);
        Ok(place.map(|(prefix, first)| Self { path: path.to_owned(), stored, prefix, first }))
    }

    /// The decoder, read now, for products in numbers of that precision.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where its layers are not such a decoder's, and what reading them gives.
    pub fn decoder(&self, device: &Device, precision: Precision) -> Result<TinyDecoder> {
        let layers = self.layers();
        if !is_whole(&layers) {
            return Err(Refused::NotTiny { path: self.path.clone() }.into());
        }
        let params = Params::stored(self.stored.clone(), device).with_precision(precision);
        let scope = match self.prefix {
            "" => params.root(),
            prefix => params.root().at(prefix.trim_end_matches('.')),
        };
        TinyDecoder::new(&scope, self.first, &layers)
    }

    fn layers(&self) -> Vec<TinyLayer> {
        let mut layers: Vec<TinyLayer> = Vec::new();
        for i in 0..MOST {
            layers.push(self.layer(i, layers.last()));
        }
        let last = layers.iter().rposition(|layer| *layer != TinyLayer::Nothing);
        layers.truncate(last.map_or(0, |last| last + 1));
        layers
    }

    fn layer(&self, i: usize, before: Option<&TinyLayer>) -> TinyLayer {
        let shape = |rest: &str| {
            let key = format!("{}{}.{rest}", self.prefix, self.first + i);
            self.stored.stock(&key).map(|stock| stock.shape)
        };
        let block = shape("conv.0.weight").and_then(|shape| shape.first().copied());
        match (block, shape("weight").as_deref()) {
            (Some(channels), _) => TinyLayer::Block(channels),
            (None, Some(&[outputs, inputs, ..])) => {
                // The ReLU after the first convolution has no weights either, but a block follows.
                let doubles = before == Some(&TinyLayer::Nothing);
                TinyLayer::Conv { channels: [inputs, outputs], doubles }
            }
            (None, _) => TinyLayer::Nothing,
        }
    }
}

/// Whether the layers lead from latents to a picture of 8 times the sides, each taking what the one
/// before gives.
fn is_whole(layers: &[TinyLayer]) -> bool {
    let (mut channels, mut shrinks) = (LATENT, 1);
    for layer in layers {
        let [inputs, outputs] = match *layer {
            TinyLayer::Nothing => continue,
            TinyLayer::Block(channels) => [channels; 2],
            TinyLayer::Conv { channels, doubles } => {
                shrinks *= if doubles { 2 } else { 1 };
                channels
            }
        };
        if inputs != channels {
            return false;
        }
        channels = outputs;
    }
    (channels, shrinks) == (3, 8)
}
