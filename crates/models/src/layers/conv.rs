//! Convolution with a bias.

use burn::tensor::Tensor;

use crate::Result;
use crate::ops::{self, Filter, Window};
use crate::params::{Init, Scope};

/// A square convolution, `[batch, height, width, in]` to `[batch, height', width', out]`.
#[derive(Clone, Debug)]
pub struct Conv {
    filter: Filter,
    bias: Tensor<1>,
    window: Window,
}

impl Conv {
    /// A convolution that keeps height and width: `side` is odd.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, side: usize, inputs: usize, outputs: usize) -> Result<Self> {
        Self::with(scope, side, [inputs, outputs], 1, Init::fan_in(side * side * inputs))
    }

    /// A 3×3 convolution that halves height and width.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn down(scope: &Scope<'_>, inputs: usize, outputs: usize) -> Result<Self> {
        Self::with(scope, 3, [inputs, outputs], 2, Init::fan_in(9 * inputs))
    }

    /// The same with no zeros around: of a side of n pixels (n − 1)/2 are left.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn unpadded_down(scope: &Scope<'_>, inputs: usize, outputs: usize) -> Result<Self> {
        let mut conv = Self::down(scope, inputs, outputs)?;
        conv.window.padding = 0;
        Ok(conv)
    }

    /// A convolution that starts as zero, so that a residual branch starts as nothing.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn zero(scope: &Scope<'_>, side: usize, inputs: usize, outputs: usize) -> Result<Self> {
        Self::with(scope, side, [inputs, outputs], 1, Init::Zeros)
    }

    /// A convolution that keeps height and width and has no bias: the checkpoint has none.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn unbiased(scope: &Scope<'_>, side: usize, inputs: usize, outputs: usize) -> Result<Self> {
        let filter =
            scope.filter([side, side, inputs, outputs], Init::fan_in(side * side * inputs))?;
        let bias = Tensor::zeros([outputs], scope.device());
        Ok(Self { filter, bias, window: Window { stride: 1, padding: side / 2 } })
    }

    fn with(
        scope: &Scope<'_>,
        side: usize,
        [inputs, outputs]: [usize; 2],
        stride: usize,
        init: Init,
    ) -> Result<Self> {
        Ok(Self {
            filter: scope.filter([side, side, inputs, outputs], init)?,
            bias: scope.get("bias", [outputs], Init::Zeros)?,
            window: Window { stride, padding: side / 2 },
        })
    }

    /// The convolution of `x`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        ops::conv2d(x, &self.filter, Some(self.bias.clone()), self.window)
    }

    /// The convolution of `x`, added to `base` `[batch, height', width', out]`.
    pub fn forward_onto(&self, base: Tensor<4>, x: Tensor<4>) -> Tensor<4> {
        ops::conv2d_onto(base, x, &self.filter, Some(self.bias.clone()), self.window)
    }

    /// The convolution of `x` with `shift` `[batch, out]` added to all pixels of a picture.
    pub fn forward_shifted(&self, x: Tensor<4>, shift: Tensor<2>) -> Tensor<4> {
        let bias = shift + self.bias.clone().unsqueeze();
        ops::conv2d_shifted(x, &self.filter, bias, self.window)
    }

    /// The convolution of `x` with each pixel repeated in a square of two by two.
    pub fn forward_doubled(&self, x: Tensor<4>) -> Tensor<4> {
        ops::conv2d_doubled(x, &self.filter, Some(self.bias.clone()), self.window)
    }

    /// The same, cut to `size` (height, width): a side that was odd before it was halved is one
    /// pixel shorter than twice the half.
    pub fn forward_doubled_to(&self, x: Tensor<4>, [height, width]: [usize; 2]) -> Tensor<4> {
        let [batch, rows, columns, channels] = x.dims();
        if [2 * rows, 2 * columns] == [height, width] {
            return self.forward_doubled(x);
        }
        let doubled = ops::upsample2(x);
        self.forward(doubled.slice([0..batch, 0..height, 0..width, 0..channels]))
    }
}
