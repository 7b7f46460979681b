//! From an utterance to a brief.
//!
//! One step a file, plain data between them: `segment` (words) → `lookup` (longest known
//! phrases) → `resolve` (one sense each) → `negation`, `background`, `style`, `attach` (who gets
//! what) → [`Reading`]. [`complete`] then fills what was left open, the same for the same seed.

mod attach;
mod background;
mod chinese;
mod colours;
mod complete;
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
mod style;
mod vocabulary;

pub use complete::{Filled, FilledSubject, Guess, complete};
pub use read::{Ignored, MAX_BYTES, Reading, Use, read};
pub(crate) use segment::is_han;
pub use sense::Meaning;
pub use vocabulary::{Entry, Style, Vocabulary};
