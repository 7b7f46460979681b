//! The operations' gradients, as steps of the way back through Burn's graph.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, TensorMetadata};

use super::{KernelOps, Norm, Sliding};

/// The four sizes of a tensor that is known to have four dimensions.
pub(super) fn sizes<B: Backend>(tensor: &FloatTensor<B>) -> [usize; 4] {
    let shape = tensor.shape();
    std::array::from_fn(|i| shape[i])
}

/// Hands the inputs' gradients to those that want one.
fn register<B: Backend, const N: usize>(
    grads: &mut Gradients,
    inputs: [Option<NodeId>; N],
    values: [FloatTensor<B>; N],
) {
    for (input, value) in inputs.into_iter().zip(values) {
        if let Some(input) = input {
            grads.register::<B>(input, value);
        }
    }
}

#[derive(Debug)]
pub(super) struct ConvStep;

/// What a convolution keeps for its gradients.
#[derive(Clone, Debug)]
pub(super) struct ConvState<B: Backend> {
    /// The input, where weight or bias learn: a change on top of a convolution that stays needs none
    /// of it.
    pub(super) x: Option<FloatTensor<B>>,
    pub(super) weight: FloatTensor<B>,
    pub(super) shape: [usize; 4],
    pub(super) sliding: Sliding,
}

impl<B: KernelOps> Backward<B, 3> for ConvStep {
    type State = ConvState<B>;

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let ConvState { x, weight, shape, sliding } = ops.state;
        let [on_x, on_weight, on_bias] = ops.parents;
        if let Some(node) = on_x {
            let dx = B::conv2d_grad_input(grad.clone(), weight.clone(), shape, sliding);
            grads.register::<B>(node.id, dx);
        }
        if let Some(x) = x {
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
pub(super) struct NormStep;

impl<B: KernelOps> Backward<B, 3> for NormStep {
    type State = ([FloatTensor<B>; 4], Norm);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let ([x, scale, shift, stats], norm) = ops.state;
        let (dx, dscale, dshift) = B::group_norm_grad(x, scale, shift, stats, grad, norm);
        let inputs = ops.parents.map(|node| node.map(|node| node.id));
        register::<B, _>(grads, inputs, [dx, dscale, dshift]);
    }
}

#[derive(Debug)]
pub(super) struct AttentionStep;

impl<B: KernelOps> Backward<B, 3> for AttentionStep {
    type State = ([FloatTensor<B>; 3], usize);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let ([query, key, value], heads) = ops.state;
        let (dquery, dkey, dvalue) = B::attention_grad(query, key, value, grad, heads);
        let inputs = ops.parents.map(|node| node.map(|node| node.id));
        register::<B, _>(grads, inputs, [dquery, dkey, dvalue]);
    }
}

#[derive(Debug)]
pub(super) struct LayerNormStep;

impl<B: KernelOps> Backward<B, 3> for LayerNormStep {
    type State = (FloatTensor<B>, FloatTensor<B>, f32);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let (x, scale, eps) = ops.state;
        let (dx, dscale, dshift) = B::layer_norm_grad(x, scale, grad, eps);
        let inputs = ops.parents.map(|node| node.map(|node| node.id));
        register::<B, _>(grads, inputs, [dx, dscale, dshift]);
    }
}

#[derive(Debug)]
pub(super) struct GegluStep;

impl<B: KernelOps> Backward<B, 1> for GegluStep {
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let inputs = ops.parents.map(|node| node.map(|node| node.id));
        register::<B, _>(grads, inputs, [B::geglu_grad(ops.state, grad)]);
    }
}

#[derive(Debug)]
pub(super) struct UpsampleStep;

impl<B: KernelOps> Backward<B, 1> for UpsampleStep {
    type State = ();

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let inputs = ops.parents.map(|node| node.map(|node| node.id));
        register::<B, _>(grads, inputs, [B::upsample2_grad(grad)]);
    }
}
