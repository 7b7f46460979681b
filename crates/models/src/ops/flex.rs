//! The operations on the CPU: slices in, slices out.

use burn::backend::Flex;
use burn::backend::tensor::FloatTensor;
use burn::tensor::TensorData;
use qingyun_kernels::{
    Attention, AttentionInputs, Beside, Conv2d, FeedForward, GroupNorm, GroupNormInputs, LayerNorm,
    Precision, column_sums, gated, geglu_backward, side_by_side, upsample2, upsample2_backward,
};

use super::filter::Packed;
use super::{KernelOps, Norm, Sliding};

type CpuTensor = FloatTensor<Flex>;

/// A tensor whose elements lie in memory in the order of its shape.
struct Dense {
    tensor: CpuTensor,
    shape: Vec<usize>,
}

impl Dense {
    fn new(tensor: CpuTensor) -> Self {
        let tensor = tensor.to_contiguous();
        let shape = tensor.layout().shape().to_vec();
        Self { tensor, shape }
    }

    fn values(&self) -> &[f32] {
        self.tensor.as_slice().unwrap_or_default()
    }

    /// The values to be written over; none where somebody else may still read them.
    fn own(&mut self) -> Option<&mut [f32]> {
        self.tensor.try_storage_mut()
    }

    fn dims<const D: usize>(&self) -> [usize; D] {
        std::array::from_fn(|i| self.shape.get(i).copied().unwrap_or(1))
    }
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> CpuTensor {
    CpuTensor::from_data(TensorData::new(values, shape))
}

/// A buffer of zeros that `fill` writes, as a tensor.
fn filled<const D: usize>(shape: [usize; D], fill: impl FnOnce(&mut [f32])) -> CpuTensor {
    let mut values = vec![0.0; shape.iter().product()];
    fill(&mut values);
    tensor(values, shape)
}

fn geometry(x: [usize; 4], weight: [usize; 4], sliding: Sliding) -> Conv2d {
    let Sliding { window, zoom, precision } = sliding;
    Conv2d {
        batch: x[0],
        height: x[1] * zoom,
        width: x[2] * zoom,
        in_channels: weight[2],
        out_channels: weight[3],
        kernel: [weight[0], weight[1]],
        stride: [window.stride; 2],
        padding: [window.padding; 2],
        zoom,
        precision,
    }
}

/// A convolution by a packed filter, onto `base` if there is one.
fn packed(
    base: Option<CpuTensor>,
    x: CpuTensor,
    bias: CpuTensor,
    filter: &qingyun_kernels::Filter,
    sliding: Sliding,
) -> CpuTensor {
    let (base, x, bias) = (base.map(Dense::new), Dense::new(x), Dense::new(bias));
    let conv = geometry(x.dims(), filter.shape(), sliding);
    let [height, width] = conv.output();
    let bias = Some(bias.values()).filter(|values| !values.is_empty());
    let beside = Beside { bias, residual: base.as_ref().map(Dense::values) };
    let y = conv.applied(x.values(), filter, beside);
    tensor(y, [conv.batch, height, width, conv.out_channels])
}

fn heads_of(
    [batch, queries, channels]: [usize; 3],
    [_, keys, _]: [usize; 3],
    heads: usize,
    precision: Precision,
) -> Attention {
    Attention { batch, queries, keys, heads, depth: channels / heads, precision }
}

fn normalisation([batch, height, width, channels]: [usize; 4], norm: Norm) -> GroupNorm {
    GroupNorm {
        batch,
        positions: height * width,
        channels,
        groups: norm.groups,
        eps: norm.eps,
        silu: norm.silu,
    }
}

impl KernelOps for Flex {
    fn conv2d_nhwc(
        x: CpuTensor,
        weight: CpuTensor,
        bias: CpuTensor,
        sliding: Sliding,
    ) -> CpuTensor {
        let (x, weight, bias) = (Dense::new(x), Dense::new(weight), Dense::new(bias));
        let conv = geometry(x.dims(), weight.dims(), sliding);
        let [height, width] = conv.output();
        let y = conv.forwarded(x.values(), weight.values(), Some(bias.values()));
        tensor(y, [conv.batch, height, width, conv.out_channels])
    }

    fn conv2d_grad_input(
        grad: CpuTensor,
        weight: CpuTensor,
        shape: [usize; 4],
        sliding: Sliding,
    ) -> CpuTensor {
        let (grad, weight) = (Dense::new(grad), Dense::new(weight));
        let conv = geometry(shape, weight.dims(), sliding);
        tensor(conv.input_gradient(grad.values(), weight.values()), shape)
    }

    fn conv2d_grad_weight(
        x: CpuTensor,
        grad: CpuTensor,
        shape: [usize; 4],
        sliding: Sliding,
    ) -> (CpuTensor, CpuTensor) {
        let (x, grad) = (Dense::new(x), Dense::new(grad));
        let conv = geometry(x.dims(), shape, sliding);
        let weight = filled(shape, |dw| conv.grad_weight(x.values(), grad.values(), dw));
        let outputs = conv.out_channels;
        (weight, filled([outputs], |db| column_sums(grad.values(), outputs, db)))
    }

    fn conv2d_packed(x: CpuTensor, bias: CpuTensor, filter: Packed, sliding: Sliding) -> CpuTensor {
        packed(None, x, bias, &filter.0, sliding)
    }

    fn conv2d_packed_onto(
        base: CpuTensor,
        x: CpuTensor,
        bias: CpuTensor,
        filter: Packed,
        sliding: Sliding,
    ) -> CpuTensor {
        packed(Some(base), x, bias, &filter.0, sliding)
    }

    fn feed_forward_packed_onto(
        base: CpuTensor,
        x: CpuTensor,
        widen_bias: CpuTensor,
        narrow_bias: CpuTensor,
        filters: [Packed; 2],
    ) -> CpuTensor {
        let [base, x, widen_bias, narrow_bias] = [base, x, widen_bias, narrow_bias].map(Dense::new);
        let [Packed(widen), Packed(narrow)] = &filters;
        let (widen_bias, narrow_bias) = (widen_bias.values(), narrow_bias.values());
        let both = FeedForward { widen, widen_bias, narrow, narrow_bias };
        tensor(both.onto(base.values(), x.values()), base.dims::<2>())
    }

    fn join_nhwc(a: CpuTensor, b: CpuTensor) -> CpuTensor {
        let [a, b] = [a, b].map(Dense::new);
        let ([batch, height, width, left], [_, _, _, right]) = (a.dims(), b.dims());
        let both = side_by_side([left, right], a.values(), b.values());
        tensor(both, [batch, height, width, left + right])
    }

    fn attention_heads(
        query: CpuTensor,
        key: CpuTensor,
        value: CpuTensor,
        heads: usize,
        precision: Precision,
    ) -> CpuTensor {
        let [query, key, value] = [query, key, value].map(Dense::new);
        let shape = query.dims::<3>();
        let attention = heads_of(shape, key.dims(), heads, precision);
        tensor(attention.attended(query.values(), key.values(), value.values()), shape)
    }

    fn attention_grad(
        query: CpuTensor,
        key: CpuTensor,
        value: CpuTensor,
        grad: CpuTensor,
        heads: usize,
    ) -> (CpuTensor, CpuTensor, CpuTensor) {
        let [query, key, value, grad] = [query, key, value, grad].map(Dense::new);
        let shapes = [query.dims::<3>(), key.dims(), value.dims()];
        let attention = heads_of(shapes[0], shapes[1], heads, Precision::F32);
        let mut grads = shapes.map(|shape| vec![0.0; shape.iter().product()]);
        let inputs = AttentionInputs {
            q: query.values(),
            k: key.values(),
            v: value.values(),
            dy: grad.values(),
        };
        attention.backward(inputs, grads.each_mut().map(|grad| &mut grad[..]));
        let [dq, dk, dv] = grads;
        (tensor(dq, shapes[0]), tensor(dk, shapes[1]), tensor(dv, shapes[2]))
    }

    fn layer_norm_rows(x: CpuTensor, scale: CpuTensor, shift: CpuTensor, eps: f32) -> CpuTensor {
        let [x, scale, shift] = [x, scale, shift].map(Dense::new);
        let shape @ [_, channels] = x.dims();
        let norm = LayerNorm { channels, eps };
        tensor(norm.normalised(x.values(), scale.values(), shift.values()), shape)
    }

    fn layer_norm_grad(
        x: CpuTensor,
        scale: CpuTensor,
        grad: CpuTensor,
        eps: f32,
    ) -> (CpuTensor, CpuTensor, CpuTensor) {
        let [x, scale, grad] = [x, scale, grad].map(Dense::new);
        let shape @ [_, channels] = x.dims::<2>();
        let mut dx = vec![0.0; x.values().len()];
        let [mut dscale, mut dshift] = [(); 2].map(|()| vec![0.0; channels]);
        let norm = LayerNorm { channels, eps };
        let sides = [&mut dscale[..], &mut dshift];
        norm.backward(x.values(), scale.values(), grad.values(), &mut dx, sides);
        (tensor(dx, shape), tensor(dscale, [channels]), tensor(dshift, [channels]))
    }

    fn geglu_rows(x: CpuTensor) -> CpuTensor {
        let x = Dense::new(x);
        let [rows, both] = x.dims();
        tensor(gated(x.values(), both / 2), [rows, both / 2])
    }

    fn geglu_grad(x: CpuTensor, grad: CpuTensor) -> CpuTensor {
        let [x, grad] = [x, grad].map(Dense::new);
        let shape @ [_, both] = x.dims::<2>();
        filled(shape, |dx| geglu_backward(x.values(), both / 2, grad.values(), dx))
    }

    fn group_norm_nhwc(
        x: CpuTensor,
        scale: CpuTensor,
        shift: CpuTensor,
        norm: Norm,
    ) -> (CpuTensor, CpuTensor) {
        let [mut x, scale, shift] = [x, scale, shift].map(Dense::new);
        let (shape, count) = (x.dims::<4>(), x.values().len());
        let mut stats = vec![0.0; shape[0] * norm.groups * 2];
        let (scale, shift, norm) = (scale.values(), shift.values(), normalisation(shape, norm));
        let y = match x.own().filter(|own| own.len() == count) {
            Some(own) => {
                norm.forward_in_place(own, scale, shift, &mut stats);
                x.tensor
            }
            None => tensor(norm.normalised(x.values(), scale, shift, &mut stats), shape),
        };
        (y, tensor(stats, [shape[0], norm.groups, 2]))
    }

    fn group_norm_grad(
        x: CpuTensor,
        scale: CpuTensor,
        shift: CpuTensor,
        stats: CpuTensor,
        grad: CpuTensor,
        norm: Norm,
    ) -> (CpuTensor, CpuTensor, CpuTensor) {
        let [x, scale, shift, stats, grad] = [x, scale, shift, stats, grad].map(Dense::new);
        let shape @ [batch, _, _, channels] = x.dims::<4>();
        let mut dscale = vec![0.0; batch * channels];
        let mut dshift = vec![0.0; batch * channels];
        let inputs = GroupNormInputs {
            x: x.values(),
            scale: scale.values(),
            shift: shift.values(),
            stats: stats.values(),
            dy: grad.values(),
        };
        let norm = normalisation(shape, norm);
        let dx = norm.input_gradient(inputs, &mut dscale, &mut dshift);
        let per_channel = [batch, channels];
        (tensor(dx, shape), tensor(dscale, per_channel), tensor(dshift, per_channel))
    }

    fn upsample2_nhwc(x: CpuTensor) -> CpuTensor {
        let x = Dense::new(x);
        let shape @ [batch, height, width, channels] = x.dims();
        filled([batch, height * 2, width * 2, channels], |y| upsample2(shape, x.values(), y))
    }

    fn upsample2_grad(grad: CpuTensor) -> CpuTensor {
        let grad = Dense::new(grad);
        let [batch, height, width, channels] = grad.dims();
        let shape = [batch, height / 2, width / 2, channels];
        filled(shape, |dx| upsample2_backward(shape, grad.values(), dx))
    }
}
