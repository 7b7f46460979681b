//! Words with their parts of speech, in Chinese, English and mixed text.

pub mod chinese;
pub mod english;
mod features;
mod fixed;
mod pos;
pub mod sequence;
pub mod table;
mod tagger;
pub(crate) mod unit;
mod user;

use fixed::fixed;
pub use pos::Pos;
pub use tagger::Tagger;
pub use unit::is_han;
pub use user::{Reason, UserDictionary, UserDictionaryError};

use serde::Serialize;

use crate::Span;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Its universal part of speech.
    pub pos: Pos,
}
