//! The network.

use burn::tensor::Tensor;

use super::batch::{Batch, Token};
use super::embeddings::Embeddings;
use super::layer::Layer;
use crate::input::given;
use crate::layers::{LayerNorm, Linear, indices};
use crate::params::Scope;
use crate::sd::ClipConfig;
use crate::sd::attention::apart;
use crate::{Result, Wanted};

/// What files have before the names of all but the projection.
const PREFIX: &str = "text_model";

/// CLIP's text encoder.
#[derive(Clone, Debug)]
pub struct Clip {
    config: ClipConfig,
    embeddings: Embeddings,
    layers: Vec<Layer>,
    norm: LayerNorm,
    projection: Option<Linear>,
}

/// Where the context leaves the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Layers that are left out at the end, fewer than there are; a "clip skip" of 1 leaves out 0.
    pub skip: usize,
    /// Whether the final normalisation follows: Stable Diffusion 1 and 2 have it after whichever
    /// layer, SDXL has not.
    pub norm: bool,
}

/// Texts that have gone through the network.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// A row for each token, `[texts, tokens, hidden]`.
    pub context: Tensor<3>,
    /// A row for each text, `[texts, projection]`: the token that ends it after all layers and the
    /// final normalisation, projected; `[texts, hidden]` where the weights have no projection.
    pub pooled: Tensor<2>,
}

impl Clip {
    /// A network from the weights in `scope`, which have transformers' names, with or without
    /// `text_model.` before them; new weights have it not, and no projection.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] as [`ClipConfig::check`] has it, and where the checkpoint does
    /// not have a tensor so.
    pub fn new(scope: &Scope<'_>, config: &ClipConfig) -> Result<Self> {
        config.check()?;
        let (hidden, projected) = (config.hidden_size, config.projection_dim);
        let projection = scope.at("text_projection");
        let projection =
            projection.has("weight").then(|| Linear::unbiased(&projection, hidden, projected));
        let under = scope.at(PREFIX);
        let scope = if under.has("embeddings.token_embedding.weight") { &under } else { scope };
        let layer = |i| Layer::new(&scope.at(format_args!("encoder.layers.{i}")), config);
        let norm = scope.at("final_layer_norm");
        Ok(Self {
            config: config.clone(),
            embeddings: Embeddings::new(&scope.at("embeddings"), config)?,
            layers: (0..config.num_hidden_layers).map(layer).collect::<Result<_>>()?,
            norm: LayerNorm::with_eps(&norm, hidden, config.layer_norm_eps)?,
            projection: projection.transpose()?,
        })
    }

    /// What `texts` become. All have the same number of tokens, beginning and end among them.
    ///
    /// # Errors
    /// [`crate::Error::Token`] for an id beyond the vocabulary, [`crate::Error::TooLong`] for more
    /// tokens than there are positions; [`crate::Error::Input`] for texts of several lengths or
    /// none, a vector of another width, or too many layers to leave out; [`crate::Error::Dtype`]
    /// and [`crate::Error::NotFinite`] for a damaged row of a table, which is read when it is
    /// asked for.
    pub fn forward<T: AsRef<[Token]>>(&self, texts: &[T], exit: Exit) -> Result<Encoded> {
        let most = self.layers.len() - 1;
        given(exit.skip <= most, "skip", exit.skip, Wanted::Between(0, most))?;
        let batch = Batch::new(texts, &self.config)?;
        let (kept, left_out) = self.layers.split_at(self.layers.len() - exit.skip);
        let through =
            |layers: &[Layer], x| layers.iter().fold(x, |x, layer| layer.forward(x, batch.count()));
        let context = through(kept, self.embeddings.forward(&batch)?);
        let last = through(left_out, context.clone());
        let context = if exit.norm { self.norm.forward(context) } else { context };
        Ok(Encoded { context: apart(context, batch.count()), pooled: self.pooled(&batch, last) })
    }

    /// The texts' rows among the rows that the last layer gives.
    fn pooled(&self, batch: &Batch<'_>, rows: Tensor<2>) -> Tensor<2> {
        let ends = indices(&batch.ends(self.config.eos_token_id), &rows.device());
        let ends = self.norm.forward(rows.select(0, ends));
        match &self.projection {
            Some(projection) => projection.forward(ends),
            None => ends,
        }
    }
}
