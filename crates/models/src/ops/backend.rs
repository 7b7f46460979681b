//! What a backend of Burn must offer.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, backend_extension};

use super::filter::Packed;
use super::{Norm, Precision, Sliding};

/// The operations that a backend must offer; see the free functions for their meaning.
#[backend_extension(Flex, Autodiff)]
pub trait KernelOps: Backend {
    /// See [`super::conv2d`].
    fn conv2d_nhwc(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        sliding: Sliding,
    ) -> FloatTensor<Self>;
    /// Gradient of [`super::conv2d`] in its input, whose shape is `[batch, height, width, channels]`.
    fn conv2d_grad_input(
        grad: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        shape: [usize; 4],
        sliding: Sliding,
    ) -> FloatTensor<Self>;
    /// Gradients of [`super::conv2d`] in its weight (of the given shape) and bias.
    fn conv2d_grad_weight(
        x: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        shape: [usize; 4],
        sliding: Sliding,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
    /// See [`super::conv2d`]; by a packed filter, and with a bias `[out]`, `[batch, out]`, or `[0]` for
    /// none.
    fn conv2d_packed(
        x: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        filter: Packed,
        sliding: Sliding,
    ) -> FloatTensor<Self>;
    /// The same, added to `base`.
    fn conv2d_packed_onto(
        base: FloatTensor<Self>,
        x: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        filter: Packed,
        sliding: Sliding,
    ) -> FloatTensor<Self>;
    /// See `super::feed_forward_onto`.
    fn feed_forward_packed_onto(
        base: FloatTensor<Self>,
        x: FloatTensor<Self>,
        widen_bias: FloatTensor<Self>,
        narrow_bias: FloatTensor<Self>,
        filters: [Packed; 2],
    ) -> FloatTensor<Self>;
    /// See [`super::join`]; where nothing is learned.
    fn join_nhwc(a: FloatTensor<Self>, b: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`super::attention`].
    fn attention_heads(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        heads: usize,
        precision: Precision,
    ) -> FloatTensor<Self>;
    /// Gradients of [`super::attention`] in query, key and value.
    fn attention_grad(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        heads: usize,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
    /// See [`super::layer_norm`].
    fn layer_norm_rows(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        eps: f32,
    ) -> FloatTensor<Self>;
    /// Gradients of [`super::layer_norm`] in input, scale and shift.
    fn layer_norm_grad(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        eps: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
    /// See [`super::geglu`].
    fn geglu_rows(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Gradient of [`super::geglu`].
    fn geglu_grad(x: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self>;
    /// See [`super::group_norm`]; beside it, mean and 1/deviation of each group, `[batch, groups, 2]`.
    fn group_norm_nhwc(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        norm: Norm,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
    /// Gradients of [`super::group_norm`] in input, scale and shift.
    fn group_norm_grad(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        stats: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        norm: Norm,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
    /// See [`super::upsample2`].
    fn upsample2_nhwc(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Gradient of [`super::upsample2`]: sums of 2×2 squares.
    fn upsample2_grad(grad: FloatTensor<Self>) -> FloatTensor<Self>;
}
