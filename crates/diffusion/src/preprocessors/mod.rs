//! Preprocessors: from a person's picture to what a ControlNet was trained to see.

mod canny;
mod lineart;
mod none;
mod scribble;
mod xdog;

use crate::Result;
use crate::registry::{self, What};

/// A picture's pixels: RGB, row by row.
#[derive(Clone, Copy, Debug)]
pub struct Pixels<'a> {
    /// Width and height.
    pub size: [usize; 2],
    /// Three values a pixel.
    pub rgb: &'a [u8],
}

/// A way to prepare a picture.
#[derive(Debug)]
pub struct Preprocessor {
    /// The name in menus (A1111's).
    pub name: &'static str,
    /// The name on the command line.
    pub id: &'static str,
    /// What in the name of a ControlNet tells that it wants this.
    told_by: &'static [&'static str],
    /// What it does, in English.
    pub about_en: &'static str,
    /// What it does, in Chinese.
    pub about_zh: &'static str,
    /// The RGB of what is seen, of the same size.
    prepare: fn(Pixels<'_>) -> Vec<u8>,
}

/// Every preprocessor there is; the first leaves pictures alone.
pub const PREPROCESSORS: &[Preprocessor] = &[
    none::PREPROCESSOR,
    canny::PREPROCESSOR,
    lineart::PREPROCESSOR,
    scribble::PREPROCESSOR,
    xdog::PREPROCESSOR,
];

/// The preprocessor of a name or an id, whatever the case.
///
/// # Errors
/// [`crate::Error::UnknownName`], with near names.
pub fn preprocessor(name: &str) -> Result<&'static Preprocessor> {
    registry::find(What::Preprocessor, PREPROCESSORS, |p| [p.name, p.id], name)
}

/// What the name of a ControlNet tells that it wants: the first preprocessor a part of whose
/// words is in it, and else pictures as they are.
#[must_use]
pub fn preprocessor_for(control: &str) -> &'static Preprocessor {
    let control = control.to_lowercase();
    let told = |p: &&Preprocessor| p.told_by.iter().any(|word| control.contains(word));
    PREPROCESSORS.iter().find(told).unwrap_or(&PREPROCESSORS[0])
}

impl Preprocessor {
    /// What a ControlNet is shown of a picture. One that is white on black already, as people save
    /// such maps, is shown as it is.
    #[must_use]
    pub fn prepared(&self, picture: Pixels<'_>) -> Vec<u8> {
        if is_map(picture.rgb) { picture.rgb.to_vec() } else { (self.prepare)(picture) }
    }
}

/// Whether a picture is a map of lines: nearly all is black, and what is not is grey or white.
fn is_map(rgb: &[u8]) -> bool {
    const BLACK: u8 = 32;
    const COLOUR: u8 = 24;
    let (pixels, _) = rgb.as_chunks::<3>();
    let count = |which: &dyn Fn(&[u8; 3]) -> bool| pixels.iter().filter(|p| which(p)).count();
    let most = |[r, g, b]: &[u8; 3]| *r.max(g).max(b);
    let dark = count(&|pixel| most(pixel) < BLACK);
    let coloured = count(&|pixel| most(pixel) - pixel.iter().min().copied().unwrap_or(0) > COLOUR);
    10 * dark >= 7 * pixels.len() && 100 * coloured <= pixels.len()
}

/// A place along a side of so many pixels, for one that may lie beyond: the picture is mirrored at
/// its edges.
#[must_use]
pub fn mirrored(at: isize, side: usize) -> usize {
    let period = (2 * side as isize - 2).max(1);
    let at = at.rem_euclid(period);
    at.min(period - at) as usize
}

/// How bright each pixel is, 0 to 255 (ITU-R BT.601, as most tools turn pictures grey).
fn grey(rgb: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let bright = |[r, g, b]: &[u8; 3]| {
        (f32::from(*r) * 0.299 + f32::from(*g) * 0.587 + f32::from(*b) * 0.114).round() as u8
    };
    pixels.iter().map(bright).collect()
}

/// A grey picture as RGB.
fn as_rgb(grey: impl IntoIterator<Item = u8>) -> Vec<u8> {
    grey.into_iter().flat_map(|v| [v; 3]).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_everything_is_documented() {
        let mut seen = HashSet::new();
        for entry in PREPROCESSORS {
            assert!(seen.insert(entry.id));
            let texts = [entry.name, entry.about_en, entry.about_zh];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", entry.id);
            assert_eq!(preprocessor(entry.id).unwrap().id, preprocessor(entry.name).unwrap().id);
        }
    }

    /// Names of the models that were released with ControlNet 1.1, and of SDXL's.
    #[test]
    fn names_tell_what_is_wanted() {
        for (name, wanted) in [
            ("control_v11p_sd15_canny", "canny"),
            ("control_v11p_sd15_lineart_fp16", "lineart"),
            ("control_v11p_sd15s2_lineart_anime", "lineart"),
            ("control_v11p_sd15_scribble", "scribble"),
            ("control_v11f1e_sd15_tile", "none"),
            ("control_v11f1p_sd15_depth", "none"),
            ("controlnet-canny-sdxl-1.0", "canny"),
        ] {
            assert_eq!(preprocessor_for(name).id, wanted, "{name}");
        }
    }

    #[test]
    fn every_preprocessor_gives_as_many_pixels_and_takes_none() {
        for entry in PREPROCESSORS {
            for [width, height] in [[0, 0], [1, 1], [5, 3]] {
                let rgb = vec![200; width * height * 3];
                let prepared = entry.prepared(Pixels { size: [width, height], rgb: &rgb });
                assert_eq!(prepared.len(), rgb.len(), "{} {width}×{height}", entry.id);
            }
        }
    }

    #[test]
    fn a_map_is_shown_as_it_is() {
        let mut rgb = vec![0; 300];
        rgb[30..60].fill(255);
        for entry in PREPROCESSORS {
            assert_eq!(entry.prepared(Pixels { size: [10, 10], rgb: &rgb }), rgb);
        }
    }
}
