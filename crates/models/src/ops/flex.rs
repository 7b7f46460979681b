//! The operations on the CPU: slices in, slices out.

use burn::backend::Flex;
use burn::backend::tensor::FloatTensor;
use burn::tensor::TensorData;
use qingyun_kernels::{
    Conv2d, GroupNorm, GroupNormInputs, Precision, column_sums, upsample2, upsample2_backward,
};

use super::{KernelOps, Norm, Window};

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

fn geometry(x: [usize; 4], weight: [usize; 4], window: Window) -> Conv2d {
    Conv2d {
        batch: x[0],
        height: x[1],
        width: x[2],
        in_channels: weight[2],
        out_channels: weight[3],
        kernel: [weight[0], weight[1]],
        stride: [window.stride; 2],
        padding: [window.padding; 2],
        zoom: 1,
        precision: Precision::F32,
    }
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
    fn conv2d_nhwc(x: CpuTensor, weight: CpuTensor, bias: CpuTensor, window: Window) -> CpuTensor {
        let (x, weight, bias) = (Dense::new(x), Dense::new(weight), Dense::new(bias));
        let conv = geometry(x.dims(), weight.dims(), window);
        let [height, width] = conv.output();
        filled([conv.batch, height, width, conv.out_channels], |y| {
            conv.forward(x.values(), weight.values(), Some(bias.values()), y);
        })
    }

    fn conv2d_grad_input(
        grad: CpuTensor,
        weight: CpuTensor,
        shape: [usize; 4],
        window: Window,
    ) -> CpuTensor {
        let (grad, weight) = (Dense::new(grad), Dense::new(weight));
        let conv = geometry(shape, weight.dims(), window);
        filled(shape, |dx| conv.grad_input(grad.values(), weight.values(), dx))
    }

    fn conv2d_grad_weight(
        x: CpuTensor,
        grad: CpuTensor,
        shape: [usize; 4],
        window: Window,
    ) -> (CpuTensor, CpuTensor) {
        let (x, grad) = (Dense::new(x), Dense::new(grad));
        let conv = geometry(x.dims(), shape, window);
        let weight = filled(shape, |dw| conv.grad_weight(x.values(), grad.values(), dw));
        let outputs = conv.out_channels;
        (weight, filled([outputs], |db| column_sums(grad.values(), outputs, db)))
    }

    fn group_norm_nhwc(
        x: CpuTensor,
        scale: CpuTensor,
        shift: CpuTensor,
        norm: Norm,
    ) -> (CpuTensor, CpuTensor) {
        let [x, scale, shift] = [x, scale, shift].map(Dense::new);
        let shape = x.dims::<4>();
        let mut stats = vec![0.0; shape[0] * norm.groups * 2];
        let y = filled(shape, |y| {
            let norm = normalisation(shape, norm);
            norm.forward(x.values(), scale.values(), shift.values(), y, &mut stats);
        });
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
        let mut dx = vec![0.0; x.values().len()];
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
        norm.backward(inputs, &mut dx, &mut dscale, &mut dshift);
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
