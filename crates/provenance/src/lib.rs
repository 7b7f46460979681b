//! The record that says how a picture came to be.
//!
//! A picture carries its request as the `parameters` text that the A1111 web UI made common:
//! [`Parameters`] is that text as data, [`png`] puts it into a file and takes it out again.

mod error;
mod parameters;
pub mod png;

pub use error::Error;
pub use parameters::Parameters;
