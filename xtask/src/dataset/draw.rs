//! Drawing a source picture into a square of 128×128 pixels that it fills.

use anyhow::{Context, Result, ensure};
use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

/// Side of a drawn work, in pixels.
pub(super) const SIDE: u32 = 128;
/// SVG files are drawn at this side first, so that trimming and fitting lose nothing.
const FINE: f32 = 512.0;
/// Alpha from which a pixel counts as part of the work: soft shadows' last traces don't.
const SEEN: u8 = 8;

/// Draws an SVG or PNG: trimmed to what is seen, its longer side filling the square, centred,
/// straight alpha.
pub(super) fn draw(source: &[u8]) -> Result<RgbaImage> {
    let picture = if source.starts_with(b"\x89PNG") { bitmap(source)? } else { vector(source)? };
    let trimmed = trim(&picture).context("nothing is to be seen in it")?;
    Ok(straight(fit(&trimmed)))
}

/// The SVG at [`FINE`] pixels, premultiplied.
fn vector(source: &[u8]) -> Result<RgbaImage> {
    let tree = usvg::Tree::from_data(source, &usvg::Options::default())?;
    let scale = FINE / tree.size().width().max(tree.size().height());
    let side = FINE as u32;
    let mut canvas = Pixmap::new(side, side).context("no memory for the canvas")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
    RgbaImage::from_raw(side, side, canvas.take()).context("the canvas has another size")
}

/// The PNG as it is, premultiplied.
fn bitmap(source: &[u8]) -> Result<RgbaImage> {
    let mut picture = image::load_from_memory(source)?.to_rgba8();
    for Rgba([r, g, b, alpha]) in picture.pixels_mut() {
        for value in [r, g, b] {
            *value = ((u16::from(*value) * u16::from(*alpha) + 127) / 255) as u8;
        }
    }
    ensure!(picture.width() > 0 && picture.height() > 0, "the picture is empty");
    Ok(picture)
}

/// The smallest part that holds every seen pixel.
fn trim(picture: &RgbaImage) -> Option<RgbaImage> {
    let seen = || picture.enumerate_pixels().filter(|(_, _, pixel)| pixel.0[3] >= SEEN);
    let left = seen().map(|(x, _, _)| x).min()?;
    let right = seen().map(|(x, _, _)| x).max()?;
    let top = seen().map(|(_, y, _)| y).min()?;
    let bottom = seen().map(|(_, y, _)| y).max()?;
    Some(imageops::crop_imm(picture, left, top, right - left + 1, bottom - top + 1).to_image())
}

fn fit(picture: &RgbaImage) -> RgbaImage {
    let (width, height) = picture.dimensions();
    let scale = SIDE as f32 / width.max(height) as f32;
    let fitted = |length: u32| ((length as f32 * scale).round() as u32).clamp(1, SIDE);
    let (wide, high) = (fitted(width), fitted(height));
    let scaled = imageops::resize(picture, wide, high, FilterType::CatmullRom);
    let mut square = RgbaImage::new(SIDE, SIDE);
    imageops::replace(
        &mut square,
        &scaled,
        i64::from((SIDE - wide) / 2),
        i64::from((SIDE - high) / 2),
    );
    square
}

fn straight(mut picture: RgbaImage) -> RgbaImage {
    for Rgba([r, g, b, alpha]) in picture.pixels_mut() {
        for value in [r, g, b] {
            let divisor = u16::from(*alpha).max(1);
            *value = ((u16::from(*value) * 255 + divisor / 2) / divisor).min(255) as u8;
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// A red bar twice as wide as high, off centre, has to fill the middle half of the square.
    #[test]
    fn a_drawing_is_trimmed_and_centred() {
        let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
            <rect x="2" y="3" width="16" height="8" fill="#ff0000"/></svg>"##;
        let picture = draw(svg).unwrap();
        assert_eq!(picture.dimensions(), (SIDE, SIDE));
        assert_eq!(picture.get_pixel(0, 64).0, [255, 0, 0, 255]);
        assert_eq!(picture.get_pixel(127, 64).0, [255, 0, 0, 255]);
        assert_eq!(picture.get_pixel(64, 33).0, [255, 0, 0, 255]);
        assert_eq!(picture.get_pixel(64, 30).0[3], 0);
        assert_eq!(picture.get_pixel(64, 97).0[3], 0);
    }

    #[test]
    fn half_transparent_colour_stays_straight() {
        let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">
            <rect width="8" height="8" fill="#00ff00" fill-opacity="0.5"/></svg>"##;
        let pixel = draw(svg).unwrap().get_pixel(64, 64).0;
        assert_eq!(pixel[0], 0);
        assert!(pixel[1] >= 253 && pixel[3].abs_diff(128) <= 1, "{pixel:?}");
    }

    #[test]
    fn an_empty_drawing_is_refused() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"></svg>"#;
        assert!(draw(svg).is_err());
    }
}
