//! Giving a work another colour while it stays recognisable.
//!
//! A coloured work is turned in OKLCH: all hues by one angle, so that its dominant hue becomes the
//! asked one, with chroma scaled and lightness bent so that the dominant colour itself lands on
//! what was asked; black stays black and white stays white. A mostly grey work has no hue to turn
//! and is tinted instead: as if it were lit by the asked colour, its lightest parts take that
//! colour. Where that leaves sRGB it is clamped.

use crate::colour::Oklab;

/// Chroma below which a pixel counts as grey.
const GREY: f32 = 0.04;
/// A work is tinted rather than turned where fewer of its pixels than this are coloured.
const COLOURED_SHARE: f32 = 0.2;
/// Hue bins of the histogram whose peak is the dominant hue.
const BINS: usize = 36;
/// Chroma grows by at most this factor: dull works would otherwise turn to blotches.
const MOST_CHROMA: f32 = 3.0;

/// How the colours of a work lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tone {
    /// The work has colour; this is its dominant one.
    Coloured(Oklab),
    /// The work is mostly grey; this is the lightness of its lightest tenth.
    Grey(f32),
}

/// A recolouring, worked out once for a work and a target colour and applied to each pixel.
pub struct Recolour(Way);

enum Way {
    Turn { angle: f32, chroma: f32, from: f32, to: f32 },
    Tint { target: Oklab, lightest: f32 },
}

impl Tone {
    /// The tone of a picture's pixels: RGB and straight alpha, in sRGB.
    pub fn of(pixels: impl Iterator<Item = [u8; 4]>) -> Self {
        let seen: Vec<Oklab> = pixels
            .filter(|pixel| pixel[3] > 127)
            .map(|[r, g, b, _]| Oklab::from_srgb([r, g, b]))
            .collect();
        let coloured: Vec<Oklab> = seen.iter().copied().filter(|c| c.chroma() > GREY).collect();
        if coloured.len() as f32 > COLOURED_SHARE * seen.len() as f32 {
            Self::Coloured(dominant(&coloured))
        } else {
            Self::Grey(lightest(seen))
        }
    }
}

impl Recolour {
    /// The recolouring that brings a work of this tone to the target.
    pub fn new(tone: Tone, target: Oklab) -> Self {
        Self(match tone {
            Tone::Grey(lightest) => Way::Tint { target, lightest },
            Tone::Coloured(dominant) => Way::Turn {
                angle: target.hue() - dominant.hue(),
                chroma: (target.chroma() / dominant.chroma()).min(MOST_CHROMA),
                from: dominant.l,
                to: target.l.clamp(0.1, 0.95),
            },
        })
    }

    /// What becomes of one colour of the work; it may leave sRGB.
    pub fn apply(&self, colour: Oklab) -> Oklab {
        match self.0 {
            // Oklab is homogeneous of degree 1/3 in linear light, so scaling all three
            // coordinates dims the light and nothing else.
            Way::Tint { target, lightest } => {
                let light = colour.l / lightest;
                Oklab { l: target.l * light, a: target.a * light, b: target.b * light }
            }
            Way::Turn { angle, chroma, from, to } => {
                let turned = colour.rotate(angle);
                let l = bend(colour.l, from, to);
                Oklab { l, a: turned.a * chroma, b: turned.b * chroma }
            }
        }
    }
}

/// Lightness on the two straight lines through (0, 0), (`from`, `to`) and (1, 1).
fn bend(l: f32, from: f32, to: f32) -> f32 {
    if l <= from { l * to / from } else { to + (l - from) * (1.0 - to) / (1.0 - from) }
}

/// The mean colour around the fullest hue bin, bins weighted by chroma and smoothed over three.
fn dominant(coloured: &[Oklab]) -> Oklab {
    let mut weight = [0.0f32; BINS];
    for colour in coloured {
        weight[bin(*colour)] += colour.chroma();
    }
    let around = |at: usize| weight[(at + BINS - 1) % BINS] + weight[at] + weight[(at + 1) % BINS];
    let peak = (0..BINS).max_by(|&i, &j| around(i).total_cmp(&around(j))).unwrap_or(0);
    mean(coloured.iter().filter(|colour| {
        let apart = bin(**colour).abs_diff(peak);
        apart <= 1 || apart == BINS - 1
    }))
}

fn bin(colour: Oklab) -> usize {
    let turn = colour.hue() / std::f32::consts::TAU + 0.5;
    ((turn * BINS as f32) as usize).min(BINS - 1)
}

fn mean<'a>(colours: impl Iterator<Item = &'a Oklab>) -> Oklab {
    let mut sum = Oklab { l: 0.0, a: 0.0, b: 0.0 };
    let mut count = 0.0f32;
    for colour in colours {
        sum = Oklab { l: sum.l + colour.l, a: sum.a + colour.a, b: sum.b + colour.b };
        count += 1.0;
    }
    let count = count.max(1.0);
    Oklab { l: sum.l / count, a: sum.a / count, b: sum.b / count }
}

/// The lightness that nine tenths of the colours stay below; never near 0, to be divided by.
fn lightest(mut seen: Vec<Oklab>) -> f32 {
    seen.sort_by(|one, other| one.l.total_cmp(&other.l));
    seen.get(seen.len() * 9 / 10).map_or(1.0, |colour| colour.l.max(0.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recolour(pixels: &[[u8; 3]], target: [u8; 3]) -> Vec<[u8; 3]> {
        let tone = Tone::of(pixels.iter().map(|[r, g, b]| [*r, *g, *b, 255]));
        let recolour = Recolour::new(tone, Oklab::from_srgb(target));
        pixels.iter().map(|rgb| recolour.apply(Oklab::from_srgb(*rgb)).to_srgb()).collect()
    }

    #[test]
    fn the_dominant_colour_becomes_the_target() {
        let turned =
            recolour(&[[255, 200, 0], [255, 200, 0], [0, 0, 0], [255, 255, 255]], [200, 0, 60]);
        assert_eq!(turned, [[200, 0, 60], [200, 0, 60], [0, 0, 0], [255, 255, 255]]);
    }

    #[test]
    fn a_grey_work_takes_the_target_where_it_is_lightest() {
        let tinted = recolour(&[[255; 3], [255; 3], [0; 3]], [30, 90, 200]);
        assert_eq!(tinted, [[30, 90, 200], [30, 90, 200], [0, 0, 0]]);
    }

    #[test]
    fn a_grey_target_takes_the_colour_out() {
        for rgb in recolour(&[[255, 0, 0], [90, 0, 0]], [128; 3]) {
            assert!(rgb[0].abs_diff(rgb[1]) <= 2 && rgb[1].abs_diff(rgb[2]) <= 2, "{rgb:?}");
        }
    }

    #[test]
    fn the_larger_patch_of_colour_is_dominant() {
        let blue = [20, 40, 220, 255];
        let red = [220, 40, 20, 255];
        let tone = Tone::of([blue, blue, blue, red].into_iter());
        let Tone::Coloured(colour) = tone else { unreachable!("the pixels are coloured") };
        assert_eq!(colour.to_srgb(), [20, 40, 220]);
    }

    #[test]
    fn nothing_at_all_is_grey() {
        assert_eq!(Tone::of([].into_iter()), Tone::Grey(1.0));
    }
}
