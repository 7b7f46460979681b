//! 2-D convolution and its gradients, channels last.

mod input;
#[cfg(test)]
mod tests;

use crate::outer::OuterProduct;
use crate::panels::{Panels, Right};
use crate::parallel::Shared;
use crate::rows::{Placement, RowProduct};
use crate::view::View;
use crate::{InstructionSet, instruction_set};

/// Geometry of a 2-D convolution (cross-correlation, as networks use it), channels last: input
/// `[batch, height, width, in_channels]`, weights
/// `[kernel_h, kernel_w, in_channels, out_channels]`, output
/// `[batch, output_h, output_w, out_channels]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2d {
    /// Pictures.
    pub batch: usize,
    /// Rows of the input.
    pub height: usize,
    /// Columns of the input.
    pub width: usize,
    /// Channels of the input.
    pub in_channels: usize,
    /// Channels of the output.
    pub out_channels: usize,
    /// Height and width of the filter, at least 1.
    pub kernel: [usize; 2],
    /// Step of the filter down and across, at least 1.
    pub stride: [usize; 2],
    /// Rows of zeros above and below, columns of zeros left and right.
    pub padding: [usize; 2],
}

impl Conv2d {
    /// Height and width of the output: ⌊(size + 2 · padding − kernel) / stride⌋ + 1, or 0 where
    /// the filter is larger than the padded input.
    pub fn output(&self) -> [usize; 2] {
        let size = [self.height, self.width];
        std::array::from_fn(|axis| {
            let room = (size[axis] + 2 * self.padding[axis]).checked_sub(self.kernel[axis]);
            room.map_or(0, |room| room / self.stride[axis] + 1)
        })
    }

    /// Writes the convolution of `x` with `weight`, plus `bias` `[out_channels]`, to `y`.
    ///
    /// # Panics
    /// When a slice has not the length of its shape, or a kernel or stride is zero.
    pub fn forward(&self, x: &[f32], weight: &[f32], bias: Option<&[f32]>, y: &mut [f32]) {
        self.forward_on(instruction_set(), x, weight, bias, y);
    }

    /// Writes the gradient for the input, given `dy` for the output, to `dx`.
    ///
    /// # Panics
    /// When a slice has not the length of its shape, or a kernel or stride is zero.
    pub fn grad_input(&self, dy: &[f32], weight: &[f32], dx: &mut [f32]) {
        self.grad_input_on(instruction_set(), dy, weight, dx);
    }

    /// Writes the gradient for the weights, given `dy` for the output, to `dw`.
    ///
    /// # Panics
    /// When a slice has not the length of its shape, or a kernel or stride is zero.
    pub fn grad_weight(&self, x: &[f32], dy: &[f32], dw: &mut [f32]) {
        self.grad_weight_on(instruction_set(), x, dy, dw);
    }

    pub(crate) fn forward_on(
        &self,
        set: InstructionSet,
        x: &[f32],
        weight: &[f32],
        bias: Option<&[f32]>,
        y: &mut [f32],
    ) {
        self.check(x.len(), weight.len(), y.len());
        assert!(bias.is_none_or(|bias| bias.len() == self.out_channels), "length of bias");
        if x.is_empty() {
            return fill_rows(y, self.out_channels, bias);
        }
        let view = self.flattened().view(x);
        let right = Right::plain(weight, self.out_channels);
        let panels = Panels::new(set, right, view.lines() * view.places[1]);
        let placement = Placement::dense(&view, self.out_channels);
        RowProduct { view, panels: &panels, bias, placement, results: Shared::new(y) }.run(set);
    }

    pub(crate) fn grad_input_on(
        &self,
        set: InstructionSet,
        dy: &[f32],
        weight: &[f32],
        dx: &mut [f32],
    ) {
        self.check(dx.len(), weight.len(), dy.len());
        input::gradient(&self.flattened(), set, dy, weight, dx);
    }

    pub(crate) fn grad_weight_on(
        &self,
        set: InstructionSet,
        x: &[f32],
        dy: &[f32],
        dw: &mut [f32],
    ) {
        self.check(x.len(), dw.len(), dy.len());
        if x.is_empty() || dy.is_empty() {
            return dw.fill(0.0);
        }
        let (view, columns) = (self.flattened().view(x), self.out_channels);
        OuterProduct { view, right: dy, columns, results: Shared::new(dw) }.run(set);
    }

    fn check(&self, x: usize, weight: usize, y: usize) {
        let ([kernel_h, kernel_w], [stride_h, stride_w]) = (self.kernel, self.stride);
        assert!(
            kernel_h * kernel_w * stride_h * stride_w > 0,
            "kernel or stride is zero: {self:?}"
        );
        let [height, width] = self.output();
        let input = self.batch * self.height * self.width * self.in_channels;
        let filter = kernel_h * kernel_w * self.in_channels * self.out_channels;
        assert_eq!(x, input, "length of the input of {self:?}");
        assert_eq!(weight, filter, "length of the weights of {self:?}");
        let output = self.batch * height * width * self.out_channels;
        assert_eq!(y, output, "length of the output of {self:?}");
    }

    /// The same convolution with all pixels in one long column where the filter is one pixel.
    fn flattened(&self) -> Self {
        if (self.kernel, self.stride, self.padding) != ([1, 1], [1, 1], [0, 0]) {
            return *self;
        }
        Self { batch: 1, height: self.batch * self.height * self.width, width: 1, ..*self }
    }

    /// The input under the sliding filter.
    fn view<'a>(&self, x: &'a [f32]) -> View<'a> {
        View {
            data: x,
            batch: self.batch,
            height: self.height,
            width: self.width,
            channels: self.in_channels,
            origin: self.padding.map(|padding| -padding.cast_signed()),
            kernel: self.kernel,
            stride: self.stride,
            places: self.output(),
        }
    }
}

/// What a convolution of nothing gives: the bias in each row, or zeros.
fn fill_rows(rows: &mut [f32], columns: usize, bias: Option<&[f32]>) {
    match bias {
        Some(bias) => {
            rows.chunks_exact_mut(columns.max(1)).for_each(|row| row.copy_from_slice(bias))
        }
        None => rows.fill(0.0),
    }
}
