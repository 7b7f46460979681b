//! The picture to begin from, and its mask.

use std::path::Path;

use anyhow::Result;
use image::imageops::FilterType;
use image::{DynamicImage, ImageReader, Limits};

use crate::commands::paint::Args;
use crate::engine::{Sides, Start};
use crate::error::Error;

/// The longest side of a picture that is read, in pixels.
const LONGEST: u32 = 16_384;
/// The most memory that reading one may take, in bytes.
const MOST: u64 = 1 << 30;

/// How far a picture may change where nothing is said: A1111's.
const STRENGTH: f64 = 0.75;

/// The picture and the mask that are asked for, in the size that is painted.
///
/// # Errors
/// [`Error::Picture`] where one cannot be read.
pub(crate) fn of(args: &Args, size: [usize; 2]) -> Result<Option<Start>> {
    let Some(picture) = &args.init else { return Ok(None) };
    let rgb = fitted(&open(picture)?, size)?.to_rgb8().into_raw();
    let mask = args.mask.as_deref().map(|path| shown(path, size)).transpose()?;
    Ok(Some(Start { rgb, strength: args.strength.unwrap_or(STRENGTH), mask, keeps_pixels: false }))
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

/// A mask's values: white is painted anew. Where it has transparency, what is transparent is.
fn shown(path: &Path, size: [usize; 2]) -> Result<Vec<f32>> {
    let mask = open(path)?;
    let alone = mask.color().has_alpha() && mask.to_rgba8().pixels().any(|p| p.0[3] < 255);
    let values = fitted(&mask, size)?;
    let share = |value: u8| f32::from(value) / 255.0;
    Ok(match alone {
        true => values.to_rgba8().pixels().map(|pixel| 1.0 - share(pixel.0[3])).collect(),
        false => values.to_luma8().into_raw().into_iter().map(share).collect(),
    })
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
