//! What a person says, in Chinese or English, becomes a brief, and the brief a prompt.
//!
//! The rooms, in the order in which a text passes them:
//! [`clean`] (one spelling, with a map back) → [`words`] (segments with parts of speech) →
//! [`keywords`] (ranked phrases) and [`understand`] (the [`Brief`]) → [`compose`] (the prompt). Plain data lies between
//! them, so each can be run, printed and tested alone.

mod brief;
pub mod chat;
pub mod clean;
pub mod compose;
pub mod dialogue;
mod encode;
mod error;
pub mod keywords;
pub mod lint;
pub mod report;
mod span;
mod toml_file;
pub mod understand;
pub mod words;

pub use brief::{Background, Brief, Colour, Exclusion, Link, Named, Place, Relation, Subject};
pub use encode::{Encode, EncodeError, likeness};
pub use error::Error;
pub use span::Span;
pub use toml_file::toml_files;
pub use understand::{
    Entry, Filled, FilledSubject, Guess, Ignored, ImportError, Kind, Likeness, MAX_BYTES, Meaning,
    Reading, Style, Use, Vocabulary, complete, read, read_with,
};
