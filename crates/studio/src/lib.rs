//! What surrounds painting. For now: plans of what computing costs, and the counts of arithmetic
//! that they need. Nothing here reads a file, a clock or the network; texts come as arguments.

mod error;
pub mod networks;
pub mod plan;
mod words;

pub use error::{Error, Result};
pub use words::Words;
