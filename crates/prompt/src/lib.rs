//! What a person says, in Chinese or English, becomes a brief.
//!
//! The way of an utterance, one step a file, plain data between them:
//!
//! `clean` (one spelling) → `segment` (words) → `lookup` (longest known phrases) → `resolve`
//! (one sense each) → `negation`, `background`, `style`, `attach` (who gets what) → [`Reading`].
//! [`complete`](complete::complete) then fills what was left open, the same for the same seed.

mod attach;
mod background;
mod brief;
mod chinese;
mod clean;
mod colours;
mod complete;
mod error;
mod grammar;
mod inflect;
mod lexicon;
mod lookup;
mod negation;
mod places;
mod read;
mod resolve;
mod segment;
mod sense;
mod sizes;
mod span;
mod style;
mod traditional;
mod vocabulary;

pub use brief::{Brief, Colour, Exclusion, Subject};
pub use complete::{Filled, FilledSubject, Guess, complete};
pub use error::Error;
pub use read::{Ignored, MAX_BYTES, Reading, Use, read};
pub use sense::Meaning;
pub use span::Span;
pub use vocabulary::{Entry, Style, Vocabulary};
