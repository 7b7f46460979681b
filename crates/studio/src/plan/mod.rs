//! Plans of what computing costs.
//!
//! A plan is a [`Worksheet`]: named inputs with units, ranges and origins, and results with formulas.
//! [`Worksheet::estimate`] computes it. [`PRESETS`] are worksheets that repeat what others have published;
//! [`TEMPLATES`] are worksheets for a person's own plan, filled from a [`Catalogue`] and from counts
//! of arithmetic.

mod catalogue;
mod estimate;
mod figure;
mod formula;
mod origin;
mod presets;
mod random;
mod range;
mod raw;

mod templates;
mod unit;
mod worksheet;

pub use catalogue::{Catalogue, Grid, Hardware, Rent};
pub use estimate::{Estimate, Ingredient, NUDGE, Outcome, Swing};
pub use figure::figure;
pub use origin::Origin;
pub use presets::{PRESETS, Preset, preset};
pub use range::Range;
pub use templates::{TEMPLATES, Template};
pub use unit::{Dimension, Unit};
pub use worksheet::{Given, Worksheet};
