//! Operations made of Burn's own, on every device.

use burn::tensor::activation::{self, silu, softmax};
use burn::tensor::module::conv2d as burn_conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData};

use super::padding::{Padding, UNSEEN};
use super::{Norm, Window};
use crate::layout::{channels_first, channels_last};

/// What brings SiLU near to GELU.
const NEARNESS: f64 = 1.702;

/// See [`super::conv2d`].
pub(super) fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    window: Window,
) -> Tensor<4> {
    let options = ConvOptions::new([window.stride; 2], [window.padding; 2], [1, 1], 1);
    let weight = weight.permute([3, 2, 0, 1]);
    channels_last(burn_conv2d(channels_first(x), weight, bias, options))
}

/// See [`super::group_norm`].
pub(super) fn group_norm(
    x: Tensor<4>,
    scale: Tensor<2>,
    shift: Tensor<2>,
    norm: Norm,
) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let (positions, each) = (height * width, channels / norm.groups);
    let groups = x.reshape([batch, positions, norm.groups, each]).swap_dims(1, 2);
    let groups = groups.reshape([batch, norm.groups, positions * each]);
    let centred = groups.clone() - groups.mean_dim(2);
    let variance = (centred.clone() * centred.clone()).mean_dim(2);
    let normal = centred / variance.add_scalar(norm.eps).sqrt();
    let normal = normal.reshape([batch, norm.groups, positions, each]).swap_dims(1, 2);
    let [scale, shift] = [scale, shift].map(|side| side.reshape([batch, 1, channels]));
    let y = normal.reshape([batch, positions, channels]) * scale + shift;
    let y = if norm.silu { silu(y) } else { y };
    y.reshape([batch, height, width, channels])
}

/// See [`super::upsample2`].
pub(super) fn upsample2(x: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let squares = x.reshape([batch, height, 1, width, 1, channels]);
    let squares = squares.expand([batch, height, 2, width, 2, channels]);
    squares.reshape([batch, 2 * height, 2 * width, channels])
}

/// See [`super::attention`].
pub(super) fn attention(
    query: Tensor<3>,
    key: Tensor<3>,
    value: Tensor<3>,
    heads: usize,
) -> Tensor<3> {
    mixed(query, key, value, heads, |products| products)
}

/// [`super::attention`] of several texts to themselves, with no padding between them: `query`,
/// `key` and `value` are `[rows, channels]`, the first `lengths[0]` rows are the first text's, and
/// so on; the lengths add up to the rows. Inside, texts are padded to one length, and the padding
/// is not seen.
pub fn self_attention(
    query: Tensor<2>,
    key: Tensor<2>,
    value: Tensor<2>,
    lengths: &[usize],
    heads: usize,
) -> Tensor<2> {
    let padding = Padding::new(lengths, &query.device());
    let [query, key, value] = [query, key, value].map(|rows| padding.put(rows));
    padding.take(mixed(query, key, value, heads, |products| products + padding.unseen()))
}

/// [`super::attention`] of texts to themselves, where a token sees itself and those before it:
/// `query`, `key` and `value` are `[texts, tokens, channels]`.
pub fn causal_attention(
    query: Tensor<3>,
    key: Tensor<3>,
    value: Tensor<3>,
    heads: usize,
) -> Tensor<3> {
    let later = later(query.dims()[1], &query.device());
    mixed(query, key, value, heads, |products| products + later.clone())
}

/// What is added to products so that no token sees later ones, `[1, 1, tokens, tokens]`.
fn later(tokens: usize, device: &Device) -> Tensor<4> {
    let seen = |query, key| if key > query { UNSEEN } else { 0.0 };
    let values = (0..tokens).flat_map(|query| (0..tokens).map(move |key| seen(query, key)));
    let values = TensorData::new(values.collect(), [1, 1, tokens, tokens]);
    Tensor::from_data(values, device)
}

/// Attention with something done to the products `[batch, heads, queries, keys]`.
fn mixed(
    query: Tensor<3>,
    key: Tensor<3>,
    value: Tensor<3>,
    heads: usize,
    masked: impl Fn(Tensor<4>) -> Tensor<4>,
) -> Tensor<3> {
    let [batch, positions, channels] = query.dims();
    let [query, key, value] = [query, key, value].map(|x| split(x, heads));
    let scale = ((channels / heads) as f64).sqrt().recip();
    let products = masked(query.matmul(key.transpose()).mul_scalar(scale));
    let mixed = softmax(products, 3).matmul(value);
    mixed.swap_dims(1, 2).reshape([batch, positions, channels])
}

/// Deals channels out to the heads: `[batch, heads, entries, channels/heads]`.
fn split(x: Tensor<3>, heads: usize) -> Tensor<4> {
    let [batch, entries, channels] = x.dims();
    x.reshape([batch, entries, heads, channels / heads]).swap_dims(1, 2)
}

/// x·Φ(x) with the exact normal distribution function Φ (Hendrycks & Gimpel 2016).
pub fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    activation::gelu(x)
}

/// x / (1 + e^(−1.702·x)), which is near to [`gelu`] (Hendrycks & Gimpel 2016, section 2).
pub fn quick_gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    silu(x.mul_scalar(NEARNESS)).div_scalar(NEARNESS)
}

/// See [`super::geglu`].
pub(super) fn geglu(x: Tensor<2>) -> Tensor<2> {
    let half = x.dims()[1] / 2;
    x.clone().narrow(1, 0, half) * gelu(x.narrow(1, half, half))
}

/// See [`super::layer_norm`].
pub(super) fn layer_norm(x: Tensor<2>, scale: Tensor<1>, shift: Tensor<1>, eps: f32) -> Tensor<2> {
    let centred = x.clone() - x.mean_dim(1);
    let variance = (centred.clone() * centred.clone()).mean_dim(1);
    let normal = centred / variance.add_scalar(eps).sqrt();
    normal * scale.unsqueeze() + shift.unsqueeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, Tolerance};

    fn close<const D: usize>(found: Tensor<D>, expected: Tensor<D>) {
        found.into_data().assert_approx_eq::<f32>(&expected.into_data(), Tolerance::absolute(1e-6));
    }

    #[test]
    fn each_head_mixes_values_by_its_own_channels() {
        let device = Device::flex();
        let query = Tensor::<3>::from_floats([[[200.0, 0.0]]], &device);
        let key = Tensor::<3>::from_floats([[[1.0, 5.0], [0.0, 5.0]]], &device);
        let value = Tensor::<3>::from_floats([[[1.0, 2.0], [3.0, 4.0]]], &device);
        // The first head sees the first token alone; the second sees both alike.
        close(attention(query, key, value, 2), Tensor::from_floats([[[1.0, 3.0]]], &device));
    }

    #[test]
    fn no_token_sees_later_ones() {
        let device = Device::flex();
        let value = Tensor::<3>::from_floats([[[1.0, 8.0], [3.0, 2.0], [8.0, 2.0]]], &device);
        // Products are alike, so that each token gets the mean of what it sees.
        let expected = Tensor::from_floats([[[1.0, 8.0], [2.0, 5.0], [4.0, 4.0]]], &device);
        close(causal_attention(value.zeros_like(), value.zeros_like(), value, 2), expected);
    }

    #[test]
    fn quick_gelu_is_near_to_gelu() {
        let device = Device::flex();
        let x = Tensor::<2>::from_floats([[1.0, -2.0, 0.0]], &device);
        // x times the logistic function at 1.702, -3.404 and 0.
        let expected = Tensor::from_floats([[0.845_796, -0.064_341_4, 0.0]], &device);
        close(quick_gelu(x), expected);
    }

    #[test]
    fn a_gate_is_the_second_half() {
        let device = Device::flex();
        let x = Tensor::<2>::from_floats([[2.0, 3.0, 1.0, -1.0]], &device);
        // Φ(1) = 0.841344746.
        let expected = Tensor::from_floats([[1.682_689_5, -0.475_965_8]], &device);
        close(geglu(x), expected);
    }

    #[test]
    fn a_row_is_normalised_by_itself() {
        let device = Device::flex();
        let x = Tensor::<2>::from_floats([[1.0, 3.0], [10.0, 10.0]], &device);
        let scale = Tensor::from_floats([2.0, 4.0], &device);
        let shift = Tensor::from_floats([0.5, 0.0], &device);
        let expected = Tensor::from_floats([[-0.5, 2.0], [0.5, 0.0]], &device);
        close(layer_norm(x, scale, shift, 3.0), expected);
    }
}
