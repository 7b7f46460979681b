//! `--outpaint`: a picture that goes on beyond its edges.

use image::RgbImage;

use crate::engine::{Sides, mirrored};

/// Pixels of the picture, from its edge, over which what is new passes into what is old.
const SEAM: usize = 32;

/// How far a picture goes on, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beyond {
    left: usize,
    right: usize,
    up: usize,
    down: usize,
}

/// A larger picture, and where it is new.
pub(crate) struct Canvas {
    pub(crate) rgb: Vec<u8>,
    /// 1 where it is new, 0 where it is old, between at the seam.
    pub(crate) mask: Vec<f32>,
}

impl Beyond {
    /// `128` for all sides, or `left:128,up:64`; none for what is neither, and for nothing.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Ok(all) = text.parse() {
            return Self { left: all, right: all, up: all, down: all }.some();
        }
        let mut beyond = Self::default();
        for part in text.split([',', '，']) {
            let (side, pixels) = part.split_once([':', '：'])?;
            *beyond.side(side.trim())? = pixels.trim().parse().ok()?;
        }
        beyond.some()
    }

    fn some(self) -> Option<Self> {
        let most = [self.left, self.right, self.up, self.down].into_iter().max();
        most.is_some_and(|most| (1..=4096).contains(&most)).then_some(self)
    }

    fn side(&mut self, name: &str) -> Option<&mut usize> {
        match name {
            "left" | "左" => Some(&mut self.left),
            "right" | "右" => Some(&mut self.right),
            "up" | "top" | "上" => Some(&mut self.up),
            "down" | "bottom" | "下" => Some(&mut self.down),
            _ => None,
        }
    }

    /// The same with sides that can be painted.
    fn in_steps(self, step: usize) -> Self {
        let round = |side: usize| side.next_multiple_of(step);
        let Self { left, right, up, down } = self;
        Self { left: round(left), right: round(right), up: round(up), down: round(down) }
    }

    /// Width and height of what is painted, for a picture of that width and height.
    pub(crate) fn size(self, [width, height]: [usize; 2], sides: Sides) -> [usize; 2] {
        let Self { left, right, up, down } = self.in_steps(sides.step);
        [left + width + right, up + height + down]
    }

    /// The picture on a larger canvas, mirrored at its edges where it is new.
    pub(crate) fn canvas(self, picture: &RgbImage, sides: Sides) -> Canvas {
        let old = [picture.width() as usize, picture.height() as usize];
        let Self { left, up, .. } = self.in_steps(sides.step);
        let [width, height] = self.size(old, sides);
        let places = (0..width * height).map(|at| [at % width, at / width]);
        let inside =
            |at: usize, before: usize, side: usize| mirrored(at as isize - before as isize, side);
        let pixel = |[x, y]: [usize; 2]| {
            let [x, y] = [inside(x, left, old[0]), inside(y, up, old[1])];
            picture.get_pixel(x as u32, y as u32).0
        };
        let rgb = places.clone().flat_map(pixel).collect();
        let mask = places.map(|place| newness(place, [left, up], old, [width, height])).collect();
        Canvas { rgb, mask }
    }
}

/// How new a pixel is: 1 beyond the old picture, and less and less from its edge inwards, but only
/// from edges where it goes on.
fn newness(place: [usize; 2], before: [usize; 2], old: [usize; 2], all: [usize; 2]) -> f32 {
    let depth = |axis: usize| {
        let (first, last) = (before[axis], before[axis] + old[axis]);
        let at = place[axis];
        if at < first || at >= last {
            return 0;
        }
        let from_start = if first > 0 { at - first + 1 } else { SEAM };
        let from_end = if last < all[axis] { last - at } else { SEAM };
        from_start.min(from_end).min(SEAM)
    };
    1.0 - depth(0).min(depth(1)) as f32 / SEAM as f32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SIDES: Sides = Sides { least: 32, most: 2048, step: 8 };

    #[test]
    fn sides_by_number_or_by_name() {
        let all = Beyond { left: 128, right: 128, up: 128, down: 128 };
        assert_eq!(Beyond::parse("128"), Some(all));
        let some = Some(Beyond { left: 60, up: 8, ..Beyond::default() });
        assert_eq!(Beyond::parse("left:60,up:8"), some);
        assert_eq!(Beyond::parse("左：60，上：8"), some);
        for wrong in ["", "0", "left", "left:x", "inside:8", "9999", "left:-8"] {
            assert_eq!(Beyond::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_old_stays_and_what_is_new_mirrors_it() {
        let picture = RgbImage::from_fn(64, 40, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let beyond = Beyond::parse("left:12,down:8").unwrap();
        assert_eq!(beyond.size([64, 40], SIDES), [80, 48]);
        let Canvas { rgb, mask } = beyond.canvas(&picture, SIDES);
        let at = |x: usize, y: usize| &rgb[(y * 80 + x) * 3..][..3];
        assert_eq!(at(16, 0), [0, 0, 7]);
        assert_eq!(at(79, 39), [63, 39, 7]);
        assert_eq!(at(15, 0), [1, 0, 7], "the pixel beside the edge");
        assert_eq!(at(16, 40), [0, 38, 7]);
        let newness = |x: usize, y: usize| mask[y * 80 + x];
        assert_eq!([newness(0, 0), newness(15, 20), newness(40, 47)], [1.0; 3]);
        assert_eq!(newness(79, 0), 0.0, "edges that stay are old");
        assert_eq!(newness(16, 0), 1.0 - 1.0 / 32.0);
        assert_eq!(newness(47, 0), 0.0);
        assert_eq!(newness(79, 39), 1.0 - 1.0 / 32.0);
    }
}
