//! A dialogue: what is wanted over several turns.
//!
//! A turn passes `tokens` (cues and known things) → `clause` (one edit each) → `parse` (one family
//! of edits a file; `reference` tells whom they concern) → [`Edit`]s → [`apply()`]. [`turn()`] leads it
//! through, asks where it could mean two things, and keeps the history.
//!
//! Decided here, and kept to everywhere:
//! - "Draw a dog" begins anew; 再画一只狗, "add a dog" and a thing that is only named join the picture.
//! - Undo takes back a turn. A correction (不对, "no, not that") takes back the last edit, of this turn
//!   if it made one; but where what follows leads the colour on (不是这种绿，再红一点), it goes on from
//!   what is seen, by half a step.
//! - A step of a hue is 15°, 30° or 60° (一点, nothing said, 很多), of lightness 0.06, 0.12 or 0.24,
//!   of chroma 0.03, 0.06 or 0.12 of OKLCH; it halves whenever the person swings back. A size is
//!   multiplied by 1.25, twice for "much", from 0.7 where none was said; a place moves by 0.15 of the
//!   picture's side.
//! - A thing without a colour that should be greener becomes green; how light it should be without
//!   a colour is asked.
//! - What replaces a thing keeps its place, size, count and colour, unless others are said.

mod apply;
mod clause;
mod cues;
mod differences;
mod edit;
mod numbers;
mod parse;
mod phrases;
mod question;
mod reference;
mod scenes;
mod state;
mod swing;
mod tokens;
mod tone;
mod turn;

pub use apply::apply;
pub use differences::{Difference, Sign};
pub use edit::{Axis, Change, Degree, Edit, Heading, Tie, Tone, Whom};
pub use question::{Ask, Question};
pub use state::{KEPT, State};
pub use turn::{Turn, turn};
