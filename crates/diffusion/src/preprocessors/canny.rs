//! Edges (Canny 1986), as OpenCV finds them: gradients by Sobel's filters, summed as |dx| + |dy|,
//! of the colour where that is largest; ridges of them; and of these what hangs together with a
//! strong one.

use super::{Pixels, Preprocessor, as_rgb};

/// Gradients above these may be, and are, edges: A1111's.
const LEVELS: [i32; 2] = [100, 200];
/// The slope tan 22.5° in 15 bits after the point, between a level gradient and a slanting one.
const LEVEL_SLOPE: i64 = 13_573;
const POINT: u32 = 15;

/// Edges as white on black.
pub(super) const PREPROCESSOR: Preprocessor = Preprocessor {
    name: "Canny",
    id: "canny",
    told_by: &["canny"],
    about_en: "edges as white on black",
    about_zh: "把边缘变成黑底白线",
    prepare: |picture| {
        as_rgb(edges(picture, LEVELS).into_iter().map(|edge| if edge { 255 } else { 0 }))
    },
};

/// How the brightness changes at a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Gradient {
    across: i32,
    down: i32,
}

impl Gradient {
    fn size(self) -> i32 {
        self.across.abs() + self.down.abs()
    }
}

/// The gradients of a picture, with nothing around it.
struct Gradients {
    width: usize,
    height: usize,
    all: Vec<Gradient>,
}

impl Gradients {
    fn of(Pixels { size: [width, height], rgb }: Pixels<'_>) -> Self {
        let value = |x: isize, y: isize, c: usize| {
            let [x, y] = [(x, width), (y, height)].map(|(at, n)| at.clamp(0, n as isize - 1));
            i32::from(rgb[(y as usize * width + x as usize) * 3 + c])
        };
        let of_colour = |x: isize, y: isize, c: usize| {
            let at = |dx, dy| value(x + dx, y + dy, c);
            let side = |dx| at(dx, -1) + 2 * at(dx, 0) + at(dx, 1);
            let line = |dy| at(-1, dy) + 2 * at(0, dy) + at(1, dy);
            Gradient { across: side(1) - side(-1), down: line(1) - line(-1) }
        };
        let largest = |place: usize| {
            let [x, y] = [place % width, place / width].map(|at| at as isize);
            let first = of_colour(x, y, 0);
            let larger = |a: Gradient, b: Gradient| if b.size() > a.size() { b } else { a };
            [1, 2].into_iter().map(|c| of_colour(x, y, c)).fold(first, larger)
        };
        Self { width, height, all: (0..width * height).map(largest).collect() }
    }

    fn size(&self, x: isize, y: isize) -> i32 {
        let inside = |at: isize, side: usize| (0..side as isize).contains(&at);
        if !inside(x, self.width) || !inside(y, self.height) {
            return 0;
        }
        self.all[y as usize * self.width + x as usize].size()
    }

    /// Whether the gradient is the largest along its own direction. On one side of it a
    /// neighbour may be as large, or an edge of two pixels would be none.
    fn is_ridge(&self, place: usize) -> bool {
        let gradient = self.all[place];
        let [x, y] = [place % self.width, place / self.width].map(|at| at as isize);
        let own = gradient.size();
        let [across, down] = [gradient.across, gradient.down].map(|v| i64::from(v.abs()));
        let rise = down << POINT;
        let least = across * LEVEL_SLOPE;
        let most = least + (across << (POINT + 1));
        if rise < least {
            own > self.size(x - 1, y) && own >= self.size(x + 1, y)
        } else if rise > most {
            own > self.size(x, y - 1) && own >= self.size(x, y + 1)
        } else {
            let slant = if (gradient.across ^ gradient.down) < 0 { -1 } else { 1 };
            own > self.size(x - slant, y - 1) && own > self.size(x + slant, y + 1)
        }
    }
}

/// Which pixels are edges: ridges above the first level that hang together with one above the
/// second.
fn edges(picture: Pixels<'_>, [least, sure]: [i32; 2]) -> Vec<bool> {
    let gradients = Gradients::of(picture);
    let Gradients { width, height, all } = &gradients;
    let ridges: Vec<bool> = (0..all.len())
        .map(|place| all[place].size() > least && gradients.is_ridge(place))
        .collect();
    let strong = |place: &usize| ridges[*place] && all[*place].size() > sure;
    let mut open: Vec<usize> = (0..all.len()).filter(strong).collect();
    let mut edges = vec![false; all.len()];
    open.iter().for_each(|place| edges[*place] = true);
    while let Some(place) = open.pop() {
        let [x, y] = [place % width, place / width];
        for y in y.saturating_sub(1)..(y + 2).min(*height) {
            for x in x.saturating_sub(1)..(x + 2).min(*width) {
                let near = y * width + x;
                if ridges[near] && !edges[near] {
                    edges[near] = true;
                    open.push(near);
                }
            }
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::testing::fixture;

    #[derive(Deserialize)]
    struct Fixture {
        size: [usize; 2],
        rgb: Vec<u8>,
        runs: Vec<Run>,
    }

    #[derive(Deserialize)]
    struct Run {
        levels: [i32; 2],
        edges: Vec<usize>,
    }

    /// `tests/parity/edges.py` wrote the fixture.
    #[test]
    fn edges_are_those_of_opencv() {
        let Fixture { size, rgb, runs } = fixture("edges");
        for Run { levels, edges: expected } in runs {
            let found = edges(Pixels { size, rgb: &rgb }, levels);
            let found: Vec<usize> = (0..found.len()).filter(|place| found[*place]).collect();
            assert_eq!(found, expected, "{levels:?}");
        }
    }
}
