//! Reading one picture, within limits that a hostile file cannot pass.

use std::path::Path;

use image::{DynamicImage, ImageReader, Limits};

use crate::Error;

/// Most pixels a picture may have.
const MOST_PIXELS: u64 = 64_000_000;
/// Most memory that decoding one may take, in bytes.
const MOST_MEMORY: u64 = 512 << 20;

/// Width and height from the header; the pixels are not decoded.
pub(super) fn size(path: &Path) -> Result<(u32, u32), Error> {
    let (width, height) = open(path)?.into_dimensions().map_err(|source| broken(path, source))?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Error::TooLarge { path: path.to_path_buf(), width, height });
    }
    Ok((width, height))
}

/// The pixels, RGB by rows, transparency laid over white.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut reader = open(path)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|source| broken(path, source))?;
    Ok(over_white(&picture))
}

fn open(path: &Path) -> Result<ImageReader<std::io::BufReader<std::fs::File>>, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_path_buf(), source };
    ImageReader::open(path).and_then(ImageReader::with_guessed_format).map_err(unreadable)
}

fn broken(path: &Path, source: image::ImageError) -> Error {
    Error::Picture { path: path.to_path_buf(), source }
}

fn over_white(picture: &DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.to_rgb8().into_raw();
    }
    let over = |[r, g, b, alpha]: [u8; 4]| {
        let alpha = u16::from(alpha);
        [r, g, b].map(|value| ((u16::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
    };
    picture.to_rgba8().pixels().flat_map(|pixel| over(pixel.0)).collect()
}
