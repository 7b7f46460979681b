//! How alike two works look once colour is taken away, since pictures are asked in any colour.

use image::RgbaImage;
use image::imageops::{self, FilterType};
use qingyun_corpus::colour::Oklab;

const SIDE: u32 = 24;

/// A work in little and in grey: at each of 24×24 pixels lightness times alpha, and alpha.
pub(super) struct Signature(Vec<f32>);

impl Signature {
    pub(super) fn of(picture: &RgbaImage) -> Self {
        let small = imageops::resize(picture, SIDE, SIDE, FilterType::Triangle);
        let grey = small.pixels().flat_map(|pixel| {
            let [r, g, b, alpha] = pixel.0;
            let alpha = f32::from(alpha) / 255.0;
            [Oklab::from_srgb([r, g, b]).l * alpha, alpha]
        });
        Self(grey.collect())
    }

    /// Root mean square difference, 0..1.
    pub(super) fn distance(&self, other: &Self) -> f32 {
        let sum: f32 = self.0.iter().zip(&other.0).map(|(a, b)| (a - b).powi(2)).sum();
        (sum / self.0.len() as f32).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    fn flat(rgba: [u8; 4]) -> Signature {
        Signature::of(&RgbaImage::from_pixel(48, 48, Rgba(rgba)))
    }

    #[test]
    fn colours_of_one_lightness_are_alike() {
        let red = Oklab::from_srgb([200, 60, 60]);
        let [r, g, b] = red.rotate(2.0).to_srgb();
        assert!(flat([200, 60, 60, 255]).distance(&flat([r, g, b, 255])) < 0.03);
    }

    #[test]
    fn black_and_white_differ_in_one_channel_of_two() {
        let distance = flat([0, 0, 0, 255]).distance(&flat([255; 4]));
        assert!((distance - 0.5f32.sqrt()).abs() < 1e-3, "{distance}");
    }
}
