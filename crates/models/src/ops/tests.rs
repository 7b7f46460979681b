//! Values and gradients against Burn's own operations, composed.
#![allow(clippy::unwrap_used)]
use burn::tensor::{Device, Tensor, TensorData, Tolerance};

use super::*;
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
    let window = Window { stride, padding: side / 2 };
    agree(
        [flat(1, &x), flat(2, &weight), flat(3, &bias)],
        |[a, w, b]| {
            let filter = Filter::new(w.reshape(weight), Precision::F32, Precision::F32);
            conv2d(a.reshape(x), &filter, Some(b), window)
        },
        |[a, w, b]| composed::conv2d(a.reshape(x), w.reshape(weight), Some(b), window),
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
            let (a, b) = (a.reshape([2, 8]), b.reshape([2, 8]));
            composed::group_norm(x.reshape(shape), a, b, norm)
        },
    );
}

#[test]
fn attentions_agree() {
    let (query, key) = ([2, 7, 12], [2, 9, 12]);
    let four = |y: Tensor<3>| y.unsqueeze::<4>();
    agree(
        [random(1, [168]), random(2, [216]), random(3, [216])],
        |[q, k, v]| {
            let (k, v) = (k.reshape(key), v.reshape(key));
            four(attention(q.reshape(query), k, v, 3, Precision::F32))
        },
        |[q, k, v]| four(composed::attention(q.reshape(query), k.reshape(key), v.reshape(key), 3)),
    );
}

#[test]
fn layer_norms_and_gates_agree() {
    let four = |y: Tensor<2>| y.unsqueeze::<4>();
    agree(
        [random(1, [60]), random(2, [12]), random(3, [12])],
        |[x, scale, shift]| four(layer_norm(x.reshape([5, 12]), scale, shift, 1e-3)),
        |[x, scale, shift]| four(composed::layer_norm(x.reshape([5, 12]), scale, shift, 1e-3)),
    );
    agree(
        [random(4, [60])],
        |[x]| four(geglu(x.reshape([5, 12]))),
        |[x]| four(composed::geglu(x.reshape([5, 12]))),
    );
}

#[test]
fn the_input_of_a_convolution_that_stays_still_has_its_gradient() {
    let shape = [2, 3, 3, 4];
    let filter = Filter::new(random(2, shape).detach(), Precision::F32, Precision::F32);
    let plain = random(2, shape).detach();
    let window = Window { stride: 1, padding: 0 };
    agree(
        [random(1, [2 * 5 * 6 * 3])],
        |[x]| conv2d(x.reshape([2, 5, 6, 3]), &filter, None, window),
        |[x]| composed::conv2d(x.reshape([2, 5, 6, 3]), plain.clone(), None, window),
    );
}

#[test]
fn upsamplings_agree() {
    agree(
        [random(1, [2 * 3 * 2 * 4])],
        |[x]| upsample2(x.reshape([2, 3, 2, 4])),
        |[x]| composed::upsample2(x.reshape([2, 3, 2, 4])),
    );
}

fn painted<const D: usize>(seed: u64, shape: [usize; D]) -> Tensor<D> {
    random(seed, shape).inner()
}

fn close<const D: usize>(found: Tensor<D>, expected: Tensor<D>) {
    found.into_data().assert_approx_eq::<f32>(&expected.into_data(), Tolerance::absolute(1e-4));
}

#[test]
fn packed_filters_agree() {
    let (x, weight, bias) = (painted(1, [2, 4, 6, 3]), painted(2, [3, 3, 3, 5]), painted(3, [5]));
    let window = Window { stride: 1, padding: 1 };
    let filter = Filter::new(weight.clone(), Precision::F32, Precision::F32);
    let expected = |x: Tensor<4>| composed::conv2d(x, weight.clone(), Some(bias.clone()), window);
    let found = conv2d(x.clone(), &filter, Some(bias.clone()), window);
    close(found, expected(x.clone()));
    let base = painted(4, [2, 4, 6, 5]);
    let found = conv2d_onto(base.clone(), x.clone(), &filter, Some(bias.clone()), window);
    close(found, base + expected(x.clone()));
    let found = conv2d_doubled(x.clone(), &filter, Some(bias.clone()), window);
    close(found, expected(composed::upsample2(x.clone())));
    let shift = painted(5, [2, 5]);
    let found = conv2d_shifted(x.clone(), &filter, shift.clone(), window);
    let plain = composed::conv2d(x, weight.clone(), None, window);
    close(found, plain + shift.reshape([2, 1, 1, 5]));
}

#[test]
fn operations_that_only_paint_agree() {
    let [query, key, value] = [(1, 7), (2, 9), (3, 9)].map(|(seed, n)| painted(seed, [2, n, 12]));
    let found = attention(query.clone(), key.clone(), value.clone(), 3, Precision::F32);
    close(found, composed::attention(query, key, value, 3));
    let (x, scale, shift) = (painted(4, [5, 12]), painted(5, [12]), painted(6, [12]));
    let found = layer_norm(x.clone(), scale.clone(), shift.clone(), 1e-3);
    close(found, composed::layer_norm(x.clone(), scale, shift, 1e-3));
    close(geglu(x.clone()), composed::geglu(x));
}

#[test]
fn padding_is_not_seen() {
    let lengths = [3, 1, 5];
    let [query, key, value] = [1, 2, 3].map(|seed| painted(seed, [9, 8]));
    let together = self_attention(query.clone(), key.clone(), value.clone(), &lengths, 2);
    let mut first = 0;
    for length in lengths {
        let part = |rows: &Tensor<2>| rows.clone().narrow(0, first, length).unsqueeze();
        let alone = composed::attention(part(&query), part(&key), part(&value), 2);
        close(together.clone().narrow(0, first, length).unsqueeze(), alone);
        first += length;
    }
}
