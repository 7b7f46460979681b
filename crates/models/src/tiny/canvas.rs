//! Where a token's canvas goes: its small learned map is stretched into the token's box.
//!
//! Stretching is bilinear and separable, so it is two small matrix products whose weights are
//! made here, on the host.

use burn::tensor::Tensor;

/// Rows and columns of a canvas.
pub const SIDE: usize = 8;

/// One side of a box over a row of `count` pixels: what it covers and where.
pub(super) struct Span {
    /// Share of each pixel that the box covers, 0 to 1.
    pub(super) cover: Vec<f32>,
    /// Place of each pixel's centre in the box, -1 to 1 inside.
    pub(super) inside: Vec<f32>,
}

impl Span {
    /// The box side of length `size` about `centre`, both as shares of the row.
    pub(super) fn new(centre: f32, size: f32, count: usize) -> Self {
        let n = count as f32;
        let (low, high) = ((centre - size / 2.0) * n, (centre + size / 2.0) * n);
        let cover = |i: usize| (high.min(i as f32 + 1.0) - low.max(i as f32)).clamp(0.0, 1.0);
        let inside = |i: usize| {
            let middle = (i as f32 + 0.5 - centre * n) / (size * n / 2.0).max(1e-3);
            middle.clamp(-1.0, 1.0)
        };
        Self { cover: (0..count).map(cover).collect(), inside: (0..count).map(inside).collect() }
    }

    /// Bilinear weights `[count, SIDE]` times cover: pixels of the row from cells of the canvas.
    pub(super) fn weights(&self) -> Vec<f32> {
        let mut weights = vec![0.0; self.cover.len() * SIDE];
        let rows = weights.chunks_exact_mut(SIDE);
        for ((row, &cover), &inside) in rows.zip(&self.cover).zip(&self.inside) {
            let cell = ((inside + 1.0) / 2.0 * SIDE as f32 - 0.5).clamp(0.0, SIDE as f32 - 1.0);
            let low = (cell as usize).min(SIDE - 2);
            row[low] = cover * (1.0 - (cell - low as f32));
            row[low + 1] = cover * (cell - low as f32);
        }
        weights
    }
}

/// Canvases `[boxes, SIDE, SIDE, channels]` stretched by `rows` `[boxes, height, SIDE]` and
/// `columns` `[boxes, width, SIDE]` to `[boxes, height, width, channels]`.
pub(super) fn stretch(canvases: Tensor<4>, rows: Tensor<3>, columns: Tensor<3>) -> Tensor<4> {
    let [boxes, side, _, channels] = canvases.dims();
    let [_, height, _] = rows.dims();
    let [_, width, _] = columns.dims();
    let tall = rows.matmul(canvases.reshape([boxes, side, side * channels]));
    let tall = tall.reshape([boxes, height, side, channels]).swap_dims(1, 2);
    let wide = columns.matmul(tall.reshape([boxes, side, height * channels]));
    wide.reshape([boxes, width, height, channels]).swap_dims(1, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn a_box_covers_its_part_of_the_row() {
        let span = Span::new(0.5, 0.5, 8);
        assert_eq!(span.cover, [0., 0., 1., 1., 1., 1., 0., 0.]);
        assert_eq!(span.inside[2..6], [-0.75, -0.25, 0.25, 0.75]);
        let uneven = Span::new(0.5, 0.25, 4);
        assert_eq!(uneven.cover, [0., 0.5, 0.5, 0.]);
    }

    #[test]
    fn a_whole_box_of_the_canvas_size_shows_the_canvas() {
        let device = Device::flex();
        let cells: Vec<f32> = (0..SIDE * SIDE).map(|i| i as f32).collect();
        let canvas =
            Tensor::<1>::from_floats(cells.as_slice(), &device).reshape([1, SIDE, SIDE, 1]);
        let weights = Span::new(0.5, 1.0, SIDE).weights();
        let weights =
            Tensor::<1>::from_floats(weights.as_slice(), &device).reshape([1, SIDE, SIDE]);
        let shown = stretch(canvas.clone(), weights.clone(), weights);
        shown.into_data().assert_approx_eq::<f32>(&canvas.into_data(), Default::default());
    }

    #[test]
    fn weights_of_a_pixel_sum_to_its_cover() {
        let span = Span::new(0.37, 0.61, 16);
        for (row, cover) in span.weights().chunks_exact(SIDE).zip(&span.cover) {
            assert!((row.iter().sum::<f32>() - cover).abs() < 1e-6);
        }
    }
}
