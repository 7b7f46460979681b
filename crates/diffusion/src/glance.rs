//! Looking at a picture while it is painted.

use crate::families::Painter;
use crate::pixels;
use crate::{Result, Step};

/// What a picture looks like at a step; it may be smaller than the picture will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// RGB, row by row.
    pub rgb: Vec<u8>,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
}

/// What the model takes the picture to be at a step.
///
/// # Errors
/// What the networks report.
pub fn glance(model: &dyn Painter, step: &Step<'_>) -> Result<Glance> {
    let seen = model.glance(step.denoised.clone())?;
    let [_, height, width, _] = seen.dims();
    Ok(Glance { rgb: pixels::bytes(seen).concat(), width, height })
}
