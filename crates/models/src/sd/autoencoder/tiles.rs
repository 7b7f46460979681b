//! Large pictures in tiles that overlap, so that memory grows with the tile and not the picture.
//!
//! Each tile is normalised by itself, so the result is near, not equal, to that of the whole.
//! Seams are blended as diffusers does it (`AutoencoderKL.tiled_decode`), tile by tile, first with
//! the one above, then with the one to the left.

use burn::tensor::{Tensor, TensorData};

use crate::Result;

/// The share of a tile that lies over the next.
const OVERLAP: f64 = 0.25;

/// How a map goes from one grid to another in tiles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tiles {
    /// The side of a tile of what goes in.
    pub(super) side: usize,
    /// The side of the tile that comes out of it.
    pub(super) out: usize,
}

impl Tiles {
    /// Whether something of that height and width takes more than one tile.
    pub(super) fn are_needed(self, [height, width]: [usize; 2]) -> bool {
        height.max(width) > self.side
    }

    /// `map` of each tile of `x` `[batch, height, width, channels]`, put together.
    pub(super) fn map(
        self,
        x: &Tensor<4>,
        map: impl Fn(Tensor<4>) -> Result<Tensor<4>>,
    ) -> Result<Tensor<4>> {
        let [_, height, width, _] = x.dims();
        let step = ((self.side as f64 * (1.0 - OVERLAP)) as usize).max(1);
        let blend = (self.out as f64 * OVERLAP) as usize;
        let kept = self.out - blend;
        let mut above: Vec<Tensor<4>> = Vec::new();
        let mut rows = Vec::new();
        for top in (0..height).step_by(step) {
            let mut row: Vec<Tensor<4>> = Vec::new();
            for (i, left) in (0..width).step_by(step).enumerate() {
                let tile = cut(cut(x.clone(), 1, top, self.side), 2, left, self.side);
                let mut tile = map(tile)?;
                if let Some(above) = above.get(i) {
                    tile = blended(above, tile, blend, 1);
                }
                if let Some(before) = row.last() {
                    tile = blended(before, tile, blend, 2);
                }
                row.push(tile);
            }
            let kept = row.iter().map(|tile| cut(cut(tile.clone(), 1, 0, kept), 2, 0, kept));
            rows.push(Tensor::cat(kept.collect(), 2));
            above = row;
        }
        Ok(Tensor::cat(rows, 1))
    }
}

/// From `start` on, as much of an axis as there is of `length`.
fn cut(x: Tensor<4>, axis: usize, start: usize, length: usize) -> Tensor<4> {
    let length = length.min(x.dims()[axis] - start);
    x.narrow(axis, start, length)
}

/// The tile, its first `extent` lines along an axis passing over from the last ones of the tile
/// before.
fn blended(before: &Tensor<4>, tile: Tensor<4>, extent: usize, axis: usize) -> Tensor<4> {
    let extent = extent.min(before.dims()[axis]).min(tile.dims()[axis]);
    let (all, last) = (tile.dims()[axis], before.dims()[axis] - extent);
    let ramp: Vec<f32> = (0..extent).map(|line| line as f32 / extent as f32).collect();
    let mut shape = [1; 4];
    shape[axis] = extent;
    let ramp: Tensor<4> = Tensor::from_data(TensorData::new(ramp, shape), &tile.device());
    let from = before.clone().narrow(axis, last, extent);
    let to = tile.clone().narrow(axis, 0, extent);
    let seam = from.clone() + (to - from) * ramp;
    if extent == all {
        return seam;
    }
    Tensor::cat(vec![seam, tile.narrow(axis, extent, all - extent)], axis)
}
