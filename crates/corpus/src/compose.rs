//! What a training picture shows: one subject in one style, somewhere, on a flat background.

use crate::colour::Oklab;
use crate::random::SplitMix;
use crate::render;
use crate::sprites::Sprites;

/// Smallest and largest share of the picture's side that a box takes.
pub const SIZES: [f32; 2] = [0.5, 0.9];
/// Share of training pictures whose subject is recoloured.
pub const RECOLOURED: f32 = 0.3;
/// One combination in this many is never trained on.
const HELD_OUT_IN: u64 = 10;

/// One picture, said exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Composition {
    /// Index into the manifest's subjects.
    pub subject: usize,
    /// Index into the manifest's sets.
    pub style: usize,
    /// Centre of the box the work is fitted into, x and y from the top left, in shares of the side.
    pub place: [f32; 2],
    /// The box's side as a share of the picture's side.
    pub size: f32,
    /// The colour asked of the subject, see [`crate::recolour`]; `None` keeps the work's own colours.
    pub colour: Option<Oklab>,
    /// The background's colour.
    pub background: Oklab,
}

impl Composition {
    /// A composition to train on: the same for the same seed, and never one that is held out.
    ///
    /// Subject and style are uniform, the size is uniform in [`SIZES`], the place is uniform where
    /// the box stays inside, the background is uniform in sRGB; a share [`RECOLOURED`] is asked in
    /// a colour uniform in sRGB.
    pub fn draw(seed: u64, subjects: usize, styles: usize) -> Self {
        let mut random = SplitMix(seed);
        loop {
            let drawn = Self::any(&mut random, subjects, styles);
            if !is_held_out(&drawn) {
                return drawn;
            }
        }
    }

    /// A composition to be judged on: drawn as [`Self::draw`] does, but only held-out ones.
    pub fn draw_held_out(seed: u64, subjects: usize, styles: usize) -> Self {
        let mut random = SplitMix(seed);
        loop {
            let drawn = Self::any(&mut random, subjects, styles);
            if is_held_out(&drawn) {
                return drawn;
            }
        }
    }

    /// The picture, RGB by rows, `side * side * 3` bytes; only background where there is no such
    /// subject or style among the sprites.
    pub fn render(&self, sprites: &Sprites, side: usize) -> Vec<u8> {
        match sprites.get(self.subject, self.style) {
            Some(sprite) => render::render(self, sprite, side),
            None => self.background.to_srgb().repeat(side * side),
        }
    }

    /// The cell of the 3×3 grid that holds the place: column and row, 0..3.
    pub fn cell(&self) -> [usize; 2] {
        self.place.map(|share| ((share * 3.0).max(0.0) as usize).min(2))
    }

    fn any(random: &mut SplitMix, subjects: usize, styles: usize) -> Self {
        let subject = random.below(subjects);
        let style = random.below(styles);
        let size = random.within(SIZES[0], SIZES[1]);
        let margin = size / 2.0;
        let place = [random.within(margin, 1.0 - margin), random.within(margin, 1.0 - margin)];
        let background = Oklab::from_srgb(random.srgb());
        let recoloured = random.unit() < RECOLOURED;
        let target = Oklab::from_srgb(random.srgb());
        Self { subject, style, place, size, colour: recoloured.then_some(target), background }
    }
}

/// Whether this combination of subject, style, cell of the place, rough background and rough
/// colour is kept away from training, so that a model can be judged on what it never saw.
///
/// One combination in ten is, by a hash, so every subject in every style is still trained.
pub fn is_held_out(composition: &Composition) -> bool {
    let [column, row] = composition.cell();
    let colour = composition.colour.map_or(0, |colour| 1 + rough(colour));
    let parts = [
        composition.subject,
        composition.style,
        column,
        row,
        rough(composition.background),
        colour,
    ];
    let hash = parts.iter().fold(0, |hash, &part| SplitMix(hash ^ part as u64).next());
    hash.is_multiple_of(HELD_OUT_IN)
}

/// A colour's bin out of 14: six hues or grey, light or dark.
fn rough(colour: Oklab) -> usize {
    let hue = if colour.chroma() < 0.05 {
        6
    } else {
        ((colour.hue() / std::f32::consts::TAU + 0.5) * 6.0) as usize % 6
    };
    hue * 2 + usize::from(colour.l > 0.6)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::collections::HashSet;

    use image::{Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;
    use crate::sprites::Sprite;

    /// One subject in one style: a square that fills the sprite.
    fn square(rgb: [u8; 3]) -> Sprites {
        let [r, g, b] = rgb;
        let picture = RgbaImage::from_pixel(128, 128, Rgba([r, g, b, 255]));
        Sprites::new(vec![Sprite::new(&picture).unwrap()], 1)
    }

    fn composition(place: [f32; 2], size: f32, colour: Option<[u8; 3]>) -> Composition {
        let background = Oklab::from_srgb([0, 0, 255]);
        let colour = colour.map(Oklab::from_srgb);
        Composition { subject: 0, style: 0, place, size, colour, background }
    }

    fn pixel(picture: &[u8], side: usize, x: usize, y: usize) -> [u8; 3] {
        let at = (y * side + x) * 3;
        [picture[at], picture[at + 1], picture[at + 2]]
    }

    #[test]
    fn a_box_covers_just_its_pixels() {
        let picture = composition([0.5, 0.5], 0.5, None).render(&square([255, 0, 0]), 8);
        for (x, y) in [(2, 2), (5, 5), (2, 5)] {
            assert_eq!(pixel(&picture, 8, x, y), [255, 0, 0], "{x} {y}");
        }
        for (x, y) in [(1, 2), (6, 5), (0, 0)] {
            assert_eq!(pixel(&picture, 8, x, y), [0, 0, 255], "{x} {y}");
        }
    }

    /// A box from 2.5 to 6.5 covers half of the pixels 2 and 6, and a quarter of its corners.
    #[test]
    fn edges_between_pixels_are_blended() {
        let picture = composition([0.5625, 0.5625], 0.5, None).render(&square([255, 0, 0]), 8);
        assert_eq!(pixel(&picture, 8, 4, 2), [128, 0, 128]);
        assert_eq!(pixel(&picture, 8, 6, 4), [128, 0, 128]);
        assert_eq!(pixel(&picture, 8, 2, 2), [64, 0, 191]);
    }

    #[test]
    fn the_asked_colour_is_painted() {
        let sprites = square([255, 200, 0]);
        let picture = composition([0.5, 0.5], 0.6, Some([200, 0, 60])).render(&sprites, 64);
        assert_eq!(pixel(&picture, 64, 32, 32), [200, 0, 60]);
    }

    #[test]
    fn an_unknown_subject_leaves_the_background() {
        let unknown = Composition { subject: 5, ..composition([0.5, 0.5], 0.5, None) };
        assert_eq!(unknown.render(&square([0; 3]), 2), [0, 0, 255].repeat(4));
    }

    #[test]
    fn every_subject_is_trained_in_every_style() {
        let pairs: HashSet<_> = (0..20_000)
            .map(|seed| Composition::draw(seed, 320, 3))
            .map(|drawn| (drawn.subject, drawn.style))
            .collect();
        assert_eq!(pairs.len(), 960);
    }

    #[test]
    fn a_tenth_is_held_out() {
        let mut random = SplitMix(3);
        let held_out =
            (0..20_000).filter(|_| is_held_out(&Composition::any(&mut random, 320, 3))).count();
        assert!((1_800..2_200).contains(&held_out), "{held_out}");
    }

    #[test]
    fn three_in_ten_are_recoloured() {
        let recoloured =
            (0..20_000).filter(|&seed| Composition::draw(seed, 320, 3).colour.is_some()).count();
        assert!((5_700..6_300).contains(&recoloured), "{recoloured}");
    }

    proptest! {
        #[test]
        fn draws_keep_their_promises(seed: u64) {
            let drawn = Composition::draw(seed, 320, 3);
            prop_assert_eq!(drawn, Composition::draw(seed, 320, 3));
            prop_assert!(!is_held_out(&drawn));
            prop_assert!(is_held_out(&Composition::draw_held_out(seed, 320, 3)));
            prop_assert!(drawn.subject < 320 && drawn.style < 3);
            for centre in drawn.place {
                prop_assert!(centre - drawn.size / 2.0 >= -1e-6);
                prop_assert!(centre + drawn.size / 2.0 <= 1.0 + 1e-6);
            }
        }

        #[test]
        fn any_box_renders(x in -1.0f32..2.0, y in -1.0f32..2.0, size in 0.01f32..2.0, side in 1usize..70) {
            let picture = composition([x, y], size, None).render(&square([9; 3]), side);
            prop_assert_eq!(picture.len(), side * side * 3);
        }
    }
}
