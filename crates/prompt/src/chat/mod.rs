//! A request to a chat model becomes a complete instruction.
//!
//! [`understand`] finds the need, the feelings, the audience and the constraints in what was
//! said; a [`Scene`] (a data file) knows what such requests need beside that; [`write()`] lays it
//! all out by a template, the person's own words untouched. [`rewrite`] lets a chat model phrase
//! it anew, and refuses what drifts away from what was said.

mod constraints;
mod emotion;
mod error;
mod facts;
mod guard;
mod kinds;
mod request;
mod scene;
mod write;

pub use emotion::Emotion;
pub use error::SceneError;
pub(crate) use guard::likeness;
pub use guard::{Ask, AskError, Drift, Guard, Outcome, rewrite};
pub use request::{Request, Tongue, Wish, understand};
pub use scene::{Both, Example, Missing, Scene, Scenes};
pub use write::write;
