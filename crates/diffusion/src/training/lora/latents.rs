//! Pictures as latents, made once.

use burn::tensor::{Device, Tensor};
use image::RgbImage;
use image::imageops::{FilterType, crop_imm, resize};
use qingyun_corpus::folder::Captioned;
use qingyun_models::ops::Precision;
use qingyun_models::sd::Files;

use super::LoraSettings;
use crate::pixels::{self, signed};
use crate::training::codec::noise;
use crate::{Error, Result};

/// What tells the noise of latents from that of steps.
const LATENTS: u64 = u64::MAX / 5;

/// A picture as the network learns from it.
#[derive(Clone, Debug)]
pub(super) struct Lesson {
    /// `[1, height, width, 4]`, by the scale in which they are noised.
    pub(super) latents: Tensor<4>,
    /// What SDXL is told of sizes: see [`qingyun_models::sd::Added::sizes`].
    pub(super) sizes: [f64; 6],
    pub(super) tags: Vec<String>,
    pub(super) repeats: usize,
}

/// Encodes all pictures; `tell` hears of each.
pub(super) fn encode(
    files: &Files,
    pictures: &[Captioned],
    settings: &LoraSettings,
    mut tell: impl FnMut(usize) -> Result<()>,
) -> Result<Vec<Lesson>> {
    let scale = files.autoencoder_config()?.scaling_factor;
    let encoder = files.encoder(&Device::flex(), Precision::F32)?;
    let mut lessons = Vec::new();
    for (at, picture) in pictures.iter().enumerate() {
        let (cut, sizes) = cut(&read(picture)?, settings.resolution);
        let posterior = encoder.forward(tensor(&cut))?;
        let noise = noise(settings.seed, LATENTS - at as u64, posterior.mean.dims());
        let latents = posterior.sample(noise).mul_scalar(scale);
        let (tags, repeats) = (picture.tags.clone(), picture.repeats);
        lessons.push(Lesson { latents, sizes, tags, repeats });
        tell(at + 1)?;
    }
    Ok(lessons)
}

fn read(picture: &Captioned) -> Result<RgbImage> {
    let unfit = || Error::File {
        path: picture.path.clone(),
        source: std::io::ErrorKind::InvalidData.into(),
    };
    RgbImage::from_raw(picture.width, picture.height, picture.rgb()?).ok_or_else(unfit)
}

/// A picture scaled to cover `size` (width, height) and cut around its centre; beside it height and
/// width that it had, top and left of the cut, height and width.
fn cut(picture: &RgbImage, [width, height]: [usize; 2]) -> (RgbImage, [f64; 6]) {
    let [width, height] = [width as u32, height as u32];
    let (had_width, had_height) = picture.dimensions();
    let covers = |side: u32, had: u32| f64::from(side) / f64::from(had.max(1));
    let factor = covers(width, had_width).max(covers(height, had_height));
    let scaled = |had: u32, least: u32| ((f64::from(had) * factor).round() as u32).max(least);
    let (across, down) = (scaled(had_width, width), scaled(had_height, height));
    let large = resize(picture, across, down, FilterType::CatmullRom);
    let (left, top) = ((across - width) / 2, (down - height) / 2);
    let cut = crop_imm(&large, left, top, width, height).to_image();
    (cut, [had_height, had_width, top, left, height, width].map(f64::from))
}

/// A picture as `[1, height, width, 3]` from -1 to 1.
fn tensor(picture: &RgbImage) -> Tensor<4> {
    let size = [picture.width(), picture.height()].map(|side| side as usize);
    pixels::tensor(picture.iter().copied().map(signed), size, &Device::flex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_oblong_picture_is_kept() {
        // Columns of three colours, each 32 wide.
        let picture = RgbImage::from_fn(96, 32, |x, _| image::Rgb([(x / 32) as u8 * 100; 3]));
        let (middle, sizes) = cut(&picture, [64, 64]);
        assert_eq!(middle.dimensions(), (64, 64));
        assert_eq!(sizes, [32.0, 96.0, 0.0, 64.0, 64.0, 64.0]);
        // Scaled by two, the middle column is all that is left but for its soft edges.
        assert_eq!(middle.get_pixel(32, 32).0, [100; 3]);
    }

    #[test]
    fn a_picture_of_the_size_stays_as_it_is() {
        let picture = RgbImage::from_fn(40, 32, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let (same, sizes) = cut(&picture, [40, 32]);
        assert_eq!((same, sizes), (picture, [32.0, 40.0, 0.0, 0.0, 32.0, 40.0]));
    }
}
