//! Recognising what a picture shows by its nearest neighbour among all works.
//!
//! Every work is painted in little on the picture's own background, in its own colours and in the
//! colours the picture suggests, and compared with the picture's foreground. The best of a first
//! comparison are compared again with the foreground's box shifted and scaled a little. Nothing
//! here was trained, and nothing was seen by the painting model.

use qingyun_corpus::colour::Oklab;
use qingyun_corpus::recolour::{Recolour, Tone};
use qingyun_corpus::sprites::Sprites;

use super::scene::{Scene, Square};

/// Works are compared at this side, margin included.
const GRID: usize = 24;
/// The side that the work itself takes of it.
const INNER: usize = 20;
/// How many candidates are compared again.
const SHORTLIST: usize = 30;
/// Shifts tried in the second comparison, in shares of the box's side.
const SHIFTS: [f32; 5] = [-0.08, -0.04, 0.0, 0.04, 0.08];
/// Scales tried in the second comparison.
const SCALES: [f32; 5] = [0.92, 0.97, 1.02, 1.08, 1.16];
/// Weight of hue and chroma against lightness: their range in sRGB is about a third of its range.
const COLOUR_WEIGHT: f32 = 1.5;

/// All works, ready to be compared.
pub(crate) struct Gallery {
    works: Vec<Work>,
    styles: usize,
}

struct Work {
    tone: Tone,
    pixels: Vec<(Oklab, f32)>,
}

/// What a picture is judged to show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    /// Index of the subject.
    pub(crate) subject: usize,
    /// Index of the style.
    pub(crate) style: usize,
    /// The background's colour.
    pub(crate) background: Oklab,
    /// Centre of the foreground, in shares of the picture's side.
    pub(crate) place: [f32; 2],
    /// Longer side of the foreground's box, in shares of the picture's side.
    pub(crate) size: f32,
}

/// A work in one colouring.
#[derive(Clone, Copy)]
struct Candidate {
    work: usize,
    colour: Option<Oklab>,
}

impl Gallery {
    pub(crate) fn new(sprites: &Sprites) -> Self {
        let pairs = (0..sprites.subjects())
            .flat_map(|subject| (0..sprites.styles()).map(move |style| (subject, style)));
        let works = pairs
            .filter_map(|(subject, style)| sprites.get(subject, style))
            .map(|sprite| Work { tone: *sprite.tone(), pixels: sprite.shrunk(INNER) })
            .collect();
        Self { works, styles: sprites.styles() }
    }

    /// Judges an RGB picture of `side * side` pixels.
    pub(crate) fn judge(&self, picture: &[u8], side: usize) -> Verdict {
        let scene = Scene::of(picture, side);
        let best = self.nearest(&scene, &self.shortlist(&scene));
        Verdict {
            subject: best / self.styles,
            style: best % self.styles,
            background: scene.background,
            place: scene.around.centre,
            size: scene.around.size,
        }
    }

    /// The candidates nearest to the picture's foreground as its box was found.
    fn shortlist(&self, scene: &Scene) -> Vec<Candidate> {
        let colours = colours(scene);
        let crop = crop(scene, scene.around);
        let mut canvas = vec![scene.background; GRID * GRID];
        let mut ranked: Vec<(f32, Candidate)> = (0..self.works.len())
            .flat_map(|work| colours.iter().map(move |&colour| Candidate { work, colour }))
            .map(|candidate| {
                self.paint(candidate, scene.background, &mut canvas);
                (distance(&crop, &canvas), candidate)
            })
            .collect();
        ranked.sort_by(|one, other| one.0.total_cmp(&other.0));
        ranked.into_iter().take(SHORTLIST).map(|(_, candidate)| candidate).collect()
    }

    /// The work that comes nearest to the picture when the box is shifted and scaled a little.
    fn nearest(&self, scene: &Scene, candidates: &[Candidate]) -> usize {
        let crops: Vec<_> = nearby(scene.around).map(|square| crop(scene, square)).collect();
        let mut canvas = vec![scene.background; GRID * GRID];
        let mut best = (f32::INFINITY, 0);
        for &candidate in candidates {
            self.paint(candidate, scene.background, &mut canvas);
            for crop in &crops {
                let apart = distance(crop, &canvas);
                if apart < best.0 {
                    best = (apart, candidate.work);
                }
            }
        }
        best.1
    }

    /// Paints a candidate over the background, a margin around it.
    fn paint(&self, candidate: Candidate, background: Oklab, canvas: &mut [Oklab]) {
        let work = &self.works[candidate.work];
        let recolour = candidate.colour.map(|target| Recolour::new(work.tone, target));
        let margin = (GRID - INNER) / 2;
        for (at, &(own, alpha)) in work.pixels.iter().enumerate() {
            let over = recolour.as_ref().map_or(own, |recolour| recolour.apply(own));
            let place = (at / INNER + margin) * GRID + at % INNER + margin;
            canvas[place] = mix(background, over, alpha);
        }
    }
}

/// The colours that the subject may have been asked in: its own, or what the foreground's colours
/// tell of the target.
fn colours(scene: &Scene) -> Vec<Option<Oklab>> {
    let with_alpha = |colour: Oklab| {
        let [r, g, b] = colour.to_srgb();
        [r, g, b, 255]
    };
    match Tone::of(scene.foreground().map(with_alpha)) {
        Tone::Coloured(dominant) => vec![None, Some(dominant)],
        Tone::Grey(lightest) => {
            let greys = [0.4, 0.7, 1.0].map(|share| Oklab { l: lightest * share, a: 0.0, b: 0.0 });
            std::iter::once(None).chain(greys.map(Some)).collect()
        }
    }
}

/// The picture where a work would have to stand if it filled the square.
fn crop(scene: &Scene, square: Square) -> Vec<Oklab> {
    let size = square.size * GRID as f32 / INNER as f32;
    scene.crop(Square { size, ..square }, GRID)
}

fn nearby(square: Square) -> impl Iterator<Item = Square> {
    let [x, y] = square.centre;
    SCALES.into_iter().flat_map(move |scale| {
        let size = square.size * scale;
        SHIFTS.into_iter().flat_map(move |dx| {
            let centre = move |dy: f32| [x + dx * square.size, y + dy * square.size];
            SHIFTS.into_iter().map(move |dy| Square { centre: centre(dy), size })
        })
    })
}

fn mix(under: Oklab, over: Oklab, alpha: f32) -> Oklab {
    let between = |from: f32, to: f32| from + (to - from) * alpha;
    Oklab { l: between(under.l, over.l), a: between(under.a, over.a), b: between(under.b, over.b) }
}

/// Mean squared difference.
fn distance(one: &[Oklab], other: &[Oklab]) -> f32 {
    let apart = |(one, other): (&Oklab, &Oklab)| {
        (one.l - other.l).powi(2)
            + COLOUR_WEIGHT * ((one.a - other.a).powi(2) + (one.b - other.b).powi(2))
    };
    one.iter().zip(other).map(apart).sum::<f32>() / one.len() as f32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use image::{Rgba, RgbaImage};
    use qingyun_corpus::compose::Composition;
    use qingyun_corpus::sprites::Sprite;

    use super::*;

    /// A disc, a bar and a cross, each in one style.
    fn sprites() -> Sprites {
        let disc = |x: i32, y: i32| x * x + y * y < 64 * 64;
        let bar = |_: i32, y: i32| y.abs() < 20;
        let cross = |x: i32, y: i32| x.abs() < 16 || y.abs() < 16;
        let shapes =
            [shape(disc, [230, 180, 20]), shape(bar, [180, 30, 30]), shape(cross, [40, 90, 220])];
        Sprites::new(shapes.into(), 1)
    }

    fn shape(inside: fn(i32, i32) -> bool, [r, g, b]: [u8; 3]) -> Sprite {
        let picture = RgbaImage::from_fn(128, 128, |x, y| {
            let alpha = u8::from(inside(x as i32 - 64, y as i32 - 64)) * 255;
            Rgba([r, g, b, alpha])
        });
        Sprite::new(&picture).unwrap()
    }

    #[test]
    fn shapes_are_recognised_in_any_colour() {
        let sprites = sprites();
        let gallery = Gallery::new(&sprites);
        for subject in 0..3 {
            for colour in [None, Some([20, 160, 60]), Some([200, 200, 200])] {
                let asked = Composition {
                    subject,
                    style: 0,
                    place: [0.4, 0.6],
                    size: 0.6,
                    colour: colour.map(Oklab::from_srgb),
                    background: Oklab::from_srgb([30, 20, 60]),
                };
                let verdict = gallery.judge(&asked.render(&sprites, 64), 64);
                assert_eq!(verdict.subject, subject, "{colour:?}");
                assert!(
                    (verdict.place[0] - 0.4).abs() < 0.02 && (verdict.place[1] - 0.6).abs() < 0.02
                );
                assert!((verdict.size - 0.6).abs() < 0.04);
                assert_eq!(verdict.background.to_srgb(), [30, 20, 60]);
            }
        }
    }

    #[test]
    fn a_flat_picture_gets_a_verdict_too() {
        let verdict = Gallery::new(&sprites()).judge(&[7; 64 * 64 * 3], 64);
        assert_eq!(verdict.background.to_srgb(), [7; 3]);
    }
}
