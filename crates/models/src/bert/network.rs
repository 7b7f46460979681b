//! The network.

use burn::tensor::{Tensor, TensorData};

use super::embeddings::Embeddings;
use super::layer::Layer;
use super::painting::{self, PaintingLayer};
use super::{Batch, BertConfig};
use crate::params::Scope;
use crate::{Error, Result};

/// What transformers puts before the names where a head sits on the network.
const PREFIX: &str = "bert";

/// BERT without a head: the `last_hidden_state` of transformers' `BertModel`.
#[derive(Clone, Debug)]
pub struct Bert {
    embeddings: Embeddings,
    layers: Vec<Layer>,
    /// The same on slices; none where they learn, or are not on the CPU.
    painting: Option<Vec<PaintingLayer>>,
    tokens: usize,
    longest: usize,
}

impl Bert {
    /// A network from the weights in `scope`, which have transformers' names, with or without
    /// `bert.` before them; new weights have it not.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, config: &BertConfig) -> Result<Self> {
        config.check()?;
        let under = scope.at(PREFIX);
        let scope = if under.has("embeddings.word_embeddings.weight") { &under } else { scope };
        let layer = |i| Layer::new(&scope.at(format_args!("encoder.layer.{i}")), config);
        let layers: Vec<Layer> = (0..config.num_hidden_layers).map(layer).collect::<Result<_>>()?;
        Ok(Self {
            embeddings: Embeddings::new(&scope.at("embeddings"), config)?,
            painting: layers.iter().map(PaintingLayer::new).collect(),
            layers,
            tokens: config.vocab_size,
            longest: config.max_position_embeddings,
        })
    }

    /// A row for each token, `[tokens of all texts, hidden]`, in the order of the batch.
    ///
    /// # Errors
    /// [`Error::Token`] for an id beyond the vocabulary, [`Error::TooLong`] for a text with more
    /// tokens than there are positions; [`Error::Dtype`] and [`Error::NotFinite`] for a damaged row
    /// of a table, which is read when it is asked for.
    pub fn forward(&self, batch: &Batch) -> Result<Tensor<2>> {
        self.check(batch)?;
        let mut x = self.embeddings.forward(batch)?;
        if let Some(layers) = &self.painting {
            let (shape, device) = (x.dims(), x.device());
            let mut rows = x.into_data().try_into_vec::<f32>().unwrap_or_default();
            painting::forward(layers, &mut rows, batch.lengths());
            return Ok(Tensor::from_data(TensorData::new(rows, shape), &device));
        }
        for layer in &self.layers {
            x = layer.forward(x, batch.lengths());
        }
        Ok(x)
    }

    fn check(&self, batch: &Batch) -> Result<()> {
        let beyond = batch.ids().iter().find(|&&id| id as usize >= self.tokens);
        if let Some(&id) = beyond {
            return Err(Error::Token { id, count: self.tokens });
        }
        let longest = batch.lengths().iter().copied().max().unwrap_or(0);
        if longest > self.longest {
            return Err(Error::TooLong { tokens: longest, most: self.longest });
        }
        Ok(())
    }
}
