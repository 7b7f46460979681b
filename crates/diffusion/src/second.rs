//! A second pass over an enlarged picture.

use crate::families::{Painter, Sides};
use crate::generate::{Picture, Request, walk};
use crate::start::Start;
use crate::{Result, Walk};

/// A second pass: the picture is enlarged, and painted again from there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Second {
    /// How many times the width and height, 1 to 8.
    pub scale: f64,
    /// How far the enlarged picture may change, above 0 to 1.
    pub strength: f64,
    /// Steps of this pass; none is as many as of the first.
    pub steps: Option<usize>,
}

impl Second {
    /// A side of the second pass.
    #[must_use]
    pub fn side(&self, side: usize, sides: Sides) -> usize {
        sides.nearest((side as f64 * self.scale) as usize)
    }
}

/// The request of a second pass, and its walk: the last steps of one that is as much longer as its
/// strength is less than 1, as A1111 walks it.
pub(crate) fn enlarged(
    model: &dyn Painter,
    request: &Request,
    first: Picture,
    second: Second,
) -> Result<(Request, Walk)> {
    let sides = model.card().sides;
    let [width, height] = [first.width, first.height].map(|s| second.side(s, sides));
    let steps = second.steps.unwrap_or(request.steps);
    let long = (steps as f64 / second.strength.min(0.999)) as usize;
    let rgb = resized(first, [width, height]);
    let start = Some(Start { rgb, strength: 1.0, mask: None });
    let larger = Request { width, height, steps: long, start, second: None, ..request.clone() };
    let walk = walk(model, &larger)?;
    Ok((larger, walk.after(long - steps)))
}

/// The pixels of a picture in another size.
fn resized(picture: Picture, [width, height]: [usize; 2]) -> Vec<u8> {
    let Picture { rgb, width: from_width, height: from_height, .. } = picture;
    let Some(picture) = image::RgbImage::from_raw(from_width as u32, from_height as u32, rgb)
    else {
        return Vec::new();
    };
    let larger = image::imageops::resize(
        &picture,
        width as u32,
        height as u32,
        image::imageops::FilterType::Lanczos3,
    );
    larger.into_raw()
}
