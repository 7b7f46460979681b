//! From an utterance to a brief.
//!
//! One step a file, plain data between them: `segment` (words) → `lookup` (longest known
//! phrases) → `resolve` (one sense each) → `negation`, `background` → `stage` (the subjects,
//! `unknown` ones too) → `count`, `scene`, `relate`, `body`, `attach` (who gets what), `whole`
//! (style, mood, view) → [`Reading`]. [`complete()`] then fills what was left open, the same for the same seed.

mod again;
mod attach;
mod background;
mod body;
mod chinese;
pub(crate) mod colours;
mod complete;
mod count;
mod grammar;
mod inflect;
pub(crate) mod lexicon;
mod likeness;
mod lookup;
mod negation;
mod places;
mod read;
mod relate;
mod relating;
mod resolve;
mod scene;
pub(crate) mod segment;
pub(crate) mod sense;
mod sizes;
mod stage;
mod unknown;
mod vocabulary;
mod whole;

pub(crate) use colours::is_colour;
pub use complete::{Filled, FilledSubject, Guess, complete};
pub(crate) use read::glean;
pub use read::{Ignored, Likeness, MAX_BYTES, Reading, Use, read, read_with};
pub(crate) use segment::is_han;
pub use sense::Meaning;
pub(crate) use vocabulary::kind_of;
pub use vocabulary::{Entry, ImportError, Kind, Style, Vocabulary};
