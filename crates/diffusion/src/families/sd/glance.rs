//! A quick look at latents: each becomes one colour, by a map that is fitted to the model's own
//! encoder.
//!
//! Latents of Stable Diffusion are nearly a small picture already: four numbers a place, from which
//! red, green and blue follow by a linear map and little error. Its twelve numbers and three
//! constants are found by least squares over a picture of many colours.

use burn::tensor::{Device, Tensor, TensorData};
use qingyun_models::sd::Encoder;

use super::PATCH;
use crate::Result;
use crate::noise::Kind;

/// Latents along a side of the picture that is fitted to.
const SIDE: usize = 32;
/// Latents along a side of a patch of that picture.
const PATCHES: usize = 4;
/// Keeps the least squares solvable where latents depend on each other.
const RIDGE: f64 = 1e-6;

/// From latents to colours.
#[derive(Clone, Debug)]
pub(super) struct Glance {
    /// `[latent, 3]`.
    map: Tensor<2>,
    /// `[1, 3]`.
    shift: Tensor<2>,
}

impl Glance {
    /// The map for an encoder whose latents are multiplied by `scale`.
    pub(super) fn fitted(encoder: &Encoder, scale: f64, device: &Device) -> Result<Self> {
        let colours = patches();
        let latents = encoder.forward(picture(&colours, device))?.mean.mul_scalar(scale);
        let channels = latents.dims()[3];
        let latents: Vec<f32> = latents.into_data().iter::<f32>().collect();
        let rows: Vec<&[f32]> = latents.chunks_exact(channels).collect();
        Ok(Self::of(&least_squares(&rows, &colours), channels, device))
    }

    fn of(solution: &[[f64; 3]], channels: usize, device: &Device) -> Self {
        let rows = |rows: &[[f64; 3]]| {
            let values: Vec<f32> = rows.iter().flatten().map(|v| *v as f32).collect();
            Tensor::from_data(TensorData::new(values, [rows.len(), 3]), device)
        };
        Self { map: rows(&solution[..channels]), shift: rows(&solution[channels..]) }
    }

    /// Pictures `[batch, height, width, 3]`, about -1 to 1, of latents
    /// `[batch, height, width, latent]`.
    pub(super) fn colours(&self, latents: Tensor<4>) -> Tensor<4> {
        let [batch, height, width, channels] = latents.dims();
        let rows = latents.reshape([batch * height * width, channels]);
        let colours = rows.matmul(self.map.clone()) + self.shift.clone();
        colours.reshape([batch, height, width, 3])
    }
}

/// A colour for each latent of the picture, from -1 to 1: patches that pass over into each other.
fn patches() -> Vec<[f64; 3]> {
    let across = SIDE / PATCHES + 1;
    let corners = Kind::Nv.source(0).fill(across * across * 3);
    let corner = |x: usize, y: usize, c: usize| f64::from(corners[(y * across + x) * 3 + c]).tanh();
    let colour = |place: usize| {
        let [x, y] = [place % SIDE, place / SIDE];
        let [left, top] = [x / PATCHES, y / PATCHES];
        let [right, down] = [x, y].map(|at| (at % PATCHES) as f64 / PATCHES as f64);
        [0, 1, 2].map(|c| {
            let across = |y| (1.0 - right) * corner(left, y, c) + right * corner(left + 1, y, c);
            (1.0 - down) * across(top) + down * across(top + 1)
        })
    };
    (0..SIDE * SIDE).map(colour).collect()
}

/// The picture of those colours, `[1, height, width, 3]`.
fn picture(colours: &[[f64; 3]], device: &Device) -> Tensor<4> {
    let side = SIDE * PATCH;
    let pixel = |at: usize| {
        let [x, y] = [at % side, at / side].map(|at| at / PATCH);
        colours[y * SIDE + x].map(|v| v as f32)
    };
    let values: Vec<f32> = (0..side * side).flat_map(pixel).collect();
    Tensor::from_data(TensorData::new(values, [1, side, side, 3]), device)
}

/// For each colour the factors of the numbers of a row, and then the constant, by which it follows
/// with the least squared error: the normal equations, solved by elimination.
fn least_squares(rows: &[&[f32]], colours: &[[f64; 3]]) -> Vec<[f64; 3]> {
    let count = rows.first().map_or(0, |row| row.len()) + 1;
    let number = |row: &[f32], i: usize| row.get(i).map_or(1.0, |v| f64::from(*v));
    let mut left = vec![vec![0.0; count]; count];
    let mut right = vec![[0.0; 3]; count];
    for (row, colour) in rows.iter().zip(colours) {
        for i in 0..count {
            let number_i = number(row, i);
            (0..count).for_each(|j| left[i][j] += number_i * number(row, j));
            (0..3).for_each(|c| right[i][c] += number_i * colour[c]);
        }
    }
    (0..count).for_each(|i| left[i][i] += RIDGE * rows.len() as f64);
    eliminate(left, right)
}

/// Solves `left · x = right` for a positive definite matrix (Gauss and Jordan).
fn eliminate(mut left: Vec<Vec<f64>>, mut right: Vec<[f64; 3]>) -> Vec<[f64; 3]> {
    for pivot in 0..left.len() {
        let over = left[pivot][pivot].recip();
        left[pivot].iter_mut().for_each(|v| *v *= over);
        right[pivot].iter_mut().for_each(|v| *v *= over);
        let (of_pivot, colours) = (left[pivot].clone(), right[pivot]);
        for row in (0..left.len()).filter(|row| *row != pivot) {
            let factor = left[row][pivot];
            left[row].iter_mut().zip(&of_pivot).for_each(|(v, p)| *v -= factor * p);
            right[row].iter_mut().zip(colours).for_each(|(v, p)| *v -= factor * p);
        }
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Latents that are a known map of the colours, with a fourth number that means nothing.
    #[test]
    fn a_linear_map_is_found_again() {
        let colours = patches();
        let row = |[r, g, b]: &[f64; 3]| {
            [2.0 * r - g + 0.5, g + b, 0.25 * b - 1.0, r * g].map(|v| v as f32)
        };
        let latents: Vec<[f32; 4]> = colours.iter().map(row).collect();
        let rows: Vec<&[f32]> = latents.iter().map(<[f32; 4]>::as_slice).collect();
        let glance = Glance::of(&least_squares(&rows, &colours), 4, &Device::flex());
        let flat: Vec<f32> = latents.concat();
        let latents = Tensor::from_data(TensorData::new(flat, [1, SIDE, SIDE, 4]), &Device::flex());
        let found: Vec<f32> = glance.colours(latents).into_data().iter::<f32>().collect();
        let expected = colours.iter().flatten();
        let far = found.iter().zip(expected).map(|(a, b)| (f64::from(*a) - b).abs());
        assert!(far.fold(0.0, f64::max) < 1e-3);
    }
}
