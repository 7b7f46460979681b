//! The operations on tensors with gradients. Packed filters only paint and have none: networks that
//! learn are not given them.

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::ops::{Backward, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, AutodiffBackend, Backend};

use super::filter::Packed;
use super::steps::{
    AttentionStep, ConvState, ConvStep, GegluStep, LayerNormStep, NormStep, UpsampleStep, sizes,
};
use super::{KernelOps, Norm, Precision, Sliding};

/// The value of a tensor, without its place in the graph.
fn inner<B: Backend, C: CheckpointStrategy>(tensor: FloatTensor<Autodiff<B, C>>) -> FloatTensor<B> {
    tensor.into_primitive()
}

impl<B: KernelOps, C: CheckpointStrategy> KernelOps for Autodiff<B, C> {
    fn conv2d_nhwc(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        sliding: Sliding,
    ) -> FloatTensor<Self> {
        let learns = weight.is_tracked() || bias.is_tracked();
        let ((x, on_x), (weight, on_weight), (bias, on_bias)) =
            (x.into_parts(), weight.into_parts(), bias.into_parts());
        let step = ConvStep.prepare::<C>([on_x, on_weight, on_bias]).compute_bound().stateful();
        match step {
            OpsKind::Tracked(step) => {
                let (kept, shape) = (learns.then(|| x.clone()), sizes::<B>(&x));
                let y = B::conv2d_nhwc(x, weight.clone(), bias, sliding);
                step.finish(ConvState { x: kept, weight, shape, sliding }, y)
            }
            OpsKind::UnTracked(step) => step.finish(B::conv2d_nhwc(x, weight, bias, sliding)),
        }
    }

    fn conv2d_grad_input(
        grad: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        shape: [usize; 4],
        sliding: Sliding,
    ) -> FloatTensor<Self> {
        Self::from_inner(B::conv2d_grad_input(
            inner::<B, C>(grad),
            inner::<B, C>(weight),
            shape,
            sliding,
        ))
    }

    fn conv2d_grad_weight(
        x: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        shape: [usize; 4],
        sliding: Sliding,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let (dw, db) = B::conv2d_grad_weight(inner::<B, C>(x), inner::<B, C>(grad), shape, sliding);
        (Self::from_inner(dw), Self::from_inner(db))
    }

    fn conv2d_packed(
        x: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        filter: Packed,
        sliding: Sliding,
    ) -> FloatTensor<Self> {
        let (x, bias) = (inner::<B, C>(x), inner::<B, C>(bias));
        Self::from_inner(B::conv2d_packed(x, bias, filter, sliding))
    }

    fn conv2d_packed_onto(
        base: FloatTensor<Self>,
        x: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        filter: Packed,
        sliding: Sliding,
    ) -> FloatTensor<Self> {
        let [base, x, bias] = [base, x, bias].map(inner::<B, C>);
        Self::from_inner(B::conv2d_packed_onto(base, x, bias, filter, sliding))
    }

    fn feed_forward_packed_onto(
        base: FloatTensor<Self>,
        x: FloatTensor<Self>,
        widen_bias: FloatTensor<Self>,
        narrow_bias: FloatTensor<Self>,
        filters: [Packed; 2],
    ) -> FloatTensor<Self> {
        let [base, x, widen, narrow] = [base, x, widen_bias, narrow_bias].map(inner::<B, C>);
        Self::from_inner(B::feed_forward_packed_onto(base, x, widen, narrow, filters))
    }

    fn join_nhwc(a: FloatTensor<Self>, b: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::from_inner(B::join_nhwc(inner::<B, C>(a), inner::<B, C>(b)))
    }

    fn attention_heads(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        heads: usize,
        precision: Precision,
    ) -> FloatTensor<Self> {
        let ((query, on_query), (key, on_key), (value, on_value)) =
            (query.into_parts(), key.into_parts(), value.into_parts());
        let step = AttentionStep.prepare::<C>([on_query, on_key, on_value]);
        match step.compute_bound().stateful() {
            OpsKind::Tracked(step) => {
                let sides = [query.clone(), key.clone(), value.clone()];
                step.finish((sides, heads), B::attention_heads(query, key, value, heads, precision))
            }
            OpsKind::UnTracked(step) => {
                step.finish(B::attention_heads(query, key, value, heads, precision))
            }
        }
    }

    fn attention_grad(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        heads: usize,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [query, key, value, grad] = [query, key, value, grad].map(inner::<B, C>);
        let (dquery, dkey, dvalue) = B::attention_grad(query, key, value, grad, heads);
        (Self::from_inner(dquery), Self::from_inner(dkey), Self::from_inner(dvalue))
    }

    fn layer_norm_rows(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        eps: f32,
    ) -> FloatTensor<Self> {
        let ((x, on_x), (scale, on_scale), (shift, on_shift)) =
            (x.into_parts(), scale.into_parts(), shift.into_parts());
        let step = LayerNormStep.prepare::<C>([on_x, on_scale, on_shift]);
        match step.compute_bound().stateful() {
            OpsKind::Tracked(step) => {
                let y = B::layer_norm_rows(x.clone(), scale.clone(), shift, eps);
                step.finish((x, scale, eps), y)
            }
            OpsKind::UnTracked(step) => step.finish(B::layer_norm_rows(x, scale, shift, eps)),
        }
    }

    fn layer_norm_grad(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        eps: f32,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [x, scale, grad] = [x, scale, grad].map(inner::<B, C>);
        let (dx, dscale, dshift) = B::layer_norm_grad(x, scale, grad, eps);
        (Self::from_inner(dx), Self::from_inner(dscale), Self::from_inner(dshift))
    }

    fn geglu_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, on_x) = x.into_parts();
        match GegluStep.prepare::<C>([on_x]).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish(x.clone(), B::geglu_rows(x)),
            OpsKind::UnTracked(step) => step.finish(B::geglu_rows(x)),
        }
    }

    fn geglu_grad(x: FloatTensor<Self>, grad: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::from_inner(B::geglu_grad(inner::<B, C>(x), inner::<B, C>(grad)))
    }

    fn group_norm_nhwc(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        norm: Norm,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let ((x, on_x), (scale, on_scale), (shift, on_shift)) =
            (x.into_parts(), scale.into_parts(), shift.into_parts());
        let step = NormStep.prepare::<C>([on_x, on_scale, on_shift]).compute_bound().stateful();
        let (y, stats) = B::group_norm_nhwc(x.clone(), scale.clone(), shift.clone(), norm);
        let y = match step {
            OpsKind::Tracked(step) => step.finish(([x, scale, shift, stats.clone()], norm), y),
            OpsKind::UnTracked(step) => step.finish(y),
        };
        (y, Self::from_inner(stats))
    }

    fn group_norm_grad(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        stats: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        norm: Norm,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let [x, scale, shift, stats, grad] = [x, scale, shift, stats, grad].map(inner::<B, C>);
        let (dx, dscale, dshift) = B::group_norm_grad(x, scale, shift, stats, grad, norm);
        (Self::from_inner(dx), Self::from_inner(dscale), Self::from_inner(dshift))
    }

    fn upsample2_nhwc(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, on_x) = x.into_parts();
        match UpsampleStep.prepare::<C>([on_x]).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish((), B::upsample2_nhwc(x)),
            OpsKind::UnTracked(step) => step.finish(B::upsample2_nhwc(x)),
        }
    }

    fn upsample2_grad(grad: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::from_inner(B::upsample2_grad(inner::<B, C>(grad)))
    }
}
