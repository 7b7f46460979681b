//! Training: our recipe, and a person's own folder of pictures.
//!
//! [`fit()`] is the one loop; what is learned is an [`Objective`]: first the autoencoder
//! ([`codec`]), then the network that takes noise away ([`denoiser`]). [`recipe`] puts them in
//! order, [`pictures`] is where pictures come from, [`journal`] what a run leaves on the disk.

mod canvases;
pub mod codec;
mod decay;
pub mod denoiser;
mod fit;
pub mod journal;
pub mod lora;
pub mod pca;
pub mod pictures;
pub mod recipe;
pub mod sheet;

pub use decay::Decay;
pub use fit::{Objective, Progress, Schedule, Watch, fit};
pub use recipe::{Recipe, train};
