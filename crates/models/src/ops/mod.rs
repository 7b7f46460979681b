//! Tensor operations that run on our own kernels on the CPU.
//!
//! They enter Burn as a backend extension: forward on plain slices ([`flex`]), backward written by
//! hand ([`autodiff`]), and network code calls the functions below without knowing either.
//! Activations are channels-last, `[batch, height, width, channels]`.

mod autodiff;
mod composed;
mod flex;

pub use composed::{attention, geglu, gelu, layer_norm};

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, backend_extension};
use burn::tensor::Tensor;

/// Stride and zero padding of a square convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Step between outputs, in pixels, both directions.
    pub stride: usize,
    /// Rows and columns of zeros added on each side.
    pub padding: usize,
}

/// What a group normalisation does beside normalising.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norm {
    /// Number of channel groups; divides the channels.
    pub groups: usize,
    /// Added to the variance.
    pub eps: f32,
    /// Whether SiLU follows.
    pub silu: bool,
}

/// The operations that a backend must offer; see the free functions for their meaning.
#[backend_extension(Flex, Autodiff)]
pub trait KernelOps: Backend {
    /// See [`conv2d`].
    fn conv2d_nhwc(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
    ) -> FloatTensor<Self>;
    /// Gradient of [`conv2d`] in its input, whose shape is `[batch, height, width, channels]`.
    fn conv2d_grad_input(
        grad: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        shape: [usize; 4],
        window: Window,
    ) -> FloatTensor<Self>;
    /// Gradients of [`conv2d`] in its weight (of the given shape) and bias.
    fn conv2d_grad_weight(
        x: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        shape: [usize; 4],
        window: Window,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
    /// See [`group_norm`]; beside it, mean and 1/deviation of each group, `[batch, groups, 2]`.
    fn group_norm_nhwc(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        norm: Norm,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
    /// Gradients of [`group_norm`] in input, scale and shift.
    fn group_norm_grad(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        stats: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        norm: Norm,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
    /// See [`upsample2`].
    fn upsample2_nhwc(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Gradient of [`upsample2`]: sums of 2×2 squares.
    fn upsample2_grad(grad: FloatTensor<Self>) -> FloatTensor<Self>;
}

/// Convolution of `x` `[batch, height, width, in]` with `weight` `[rows, columns, in, out]` and
/// `bias` `[out]`, giving `[batch, height', width', out]`.
pub fn conv2d(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>, window: Window) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::conv2d_nhwc(
        x.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
        window,
    ))
}

/// `rows · weight + bias` for `rows` `[n, in]`, `weight` `[in, out]`, `bias` `[out]`.
///
/// A matrix product is a 1×1 convolution over one long row of pixels.
pub fn linear(rows: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    let [n, inputs] = rows.dims();
    let [_, outputs] = weight.dims();
    let y = conv2d(
        rows.reshape([1, 1, n, inputs]),
        weight.reshape([1, 1, inputs, outputs]),
        bias,
        Window { stride: 1, padding: 0 },
    );
    y.reshape([n, outputs])
}

/// Group normalisation (Wu & He 2018) of `x` `[batch, height, width, channels]`, then
/// `· scale + shift`, each `[batch, channels]` so that a per-picture modulation (FiLM) is the same
/// operation as a learned one, then SiLU where asked.
pub fn group_norm(x: Tensor<4>, scale: Tensor<2>, shift: Tensor<2>, norm: Norm) -> Tensor<4> {
    let (x, scale, shift) = (x.into_dispatch(), scale.into_dispatch(), shift.into_dispatch());
    Tensor::from_dispatch(Dispatch::group_norm_nhwc(x, scale, shift, norm).0)
}

/// Doubles height and width of `x` `[batch, height, width, channels]` by repetition.
pub fn upsample2(x: Tensor<4>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::upsample2_nhwc(x.into_dispatch()))
}

#[cfg(test)]
mod tests {
    //! Values and gradients against Burn's own operations, composed.
    #![allow(clippy::unwrap_used)]
    use burn::tensor::module::conv2d as burn_conv2d;
    use burn::tensor::ops::ConvOptions;
    use burn::tensor::{Device, Tensor, TensorData, activation};

    use super::*;
    use crate::layout::{channels_first, channels_last};
    use crate::random::Random;

    fn random<const D: usize>(seed: u64, shape: [usize; D]) -> Tensor<D> {
        let values = Random::new(seed).normals(shape.iter().product());
        let device = Device::flex().autodiff();
        Tensor::from_data(TensorData::new(values, shape), &device).require_grad()
    }

    /// Checks that two ways give the same values, and the same gradients in all inputs.
    fn agree<const N: usize>(
        inputs: [Tensor<1>; N],
        ours: impl Fn([Tensor<1>; N]) -> Tensor<4>,
        theirs: impl Fn([Tensor<1>; N]) -> Tensor<4>,
    ) {
        let run = |way: &dyn Fn([Tensor<1>; N]) -> Tensor<4>| {
            let y = way(inputs.clone());
            let weights = random(99, y.dims()).detach();
            let grads = (y.clone() * weights).sum().backward();
            let grads = inputs.clone().map(|x| x.grad(&grads).unwrap().into_data());
            (y.into_data(), grads)
        };
        let ((y, grads), (expected, expected_grads)) = (run(&ours), run(&theirs));
        let tolerance = burn::tensor::Tolerance::absolute(2e-4);
        y.assert_approx_eq::<f32>(&expected, tolerance);
        for (grad, expected) in grads.iter().zip(&expected_grads) {
            grad.assert_approx_eq::<f32>(expected, tolerance);
        }
    }

    fn convolution_agrees(side: usize, stride: usize) {
        let (x, weight, bias) = ([2, 5, 6, 3], [side, side, 3, 4], [4]);
        let flat = |seed, shape: &[usize]| random(seed, [shape.iter().product()]);
        let padding = side / 2;
        agree(
            [flat(1, &x), flat(2, &weight), flat(3, &bias)],
            |[a, w, b]| conv2d(a.reshape(x), w.reshape(weight), b, Window { stride, padding }),
            |[a, w, b]| {
                let options = ConvOptions::new([stride; 2], [padding; 2], [1, 1], 1);
                let weight = w.reshape(weight).permute([3, 2, 0, 1]);
                let a = channels_first(a.reshape(x));
                channels_last(burn_conv2d(a, weight, Some(b), options))
            },
        );
    }

    #[test]
    fn convolutions_agree() {
        for (side, stride) in [(1, 1), (3, 1), (3, 2)] {
            convolution_agrees(side, stride);
        }
    }

    #[test]
    fn normalisations_agree() {
        let norm = Norm { groups: 4, eps: 1e-3, silu: true };
        let shape = [2, 3, 5, 8];
        agree(
            [random(1, [240]), random(2, [16]), random(3, [16])],
            |[x, a, b]| group_norm(x.reshape(shape), a.reshape([2, 8]), b.reshape([2, 8]), norm),
            |[x, a, b]| {
                let groups = x.reshape([2, 15, 4, 2]).swap_dims(1, 2).reshape([2, 4, 30]);
                let mean = groups.clone().mean_dim(2);
                let centred = groups - mean;
                let variance = (centred.clone() * centred.clone()).mean_dim(2);
                let normal = centred / variance.add_scalar(1e-3).sqrt();
                let normal = normal.reshape([2, 4, 15, 2]).swap_dims(1, 2).reshape([2, 15, 8]);
                let y = normal * a.reshape([2, 1, 8]) + b.reshape([2, 1, 8]);
                activation::silu(y).reshape(shape)
            },
        );
    }

    #[test]
    fn upsamplings_agree() {
        agree(
            [random(1, [2 * 3 * 2 * 4])],
            |[x]| upsample2(x.reshape([2, 3, 2, 4])),
            |[x]| x.reshape([2, 3, 1, 2, 1, 4]).expand([2, 3, 2, 2, 2, 4]).reshape([2, 6, 4, 4]),
        );
    }
}
