//! Plans of what computing costs.
//!
//! A plan is a [`Sheet`]: named inputs with units, ranges and origins, and results with formulas.
//! [`Sheet::estimate`] computes it. [`PRESETS`] are sheets that repeat what others have published;
//! [`TEMPLATES`] are sheets for a person's own plan, filled from a [`Catalogue`] and from counts
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
mod sheet;
mod templates;
mod unit;

pub use catalogue::{Catalogue, Grid, Hardware, Rent};
pub use estimate::{Estimate, Ingredient, NUDGE, Outcome, Swing};
pub use figure::figure;
pub use origin::Origin;
pub use presets::{PRESETS, Preset, preset};
pub use range::Range;
pub use sheet::{Given, Sheet};
pub use templates::{TEMPLATES, Template};
pub use unit::{Dimension, Unit};
