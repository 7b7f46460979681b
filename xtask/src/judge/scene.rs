//! What can be told of a picture before knowing what it shows: its background, and the box and
//! the colours of what stands in front of it.

use qingyun_corpus::colour::Oklab;

/// Width in pixels of the outer ring that the background is read from.
const RING: usize = 2;
/// Oklab distances from the background between which a pixel turns from background to foreground,
/// on an even background.
const SOFT: [f32; 2] = [0.04, 0.10];
/// By how many times the background's own unevenness those distances grow.
const UNEVEN: f32 = 2.5;
/// Foreground pixels that a column or row needs to count: fewer are taken for specks.
const SPECK: f32 = 1.5;

/// A picture taken apart.
pub(super) struct Scene {
    side: usize,
    pixels: Vec<Oklab>,
    /// The median colour of the outer ring.
    pub(super) background: Oklab,
    /// The smallest square around the foreground.
    pub(super) around: Square,
    /// [`SOFT`], for this background.
    soft: [f32; 2],
}

/// A square region, in shares of the picture's side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Square {
    pub(super) centre: [f32; 2],
    pub(super) size: f32,
}

impl Scene {
    /// Takes apart an RGB picture of `side * side` pixels.
    pub(super) fn of(picture: &[u8], side: usize) -> Self {
        let (pixels, _) = picture.as_chunks::<3>();
        let pixels: Vec<Oklab> = pixels.iter().map(|rgb| Oklab::from_srgb(*rgb)).collect();
        let ring = ring(&pixels, side);
        let background = median_colour(&ring);
        let unevenness = median(ring.iter().map(|colour| colour.distance(background)));
        let soft = SOFT.map(|distance| distance + UNEVEN * unevenness);
        let around = around(&pixels, side, background, soft);
        Self { side, pixels, background, around, soft }
    }

    /// The foreground's colours.
    pub(super) fn foreground(&self) -> impl Iterator<Item = Oklab> {
        let far = |colour: &Oklab| colour.distance(self.background) > self.soft[1];
        self.pixels.iter().copied().filter(far)
    }

    /// The part of the picture in a square, as `grid * grid` means; background outside the picture.
    pub(super) fn crop(&self, square: Square, grid: usize) -> Vec<Oklab> {
        let step = square.size * self.side as f32 / grid as f32;
        let start = square.centre.map(|share| (share - square.size / 2.0) * self.side as f32);
        let mean = |at: usize| {
            let (x, y) = ((at % grid) as f32, (at / grid) as f32);
            let quarters = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];
            let four = quarters.map(|[dx, dy]| {
                self.between(start[0] + (x + dx) * step, start[1] + (y + dy) * step)
            });
            weighted(four, [0.25; 4])
        };
        (0..grid * grid).map(mean).collect()
    }

    /// The colour at a point in pixels, bilinear between pixel centres.
    fn between(&self, x: f32, y: f32) -> Oklab {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (dx, dy) = (x - left, y - top);
        let four = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        weighted(
            four.map(|(right, down)| self.at(left + right, top + down)),
            [(1.0 - dx) * (1.0 - dy), dx * (1.0 - dy), (1.0 - dx) * dy, dx * dy],
        )
    }

    fn at(&self, x: f32, y: f32) -> Oklab {
        let side = self.side as f32;
        if x < 0.0 || y < 0.0 || x >= side || y >= side {
            return self.background;
        }
        self.pixels[y as usize * self.side + x as usize]
    }
}

fn weighted(four: [Oklab; 4], weights: [f32; 4]) -> Oklab {
    let sum = |part: fn(&Oklab) -> f32| four.iter().zip(weights).map(|(c, w)| part(c) * w).sum();
    Oklab { l: sum(|c| c.l), a: sum(|c| c.a), b: sum(|c| c.b) }
}

fn ring(pixels: &[Oklab], side: usize) -> Vec<Oklab> {
    let inner = RING..side.saturating_sub(RING);
    let inside = |at: usize| inner.contains(&(at % side)) && inner.contains(&(at / side));
    let outer = pixels.iter().enumerate().filter(|(at, _)| !inside(*at));
    outer.map(|(_, colour)| *colour).collect()
}

/// The median of each coordinate.
fn median_colour(colours: &[Oklab]) -> Oklab {
    Oklab {
        l: median(colours.iter().map(|colour| colour.l)),
        a: median(colours.iter().map(|colour| colour.a)),
        b: median(colours.iter().map(|colour| colour.b)),
    }
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The smallest square around the foreground; the whole picture where nothing stands out.
fn around(pixels: &[Oklab], side: usize, background: Oklab, soft: [f32; 2]) -> Square {
    let mut columns = vec![0.0; side];
    let mut rows = vec![0.0; side];
    for (at, colour) in pixels.iter().enumerate() {
        let share = ((colour.distance(background) - soft[0]) / (soft[1] - soft[0])).clamp(0.0, 1.0);
        columns[at % side] += share;
        rows[at / side] += share;
    }
    let (Some(across), Some(down)) = (extent(&columns), extent(&rows)) else {
        return Square { centre: [0.5; 2], size: 0.7 };
    };
    let shares = |pixels: f32| pixels / side as f32;
    Square {
        centre: [shares(across[0] + across[1]) / 2.0, shares(down[0] + down[1]) / 2.0],
        size: shares((across[1] - across[0]).max(down[1] - down[0])),
    }
}

/// From where to where there is more than a speck.
fn extent(sums: &[f32]) -> Option<[f32; 2]> {
    let first = sums.iter().position(|&sum| sum > SPECK)?;
    let last = sums.iter().rposition(|&sum| sum > SPECK)?;
    Some([first as f32, last as f32 + 1.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A red 8×4 bar at (10, 20) on blue.
    fn bar() -> Vec<u8> {
        let pixel = |at: usize| {
            let inside = (10..18).contains(&(at % 32)) && (20..24).contains(&(at / 32));
            if inside { [255, 0, 0] } else { [0, 0, 255] }
        };
        (0..32 * 32).flat_map(pixel).collect()
    }

    #[test]
    fn background_and_box_are_found() {
        let scene = Scene::of(&bar(), 32);
        assert_eq!(scene.background.to_srgb(), [0, 0, 255]);
        assert_eq!(scene.around, Square { centre: [14.0 / 32.0, 22.0 / 32.0], size: 0.25 });
        assert_eq!(scene.foreground().count(), 32);
    }

    #[test]
    fn a_speck_is_not_a_foreground() {
        let mut picture = bar();
        picture[..3].copy_from_slice(&[255; 3]);
        assert_eq!(Scene::of(&picture, 32).around.size, 0.25);
    }

    #[test]
    fn a_crop_of_flat_colour_is_flat() {
        let scene = Scene::of(&bar(), 32);
        let crop = scene.crop(Square { centre: [14.0 / 32.0, 22.0 / 32.0], size: 0.0625 }, 4);
        assert_eq!(crop.len(), 16);
        assert!(crop.iter().all(|colour| colour.to_srgb() == [255, 0, 0]));
    }
}
