//! Tensor operations that run on our own kernels on the CPU.
//!
//! They enter Burn as a backend extension: forward on plain slices (`flex`), backward written by
//! hand (`autodiff`), and network code calls the functions below without knowing either.
//! Activations are channels-last, `[batch, height, width, channels]`.

mod autodiff;
mod backend;
mod composed;
mod filter;
mod flex;
mod padding;
mod steps;
#[cfg(test)]
mod tests;

use burn::backend::Dispatch;
use burn::tensor::{Device, Tensor};

pub use backend::KernelOps;
pub use composed::{causal_attention, gelu, quick_gelu, self_attention};
pub use filter::Filter;
pub use qingyun_kernels::Precision;

pub(crate) use filter::Packed;
use filter::Weight;

/// How a square filter slides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Step between outputs, in pixels, both directions.
    pub stride: usize,
    /// Rows and columns of zeros added on each side.
    pub padding: usize,
}

/// A window over a picture whose pixels count `zoom` times in both directions, and the numbers in
/// which products are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sliding {
    window: Window,
    zoom: usize,
    precision: Precision,
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

/// Whether our kernels compute on `device`: any other keeps Burn's own operations.
fn has_kernels(device: &Device) -> bool {
    device.clone().inner() == Device::flex()
}

/// Whether our kernels compute on `device` and nothing is learned there.
pub(crate) fn only_paints(device: &Device) -> bool {
    !device.is_autodiff() && has_kernels(device)
}

/// Convolution of `x` `[batch, height, width, in]` with `filter` `[rows, columns, in, out]` and
/// `bias` `[out]`, giving `[batch, height', width', out]`.
pub fn conv2d(x: Tensor<4>, filter: &Filter, bias: Option<Tensor<1>>, window: Window) -> Tensor<4> {
    let sliding = Sliding { window, zoom: 1, precision: filter.precision() };
    match filter.weight() {
        Weight::Packed(packed) => by_packed(x, packed, or_none(bias), sliding),
        Weight::Learned(weight) if has_kernels(&x.device()) => {
            let bias = bias.unwrap_or_else(|| Tensor::zeros([weight.dims()[3]], &x.device()));
            let (x, weight) = (x.into_dispatch(), (**weight).clone().into_dispatch());
            Tensor::from_dispatch(Dispatch::conv2d_nhwc(x, weight, bias.into_dispatch(), sliding))
        }
        Weight::Learned(weight) => composed::conv2d(x, (**weight).clone(), bias, window),
    }
}

/// [`conv2d`], added to `base` `[batch, height', width', out]`.
pub fn conv2d_onto(
    base: Tensor<4>,
    x: Tensor<4>,
    filter: &Filter,
    bias: Option<Tensor<1>>,
    window: Window,
) -> Tensor<4> {
    let Weight::Packed(packed) = filter.weight() else {
        return base + conv2d(x, filter, bias, window);
    };
    let sliding = Sliding { window, zoom: 1, precision: filter.precision() };
    let bias = or_none(bias).into_dispatch();
    let (base, x) = (base.into_dispatch(), x.into_dispatch());
    let sum = Dispatch::conv2d_packed_onto(base, x, bias, packed.clone(), sliding);
    Tensor::from_dispatch(sum)
}

/// [`conv2d`] with a bias for each picture, `[batch, out]`.
pub fn conv2d_shifted(x: Tensor<4>, filter: &Filter, bias: Tensor<2>, window: Window) -> Tensor<4> {
    let Weight::Packed(packed) = filter.weight() else {
        let [batch, outputs] = bias.dims();
        return conv2d(x, filter, None, window) + bias.reshape([batch, 1, 1, outputs]);
    };
    let sliding = Sliding { window, zoom: 1, precision: filter.precision() };
    by_packed(x, packed, bias, sliding)
}

/// [`conv2d`] of `x` with each pixel repeated in a square of two by two.
pub fn conv2d_doubled(
    x: Tensor<4>,
    filter: &Filter,
    bias: Option<Tensor<1>>,
    window: Window,
) -> Tensor<4> {
    let Weight::Packed(packed) = filter.weight() else {
        return conv2d(upsample2(x), filter, bias, window);
    };
    let sliding = Sliding { window, zoom: 2, precision: filter.precision() };
    by_packed(x, packed, or_none(bias), sliding)
}

/// A convolution by a packed filter: packed ones are on the CPU alone.
fn by_packed<const D: usize>(
    x: Tensor<4>,
    packed: &Packed,
    bias: Tensor<D>,
    sliding: Sliding,
) -> Tensor<4> {
    let (x, bias) = (x.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::conv2d_packed(x, bias, packed.clone(), sliding))
}

/// The bias, or `[0]` for none.
pub(crate) fn or_none(bias: Option<Tensor<1>>) -> Tensor<1> {
    bias.unwrap_or_else(|| Tensor::zeros([0], &Device::flex()))
}

const ALL: Window = Window { stride: 1, padding: 0 };

/// `rows · weight + bias` for `rows` `[n, in]`, a filter `[1, 1, in, out]` and `bias` `[out]`.
///
/// A matrix product is a 1×1 convolution over one long row of pixels.
pub fn linear(rows: Tensor<2>, filter: &Filter, bias: Option<Tensor<1>>) -> Tensor<2> {
    flat(conv2d(pixels(rows), filter, bias, ALL))
}

/// [`linear`], added to `base` `[n, out]`.
pub fn linear_onto(
    base: Tensor<2>,
    rows: Tensor<2>,
    filter: &Filter,
    bias: Option<Tensor<1>>,
) -> Tensor<2> {
    flat(conv2d_onto(pixels(base), pixels(rows), filter, bias, ALL))
}

fn pixels(rows: Tensor<2>) -> Tensor<4> {
    let [n, channels] = rows.dims();
    rows.reshape([1, 1, n, channels])
}

fn flat(x: Tensor<4>) -> Tensor<2> {
    let [_, _, n, channels] = x.dims();
    x.reshape([n, channels])
}

/// Multi-head attention (Vaswani et al. 2017, eq. 1): `query` `[batch, positions, channels]` over
/// `key` and `value` `[batch, tokens, channels]`, giving `[batch, positions, channels]`. `heads`
/// divides the channels; each head sees its own run of them, scaled by √(channels/heads).
pub fn attention(
    query: Tensor<3>,
    key: Tensor<3>,
    value: Tensor<3>,
    heads: usize,
    precision: Precision,
) -> Tensor<3> {
    if !has_kernels(&query.device()) {
        return composed::attention(query, key, value, heads);
    }
    let (query, key, value) = (query.into_dispatch(), key.into_dispatch(), value.into_dispatch());
    Tensor::from_dispatch(Dispatch::attention_heads(query, key, value, heads, precision))
}

/// Layer normalisation (Ba et al. 2016) of the rows of `x` `[rows, channels]`, then
/// `· scale + shift`, each `[channels]`; `eps` is added to the variance.
pub fn layer_norm(x: Tensor<2>, scale: Tensor<1>, shift: Tensor<1>, eps: f32) -> Tensor<2> {
    if !has_kernels(&x.device()) {
        return composed::layer_norm(x, scale, shift, eps);
    }
    let (x, scale, shift) = (x.into_dispatch(), scale.into_dispatch(), shift.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_norm_rows(x, scale, shift, eps))
}

/// The first half of each row times [`gelu`] of the second (GEGLU, Shazeer 2020): `x`
/// `[rows, 2·channels]` to `[rows, channels]`.
pub fn geglu(x: Tensor<2>) -> Tensor<2> {
    if !has_kernels(&x.device()) {
        return composed::geglu(x);
    }
    Tensor::from_dispatch(Dispatch::geglu_rows(x.into_dispatch()))
}

/// Two packed products with [`geglu`] between them, of `rows` `[n, in]` to `[n, out]`, added to
/// `base`; each with its bias, or `[0]` for none.
pub(crate) fn feed_forward_onto(
    base: Tensor<2>,
    rows: Tensor<2>,
    (widen, widen_bias): (&Packed, Tensor<1>),
    (narrow, narrow_bias): (&Packed, Tensor<1>),
) -> Tensor<2> {
    let (base, rows) = (base.into_dispatch(), rows.into_dispatch());
    let (widen_bias, narrow_bias) = (widen_bias.into_dispatch(), narrow_bias.into_dispatch());
    let filters = [widen.clone(), narrow.clone()];
    let sum = Dispatch::feed_forward_packed_onto(base, rows, widen_bias, narrow_bias, filters);
    Tensor::from_dispatch(sum)
}

/// The channels of `a` `[batch, height, width, a]`, then those of `b`.
pub fn join(a: Tensor<4>, b: Tensor<4>) -> Tensor<4> {
    if !only_paints(&a.device()) {
        return Tensor::cat(vec![a, b], 3);
    }
    Tensor::from_dispatch(Dispatch::join_nhwc(a.into_dispatch(), b.into_dispatch()))
}

/// Group normalisation (Wu & He 2018) of `x` `[batch, height, width, channels]`, then
/// `· scale + shift`, each `[batch, channels]` so that a per-picture modulation (FiLM) is the same
/// operation as a learned one, then SiLU where asked.
pub fn group_norm(x: Tensor<4>, scale: Tensor<2>, shift: Tensor<2>, norm: Norm) -> Tensor<4> {
    if !has_kernels(&x.device()) {
        return composed::group_norm(x, scale, shift, norm);
    }
    let (x, scale, shift) = (x.into_dispatch(), scale.into_dispatch(), shift.into_dispatch());
    Tensor::from_dispatch(Dispatch::group_norm_nhwc(x, scale, shift, norm).0)
}

/// Doubles height and width of `x` `[batch, height, width, channels]` by repetition.
pub fn upsample2(x: Tensor<4>) -> Tensor<4> {
    if !has_kernels(&x.device()) {
        return composed::upsample2(x);
    }
    Tensor::from_dispatch(Dispatch::upsample2_nhwc(x.into_dispatch()))
}
