//! Key phrases: the few that say what a text is about.
//!
//! Parts of speech give candidates (`phrases/`); a ranker of the registry gives each a signal
//! (`rankers/`); how often, where and in which form it stands is the prior that all rankers share
//! (`prior.rs`). Their sum is a phrase's log-odds, its logistic the score.

mod candidate;
mod common;
mod diverse;
mod document;
mod error;
mod extract;
mod phrases;
mod porter;
mod prior;
mod rankers;

pub use error::KeywordError;
pub use extract::{Keyphrase, Options, keywords};
pub use porter::stem;
pub use rankers::{Ranker, rankers};
