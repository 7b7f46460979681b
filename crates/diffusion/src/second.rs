//! A second pass over an enlarged picture.

use image::imageops::{FilterType, resize};
use image::{ImageBuffer, Luma, Pixel, Rgb};

use crate::families::{Painter, Sides};
use crate::generate::{Picture, Request, walk};
use crate::start::Start;
use crate::{Hint, Result, Walk};

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
    let (from, to) = ([first.width, first.height], [width, height]);
    let rgb = resized::<Rgb<u8>>(first.rgb, from, to);
    let start = Some(Start { rgb, strength: 1.0, mask: None });
    let hint = |hint: Hint| Hint { rgb: resized::<Rgb<u8>>(hint.rgb, from, to), ..hint };
    let larger = Request {
        width,
        height,
        steps: long,
        start,
        second: None,
        hints: request.hints.iter().cloned().map(hint).collect(),
        lines: request.lines.clone().map(|lines| resized::<Luma<u8>>(lines, from, to)),
        ..request.clone()
    };
    let walk = walk(model, &larger)?;
    Ok((larger, walk.after(long - steps)))
}

/// The values of a picture of one width and height in another.
fn resized<P: Pixel<Subpixel = u8> + 'static>(
    values: Vec<u8>,
    from: [usize; 2],
    to: [usize; 2],
) -> Vec<u8> {
    let ([width, height], [to_width, to_height]) = (from.map(|s| s as u32), to.map(|s| s as u32));
    let picture = ImageBuffer::<P, Vec<u8>>::from_raw(width, height, values);
    let larger = picture.map(|picture| resize(&picture, to_width, to_height, FilterType::Lanczos3));
    larger.map(ImageBuffer::into_raw).unwrap_or_default()
}
