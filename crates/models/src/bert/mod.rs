//! BERT (Devlin et al. 2018, arXiv:1810.04805): texts as rows of numbers, and as one vector each.
//!
//! - [`BertConfig`]: sizes, read from a Hugging Face `config.json` or made up.
//! - [`Bert`]: the network, a function of weights by name; it learns on a device with gradients.
//!   `Bert::new(&Params::new(seed, &device).root(), &config)` is a new one,
//!   `Bert::new(&Params::open(&path, &device)?.root(), &config)` one from a file.
//! - [`Batch`]: token ids of several texts, one behind the other with no padding between them.
//!   [`Bert::forward`] gives a row for each token, [`Batch::mean`] and [`Batch::first`] a vector
//!   for each text.
//! - [`save()`]: writes a folder that [`Encoder::open`] reads again, as transformers does.
//! - [`Encoder`]: a model with its tokenizer, from a folder or from the program itself
//!   ([`Embedded`]): texts to unit vectors.

mod batch;
mod config;
mod embeddings;
mod encoder;
mod folder;
mod layer;
mod network;
mod painting;
#[cfg(test)]
mod parity;
mod pooling;
mod save;
mod tokens;

pub use batch::Batch;
pub use config::BertConfig;
pub use encoder::Encoder;
pub use folder::Embedded;
pub use network::Bert;
pub use save::save;

use tokens::Tokens;
