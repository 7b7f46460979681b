//! Where a run begins: from noise alone, or from a picture, all of it or what a mask shows.

use burn::tensor::{Device, Tensor, TensorData};

use crate::families::Painter;
use crate::generate::Request;
use crate::noise::{Noise, slerp};
use crate::pixels::{self, signed};
use crate::{Result, Walk};

/// A picture to begin from.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// RGB, row by row, of the request's width and height.
    pub rgb: Vec<u8>,
    /// How much of the walk is taken, above 0 to 1: how far the picture may change.
    pub strength: f64,
    /// Where it may change; none lets all of it change.
    pub mask: Option<Mask>,
}

/// Where a picture may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// Row by row: 1 where it is painted anew, 0 where it stays, or between.
    pub values: Vec<f32>,
    /// Until which share of the walk it stays, above 0 to 1.
    pub until: f64,
    /// Whether pixels that stay are put back at the end as they were; else they come from latents,
    /// as in diffusers.
    pub keeps_pixels: bool,
}

impl Mask {
    /// A mask that holds to the end.
    #[must_use]
    pub fn new(values: Vec<f32>) -> Self {
        Self { values, until: 1.0, keeps_pixels: false }
    }
}

/// A run that can begin.
pub(crate) struct Begun {
    /// What is left of the walk.
    pub(crate) walk: Walk,
    /// Where it begins, `[1, channels, height, width]`.
    pub(crate) x: Tensor<4>,
    /// The noise in it, of the same shape.
    pub(crate) noise: Tensor<4>,
    /// What a mask keeps.
    pub(crate) kept: Option<Kept>,
    /// A mask, 1 where it is painted, and the latents of what is not, `[1, 5, height, width]`:
    /// for networks that fill in.
    pub(crate) beside: Option<Tensor<4>>,
}

/// What of a picture stays.
#[derive(Clone)]
pub(crate) struct Kept {
    /// 1 where it is painted, `[1, 1, height, width]`.
    pub(crate) mask: Tensor<4>,
    /// The picture's latents, `[1, channels, height, width]`.
    pub(crate) latents: Tensor<4>,
    /// The start noise, where the network sees what stays under it at each level, as diffusers has
    /// it; none where what stays is put into each estimate, as A1111 does, which masks with edges
    /// between 0 and 1 need.
    pub(crate) noise: Option<Tensor<4>>,
    /// The noise level below which nothing is kept any more.
    pub(crate) least: f64,
}

/// Begins a run. The order in which noise is drawn is diffusers'.
pub(crate) fn begin(
    model: &dyn Painter,
    request: &Request,
    walk: Walk,
    noise: &mut dyn Noise,
) -> Result<Begun> {
    let size = [request.width, request.height];
    let [channels, rows, columns] = model.latent_shape(size);
    let shape = [1, channels, rows, columns];
    let Some(start) = &request.start else {
        let noise = fresh(request, noise, shape, model.device());
        let x = noise.clone().mul_scalar(walk.start);
        return Ok(Begun { walk, x, noise, kept: None, beside: None });
    };
    let picture = Picture { model, size };
    let all = start.strength >= 1.0 && start.mask.is_some();
    let seen = !(all && model.fills());
    let latents = match seen {
        true => Some(model.encode(picture.tensor(&start.rgb, |_| true), noise)?),
        false => None,
    };
    let fresh = fresh(request, noise, shape, model.device());
    let walk = shortened(walk, start.strength, model.scheduler().is_some());
    let x = match (&latents, all) {
        (Some(latents), false) => latents.clone() + fresh.clone().mul_scalar(walk.sigmas[0]),
        _ => fresh.clone().mul_scalar(walk.start),
    };
    let (mut kept, mut beside) = (None, None);
    if let Some(Mask { values: mask, until, .. }) = &start.mask {
        let small = picture.small(mask);
        if model.fills() {
            let around = picture.tensor(&start.rgb, |pixel| mask[pixel] < 0.5);
            beside = Some(Tensor::cat(vec![small, model.encode(around, noise)?], 1));
        } else {
            // diffusers encodes what is around here too, and draws for it.
            noise.fill(shape.iter().product());
            let under = picture.is_hard(mask).then(|| fresh.clone());
            let last = (until * walk.steps() as f64).round() as usize;
            let least = if *until < 1.0 { walk.sigmas[last] } else { 0.0 };
            kept = latents.map(|latents| Kept { mask: small, latents, noise: under, least });
        }
    }
    Ok(Begun { walk, x, noise: fresh, kept, beside })
}

/// The start noise.
fn fresh(
    request: &Request,
    noise: &mut dyn Noise,
    shape: [usize; 4],
    device: &Device,
) -> Tensor<4> {
    let Some(variation) = request.variation else { return noise.normal(shape, device) };
    let count = shape.iter().product();
    let mut other = request.noise.source(variation.seed);
    let [_, _, height, width] = shape;
    let ends = [noise.fill(count), other.fill(count)];
    let values = slerp(variation.strength, &ends[0], &ends[1], [height, width]);
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// What of a walk is taken: diffusers takes a share of its steps, A1111 one step more.
fn shortened(walk: Walk, strength: f64, by_scheduler: bool) -> Walk {
    let steps = walk.steps();
    // Steps are few, and shares are counted as they are printed: 0.3 of 10 is 3.
    let share = (strength * steps as f64 + 1e-9) as usize;
    let taken = if by_scheduler { share } else { share + 1 };
    let left_out = steps.saturating_sub(taken);
    if left_out == 0 { walk } else { walk.after(left_out) }
}

/// Pictures of one size, for one model.
struct Picture<'a> {
    model: &'a dyn Painter,
    size: [usize; 2],
}

impl Picture<'_> {
    /// RGB as `[1, height, width, 3]`, -1 to 1; grey where a pixel does not show.
    fn tensor(&self, rgb: &[u8], shows: impl Fn(usize) -> bool) -> Tensor<4> {
        let value = |(at, &byte): (usize, &u8)| if shows(at / 3) { signed(byte) } else { 0.0 };
        pixels::tensor(rgb.iter().enumerate().map(value), self.size, self.model.device())
    }

    /// Whether diffusers would walk, and the mask has no edges between 0 and 1.
    fn is_hard(&self, mask: &[f32]) -> bool {
        self.model.scheduler().is_some() && mask.iter().all(|m| *m == 0.0 || *m == 1.0)
    }

    /// The mask as `[1, 1, height, width]` of the latents: the first pixel of each, as diffusers
    /// takes a hard one, or the mean of all.
    fn small(&self, mask: &[f32]) -> Tensor<4> {
        let [width, _] = self.size;
        let [_, rows, columns] = self.model.latent_shape(self.size);
        let side = width / columns;
        let hard = self.is_hard(mask);
        let value = |row: usize, column: usize| {
            let first = row * side * width + column * side;
            if hard {
                return mask[first];
            }
            let lines = (0..side).flat_map(|y| &mask[first + y * width..][..side]);
            lines.sum::<f32>() / (side * side) as f32
        };
        let values = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let values: Vec<f32> = values.map(|(row, column)| value(row, column)).collect();
        Tensor::from_data(TensorData::new(values, [1, 1, rows, columns]), self.model.device())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk() -> Walk {
        let sigmas: Vec<f64> = (0..=10).rev().map(f64::from).collect();
        Walk { start: sigmas[0], sigmas, timesteps: Vec::new() }
    }

    /// diffusers: `init_timestep = min(int(steps·strength), steps)`; A1111: `t_enc + 1` steps.
    #[test]
    fn a_share_of_the_walk_is_taken() {
        let steps = |strength, diffusers| shortened(walk(), strength, diffusers).steps();
        assert_eq!([1.0, 0.8, 0.3, 0.05].map(|s| steps(s, true)), [10, 8, 3, 1]);
        assert_eq!([1.0, 0.8, 0.3, 0.05].map(|s| steps(s, false)), [10, 9, 4, 1]);
    }
}
