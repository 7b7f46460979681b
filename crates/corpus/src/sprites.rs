//! The drawn works, in memory and ready to be composed.

use std::path::Path;

use image::RgbaImage;

use crate::Error;
use crate::colour::Oklab;
use crate::manifest::Manifest;
use crate::recolour::Tone;
use crate::render;

/// Sides of the halvings kept of each work. A picture takes the smallest that is not smaller than
/// what it needs, so that resampling reads few pixels and still averages all of them.
const SIDES: [usize; 3] = [128, 64, 32];

/// Every work of a manifest, by subject and style.
pub struct Sprites {
    sprites: Vec<Sprite>,
    styles: usize,
}

/// One drawn work: 128×128 pixels and its halvings, and how its colours lie.
pub struct Sprite {
    levels: [Level; 3],
    tone: Tone,
}

/// One size of a sprite: `side * side` pixels, RGB premultiplied by alpha, in sRGB.
pub(crate) struct Level {
    pub(crate) side: usize,
    pub(crate) pixels: Vec<[u8; 4]>,
}

impl Sprites {
    /// Reads every work of the manifest from `root/<style>/<code point>.png`.
    ///
    /// # Errors
    /// [`Error::NoWorks`] where a file is missing, [`Error::Picture`] where one cannot be read,
    /// [`Error::SpriteSide`] where one is not 128×128.
    pub fn load(root: &Path, manifest: &Manifest) -> Result<Self, Error> {
        let mut sprites = Vec::with_capacity(manifest.subjects.len() * manifest.sets.len());
        for subject in &manifest.subjects {
            for set in &manifest.sets {
                sprites.push(read(&root.join(subject.drawn(set)))?);
            }
        }
        Ok(Self { sprites, styles: manifest.sets.len() })
    }

    /// Sprites from pictures already in memory, ordered by subject and, within it, by style.
    pub fn new(sprites: Vec<Sprite>, styles: usize) -> Self {
        Self { sprites, styles }
    }

    /// The number of subjects.
    pub fn subjects(&self) -> usize {
        self.sprites.len() / self.styles.max(1)
    }

    /// The number of styles.
    pub fn styles(&self) -> usize {
        self.styles
    }

    /// The work that shows `subject` in `style`; `None` where there is no such pair.
    pub fn get(&self, subject: usize, style: usize) -> Option<&Sprite> {
        if style >= self.styles {
            return None;
        }
        self.sprites.get(subject * self.styles + style)
    }
}

impl Sprite {
    /// A sprite from a 128×128 picture with straight alpha.
    ///
    /// # Errors
    /// [`Error::SpriteSide`] for any other size.
    pub fn new(picture: &RgbaImage) -> Result<Self, Error> {
        let (width, height) = picture.dimensions();
        if (width, height) != (SIDES[0] as u32, SIDES[0] as u32) {
            return Err(Error::SpriteSide { width, height });
        }
        let tone = Tone::of(picture.pixels().map(|pixel| pixel.0));
        let full = Level {
            side: SIDES[0],
            pixels: picture.pixels().map(|pixel| premultiply(pixel.0)).collect(),
        };
        let half = full.halved();
        let quarter = half.halved();
        Ok(Self { levels: [full, half, quarter], tone })
    }

    /// How its colours lie: what recolouring turns them by.
    pub fn tone(&self) -> &Tone {
        &self.tone
    }

    /// The work at `side * side` pixels: Oklab colours and alpha in 0..1, area-averaged.
    pub fn shrunk(&self, side: usize) -> Vec<(Oklab, f32)> {
        render::shrink(self.level(side as f32), side).into_iter().map(straight).collect()
    }

    /// The smallest level of at least `side` pixels, or the largest there is.
    pub(crate) fn level(&self, side: f32) -> &Level {
        self.levels.iter().rev().find(|level| level.side as f32 >= side).unwrap_or(&self.levels[0])
    }
}

impl Level {
    /// The same picture at half the side; each pixel is the mean of four.
    fn halved(&self) -> Self {
        let side = self.side / 2;
        let mean = |x: usize, y: usize| {
            let corner = 2 * y * self.side + 2 * x;
            let four = [0, 1, self.side, self.side + 1].map(|step| self.pixels[corner + step]);
            std::array::from_fn(|c| {
                let sum: u16 = four.iter().map(|pixel| u16::from(pixel[c])).sum();
                ((sum + 2) / 4) as u8
            })
        };
        let pixels = (0..side * side).map(|at| mean(at % side, at / side)).collect();
        Self { side, pixels }
    }
}

fn read(path: &Path) -> Result<Sprite, Error> {
    if !path.exists() {
        return Err(Error::NoWorks { path: path.to_path_buf() });
    }
    let picture = image::open(path)
        .map_err(|source| Error::Picture { path: path.to_path_buf(), source })?
        .to_rgba8();
    Sprite::new(&picture)
}

/// Oklab colour and alpha in 0..1 of a premultiplied pixel in 0..255.
pub(crate) fn straight([r, g, b, alpha]: [f32; 4]) -> (Oklab, f32) {
    let scale = 255.0 / alpha.max(0.5);
    let rgb = [r, g, b].map(|value| (value * scale).round().min(255.0) as u8);
    (Oklab::from_srgb(rgb), alpha / 255.0)
}

fn premultiply([r, g, b, alpha]: [u8; 4]) -> [u8; 4] {
    let scale = |value: u8| ((u16::from(value) * u16::from(alpha) + 127) / 255) as u8;
    [scale(r), scale(g), scale(b), alpha]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use image::Rgba;

    use super::*;

    #[test]
    fn a_missing_work_says_how_to_get_it() {
        let manifest = Manifest::embedded().unwrap();
        let error = Sprites::load(Path::new("/nowhere"), &manifest).err().unwrap();
        assert!(error.to_string().contains("cargo xtask dataset"), "{error}");
    }

    #[test]
    fn another_size_is_refused() {
        let error = Sprite::new(&RgbaImage::new(64, 128)).err().unwrap();
        assert!(matches!(error, Error::SpriteSide { width: 64, height: 128 }));
    }

    #[test]
    fn levels_are_premultiplied_means() {
        let mut picture = RgbaImage::new(128, 128);
        picture.put_pixel(0, 0, Rgba([200, 100, 0, 255]));
        let sprite = Sprite::new(&picture).unwrap();
        assert_eq!(sprite.level(64.0).pixels[0], [50, 25, 0, 64]);
        assert_eq!(sprite.level(20.0).side, 32);
        assert_eq!(sprite.level(500.0).side, 128);
    }
}
