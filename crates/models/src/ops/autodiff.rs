//! The operations' gradients, registered in Burn's graph. Operations that only paint have none:
//! networks that learn are not given them.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, AutodiffBackend, Backend, TensorMetadata};

use super::filter::Packed;
use super::{KernelOps, Norm, Precision, Sliding};

/// The four sizes of a tensor that is known to have four dimensions.
fn sizes<B: Backend>(tensor: &FloatTensor<B>) -> [usize; 4] {
    let shape = tensor.shape();
    std::array::from_fn(|i| shape[i])
}

/// The value of a tensor, without its place in the graph.
fn inner<B: Backend, C: CheckpointStrategy>(tensor: FloatTensor<Autodiff<B, C>>) -> FloatTensor<B> {
    tensor.into_primitive()
}

#[derive(Debug)]
struct ConvStep;

impl<B: KernelOps> Backward<B, 3> for ConvStep {
    type State = (FloatTensor<B>, FloatTensor<B>, Sliding);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let (x, weight, sliding) = ops.state;
        let [on_x, on_weight, on_bias] = ops.parents;
        if let Some(node) = on_x {
            let dx = B::conv2d_grad_input(grad.clone(), weight.clone(), sizes::<B>(&x), sliding);
            grads.register::<B>(node.id, dx);
        }
        if on_weight.is_some() || on_bias.is_some() {
            let (dw, db) = B::conv2d_grad_weight(x, grad, sizes::<B>(&weight), sliding);
            if let Some(node) = on_weight {
                grads.register::<B>(node.id, dw);
            }
            if let Some(node) = on_bias {
                grads.register::<B>(node.id, db);
            }
        }
    }
}

#[derive(Debug)]
struct NormStep;

impl<B: KernelOps> Backward<B, 3> for NormStep {
    type State = ([FloatTensor<B>; 4], Norm);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let ([x, scale, shift, stats], norm) = ops.state;
        let (dx, dscale, dshift) = B::group_norm_grad(x, scale, shift, stats, grad, norm);
        for (node, value) in ops.parents.into_iter().zip([dx, dscale, dshift]) {
            if let Some(node) = node {
                grads.register::<B>(node.id, value);
            }
        }
    }
}

#[derive(Debug)]
struct UpsampleStep;

impl<B: KernelOps> Backward<B, 1> for UpsampleStep {
    type State = ();

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let [on_x] = ops.parents;
        if let Some(node) = on_x {
            grads.register::<B>(node.id, B::upsample2_grad(grad));
        }
    }
}

impl<B: KernelOps, C: CheckpointStrategy> KernelOps for Autodiff<B, C> {
    fn conv2d_nhwc(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        sliding: Sliding,
    ) -> FloatTensor<Self> {
        let ((x, on_x), (weight, on_weight), (bias, on_bias)) =
            (x.into_parts(), weight.into_parts(), bias.into_parts());
        let step = ConvStep.prepare::<C>([on_x, on_weight, on_bias]).compute_bound().stateful();
        match step {
            OpsKind::Tracked(step) => {
                let y = B::conv2d_nhwc(x.clone(), weight.clone(), bias, sliding);
                step.finish((x, weight, sliding), y)
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

    fn attention_heads(
        query: FloatTensor<Self>,
        key: FloatTensor<Self>,
        value: FloatTensor<Self>,
        heads: usize,
        precision: Precision,
    ) -> FloatTensor<Self> {
        let [query, key, value] = [query, key, value].map(inner::<B, C>);
        Self::from_inner(B::attention_heads(query, key, value, heads, precision))
    }

    fn layer_norm_rows(
        x: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        eps: f32,
    ) -> FloatTensor<Self> {
        let [x, scale, shift] = [x, scale, shift].map(inner::<B, C>);
        Self::from_inner(B::layer_norm_rows(x, scale, shift, eps))
    }

    fn geglu_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::from_inner(B::geglu_rows(inner::<B, C>(x)))
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
