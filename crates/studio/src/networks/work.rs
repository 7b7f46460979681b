//! How much work a layer is, from its shape.

use std::iter::Sum;
use std::ops::{Add, Mul};

/// What a layer or a network takes. Biases, norms, activations and softmax are in `params` and
/// `outputs` but not in `flop`: they are below 1 % of these networks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Operations of one pass: two for each multiplication with its addition.
    pub flop: f64,
    /// Weights.
    pub params: f64,
    /// Numbers that its layers put out, which a backward pass needs.
    pub outputs: f64,
}

impl Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            flop: self.flop + other.flop,
            params: self.params + other.params,
            outputs: self.outputs + other.outputs,
        }
    }
}

impl Sum for Work {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}

impl Mul<Work> for usize {
    type Output = Work;

    /// So many of the same layer.
    fn mul(self, work: Work) -> Work {
        std::iter::repeat_n(work, self).sum()
    }
}

/// A picture inside a network: height and width.
pub(super) type Size = [usize; 2];

/// The same layers with rows and columns halved `times` times.
pub(super) fn halved([height, width]: Size, times: u32) -> Size {
    [height >> times, width >> times]
}

/// A square convolution with bias, giving a picture of `size`.
pub(super) fn conv(side: usize, inputs: usize, outputs: usize, size: Size) -> Work {
    let weights = side * side * inputs * outputs;
    let positions = size[0] * size[1];
    work(2 * weights * positions, weights + outputs, outputs * positions)
}

/// A matrix product over `rows`, with bias.
pub(super) fn linear(rows: usize, inputs: usize, outputs: usize) -> Work {
    let product = product(rows, inputs, outputs);
    Work { params: product.params + outputs as f64, ..product }
}

/// A matrix product over `rows`, without bias.
pub(super) fn product(rows: usize, inputs: usize, outputs: usize) -> Work {
    work(2 * rows * inputs * outputs, inputs * outputs, rows * outputs)
}

/// The two products of attention: `queries` look at `keys` of `channels` numbers.
pub(super) fn attention(queries: usize, keys: usize, channels: usize, heads: usize) -> Work {
    work(4 * queries * keys * channels, 0, queries * (keys * heads + channels))
}

/// Group or layer normalisation of `positions` with `channels`.
pub(super) fn norm(channels: usize, positions: usize) -> Work {
    work(0, 2 * channels, channels * positions)
}

/// Weights that are looked up.
pub(super) fn table(entries: usize) -> Work {
    work(0, entries, 0)
}

fn work(flop: usize, params: usize, outputs: usize) -> Work {
    Work { flop: flop as f64, params: params as f64, outputs: outputs as f64 }
}
