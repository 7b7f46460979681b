//! The picture to begin from: one to change, with its mask; one that goes on beyond its edges; or a
//! drawing to colour.

use std::path::Path;

use anyhow::Result;
use image::imageops::FilterType;
use image::{DynamicImage, ImageReader, Limits};

use super::outpaint::Canvas;
use crate::commands::paint::Args;
use crate::engine::{Mask, Sides, Start};
use crate::error::Error;

/// The longest side of a picture that is read, in pixels.
const LONGEST: u32 = 16_384;
/// The most memory that reading one may take, in bytes.
const MOST: u64 = 1 << 30;

/// How far a picture may change where nothing is said: A1111's.
const STRENGTH: f64 = 0.75;
/// How far what is new may differ from the mirrored edges, and colours from paper.
const WHOLLY: f64 = 1.0;
/// The share of the walk after which the forms of a picture stay: from there on, lines would only
/// leave paper around them.
const SETTLED: f64 = 0.5;

/// The picture to begin from, in the size that is painted.
///
/// # Errors
/// [`Error::Picture`] where one cannot be read.
pub(crate) fn of(args: &Args, size: [usize; 2], sides: Sides) -> Result<Option<Start>> {
    let start = |rgb, strength, mask| {
        Ok(Some(Start { rgb, strength: args.strength.unwrap_or(strength), mask }))
    };
    match (&args.init, args.outpaint, &args.lines) {
        (Some(picture), Some(beyond), _) => {
            let size = self::size(picture, sides)?;
            let picture = fitted(&open(picture)?, size)?.to_rgb8();
            let Canvas { rgb, mask } = beyond.canvas(&picture, sides);
            start(rgb, WHOLLY, Some(Mask { keeps_pixels: true, ..Mask::new(mask) }))
        }
        (Some(picture), None, _) => {
            let mask = args.mask.as_deref().map(|path| shown(path, size)).transpose()?;
            start(rgb(picture, size)?, STRENGTH, mask.map(Mask::new))
        }
        (None, _, Some(drawing)) => {
            // Ink stays until the forms have settled, paper is painted.
            let paper = lines(drawing, size)?.into_iter().map(share).collect();
            let mask = Mask { until: SETTLED, ..Mask::new(paper) };
            start(rgb(drawing, size)?, WHOLLY, Some(mask))
        }
        (None, _, None) => Ok(None),
    }
}

/// The brightness of a drawing, 0 to 255, in the size that is painted.
///
/// # Errors
/// [`Error::Picture`] where it cannot be read.
pub(crate) fn lines(path: &Path, size: [usize; 2]) -> Result<Vec<u8>> {
    Ok(fitted(&on_paper(open(path)?), size)?.to_luma8().into_raw())
}

/// The pixels of a picture, in the size that is painted.
///
/// # Errors
/// [`Error::Picture`] where it cannot be read.
pub(crate) fn rgb(path: &Path, size: [usize; 2]) -> Result<Vec<u8>> {
    Ok(fitted(&on_paper(open(path)?), size)?.to_rgb8().into_raw())
}

/// The size of a picture, to the next that can be painted.
///
/// # Errors
/// [`Error::Picture`] where it cannot be read.
pub(crate) fn size(path: &Path, sides: Sides) -> Result<[usize; 2], Error> {
    let unread = |source| Error::Picture { path: path.to_owned(), source };
    let (width, height) = image::image_dimensions(path).map_err(unread)?;
    Ok([width, height].map(|side| sides.nearest(side as usize)))
}

/// The size that the arguments' pictures lead to; none where there are none.
///
/// # Errors
/// [`Error::Picture`] where one cannot be read.
pub(crate) fn size_of_all(args: &Args, sides: Sides) -> Result<Option<[usize; 2]>, Error> {
    let picture = args.init.as_ref().or(args.lines.as_ref());
    let size = picture.map(|path| size(path, sides)).transpose()?;
    Ok(match (size, args.outpaint) {
        (Some(size), Some(beyond)) => Some(beyond.size(size, sides)),
        (size, _) => size,
    })
}

/// A mask's values: white is painted anew. Where it has transparency, what is transparent is.
fn shown(path: &Path, size: [usize; 2]) -> Result<Vec<f32>> {
    let mask = fitted(&open(path)?, size)?;
    let alpha = mask.color().has_alpha().then(|| mask.to_rgba8());
    match alpha.filter(|rgba| rgba.pixels().any(|pixel| pixel.0[3] < 255)) {
        Some(rgba) => Ok(rgba.pixels().map(|pixel| 1.0 - share(pixel.0[3])).collect()),
        None => Ok(mask.to_luma8().into_raw().into_iter().map(share).collect()),
    }
}

fn share(value: u8) -> f32 {
    f32::from(value) / 255.0
}

/// The picture on white where it is transparent, as drawings often are.
fn on_paper(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut rgba = picture.to_rgba8();
    for pixel in rgba.pixels_mut() {
        let [.., alpha] = pixel.0;
        let over =
            |value: u8| (f32::from(value) - 255.0).mul_add(share(alpha), 255.0).round() as u8;
        let [r, g, b, _] = pixel.0;
        pixel.0 = [over(r), over(g), over(b), 255];
    }
    rgba.into()
}

fn open(path: &Path) -> Result<DynamicImage, Error> {
    let unread = |source| Error::Picture { path: path.to_owned(), source };
    let opened = ImageReader::open(path).and_then(ImageReader::with_guessed_format);
    let mut reader = opened.map_err(|source| unread(source.into()))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST);
    reader.limits(limits);
    reader.decode().map_err(unread)
}

/// The picture in another size, its middle where the proportions differ.
fn fitted(picture: &DynamicImage, [width, height]: [usize; 2]) -> Result<DynamicImage> {
    let (width, height) = (u32::try_from(width)?, u32::try_from(height)?);
    if (picture.width(), picture.height()) == (width, height) {
        return Ok(picture.clone());
    }
    Ok(picture.resize_to_fill(width, height, FilterType::Lanczos3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_transparent_is_paper() {
        let picture = image::RgbaImage::from_fn(3, 1, |x, _| {
            image::Rgba([[0, 0, 0, 255], [0, 0, 0, 0], [0, 0, 0, 51]][x as usize])
        });
        let paper = on_paper(picture.into()).to_luma8().into_raw();
        assert_eq!(paper, [0, 255, 204]);
    }
}
