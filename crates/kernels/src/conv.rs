//! 2-D convolution and its gradients, channels last.

mod filter;
mod input;
mod method;
mod outputs;
#[cfg(test)]
mod tests;
mod winograd;

pub use filter::Filter;

use crate::memory::written;
use crate::outer::OuterProduct;
use crate::panels::{Pairing, Panels, Right};
use crate::parallel::Shared;
use crate::precision::Precision;
use crate::rows::{Placement, RowProduct};
use crate::view::View;
use crate::{InstructionSet, instruction_set};
use winograd::Tiles;

/// Geometry of a 2-D convolution (cross-correlation, as networks use it), channels last: input
/// `[batch, height / zoom, width / zoom, in_channels]`, weights
/// `[kernel_h, kernel_w, in_channels, out_channels]`, output
/// `[batch, output_h, output_w, out_channels]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2d {
    /// Pictures.
    pub batch: usize,
    /// Rows of the input, as zoomed.
    pub height: usize,
    /// Columns of the input, as zoomed.
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
    /// Each pixel of `x` counts as so many in both directions (nearest upsampling before the
    /// filter); it divides height and width. 1 for none.
    pub zoom: usize,
    /// The numbers in which products are taken. Where fewer products do (3×3 filters with step 1
    /// over many pixels), [`Self::apply`] rounds only the weights to them unless the filter says
    /// otherwise ([`Filter::with_points`]): the products are of f32.
    pub precision: Precision,
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

    /// The same as new values.
    ///
    /// # Panics
    /// As [`Self::forward`].
    #[must_use]
    pub fn forwarded(&self, x: &[f32], weight: &[f32], bias: Option<&[f32]>) -> Vec<f32> {
        // SAFETY: a convolution writes the results of all places and columns.
        unsafe { written(self.results(), |y| self.forward(x, weight, bias, y)) }
    }

    /// Writes the convolution of `x` with a filter that was packed before to `y`, with what
    /// `beside` adds.
    ///
    /// # Panics
    /// When a slice has not the length of its shape, or the filter another shape or precision.
    pub fn apply(&self, x: &[f32], filter: &Filter, beside: Beside, y: &mut [f32]) {
        filter.check(self);
        let panels = filter.panels();
        self.rows(filter.set(), filter.tiles(), x, beside, y, |_| panels);
    }

    /// The same as new values.
    ///
    /// # Panics
    /// As [`Self::apply`].
    #[must_use]
    pub fn applied(&self, x: &[f32], filter: &Filter, beside: Beside) -> Vec<f32> {
        // SAFETY: a convolution writes the results of all places and columns.
        unsafe { written(self.results(), |y| self.apply(x, filter, beside, y)) }
    }

    /// Writes the gradient for the input, given `dy` for the output, to `dx`.
    ///
    /// # Panics
    /// When a slice has not the length of its shape, or a kernel or stride is zero.
    pub fn grad_input(&self, dy: &[f32], weight: &[f32], dx: &mut [f32]) {
        self.grad_input_on(instruction_set(), dy, weight, dx);
    }

    /// The same as new values.
    ///
    /// # Panics
    /// As [`Self::grad_input`].
    #[must_use]
    pub fn input_gradient(&self, dy: &[f32], weight: &[f32]) -> Vec<f32> {
        let pixels = self.batch * self.height * self.width;
        // SAFETY: each pixel belongs to one phase, and what meets no tap is cleared before.
        unsafe { written(pixels * self.in_channels, |dx| self.grad_input(dy, weight, dx)) }
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
        let shape = [self.kernel[0], self.kernel[1], self.in_channels, self.out_channels];
        assert_eq!(weight.len(), shape.iter().product(), "length of the weights of {self:?}");
        let blocks = self.blocks();
        let right = self.right(weight, &blocks);
        let beside = Beside { bias, ..Beside::default() };
        let panels = |places| Panels::new(set, right, places);
        self.rows(set, method::learning(self.precision), x, beside, y, panels);
    }

    fn rows<'a>(
        &self,
        set: InstructionSet,
        tiles: Tiles,
        x: &[f32],
        beside: Beside,
        y: &mut [f32],
        panels: impl FnOnce(usize) -> Panels<'a>,
    ) {
        self.check(x.len(), y.len());
        let Beside { bias, residual } = beside;
        let per_picture = bias.is_some_and(|bias| bias.len() != self.out_channels);
        let pictures = if per_picture { self.batch } else { 1 };
        assert!(
            bias.is_none_or(|bias| bias.len() == pictures * self.out_channels),
            "length of bias of {self:?}"
        );
        assert!(residual.is_none_or(|values| values.len() == y.len()), "length of residual");
        if x.is_empty() {
            return beside.fill(y, self.out_channels);
        }
        let view = if per_picture { self.view(x) } else { self.flattened(1).view(x) };
        let panels = &panels(view.lines() * view.places[1]);
        let placement = Placement::dense(&view, self.out_channels);
        let results = Shared::new(y);
        let product = RowProduct { view, panels, bias, residual, placement, results };
        method::run(&product, set, tiles);
    }

    /// Where the weights of each tap begin.
    fn blocks(&self) -> Vec<usize> {
        let tap = self.in_channels * self.out_channels;
        (0..self.kernel[0] * self.kernel[1]).map(|index| index * tap).collect()
    }

    /// The weights as a right-hand matrix.
    fn right<'a>(&self, weight: &'a [f32], blocks: &'a [usize]) -> Right<'a> {
        if self.precision == Precision::F32 {
            return Right::plain(weight, self.out_channels);
        }
        Right {
            data: weight,
            blocks,
            depth: self.in_channels,
            columns: self.out_channels,
            steps: [self.out_channels, 1],
            pairing: self.pairing(),
        }
    }

    fn pairing(&self) -> Pairing {
        match self.precision {
            Precision::F32 => Pairing::Alone,
            Precision::Bf16 => Pairing::Neighbours,
        }
    }

    pub(crate) fn grad_input_on(
        &self,
        set: InstructionSet,
        dy: &[f32],
        weight: &[f32],
        dx: &mut [f32],
    ) {
        self.check(dx.len(), dy.len());
        self.check_gradient(weight.len());
        input::gradient(&self.flattened(1), set, dy, weight, dx);
    }

    pub(crate) fn grad_weight_on(
        &self,
        set: InstructionSet,
        x: &[f32],
        dy: &[f32],
        dw: &mut [f32],
    ) {
        self.check(x.len(), dy.len());
        self.check_gradient(dw.len());
        if x.is_empty() || dy.is_empty() {
            return dw.fill(0.0);
        }
        if method::gradient_by_tiles(&self.view(x), set, dy, self.out_channels, dw) {
            return;
        }
        // Pairs are made of two pictures.
        let pictures = if self.precision == Precision::Bf16 { 2 } else { 1 };
        let view = View { precision: Precision::F32, ..self.flattened(pictures).view(x) };
        let (columns, precision, results) = (self.out_channels, self.precision, Shared::new(dw));
        OuterProduct { view, right: dy, columns, precision, results }.run(set);
    }

    /// Values of the output.
    fn results(&self) -> usize {
        let [height, width] = self.output();
        self.batch * height * width * self.out_channels
    }

    fn check(&self, x: usize, y: usize) {
        let ([kernel_h, kernel_w], [stride_h, stride_w]) = (self.kernel, self.stride);
        assert!(
            kernel_h * kernel_w * stride_h * stride_w > 0,
            "kernel or stride is zero: {self:?}"
        );
        let zoomed = [self.height, self.width].iter().all(|side| side.is_multiple_of(self.zoom));
        assert!(self.zoom > 0 && zoomed, "the zoom does not divide the sides of {self:?}");
        let pixels = (self.height / self.zoom) * (self.width / self.zoom);
        let input = self.batch * pixels * self.in_channels;
        assert_eq!(x, input, "length of the input of {self:?}");
        assert_eq!(y, self.results(), "length of the output of {self:?}");
    }

    fn check_gradient(&self, weight: usize) {
        let filter = self.kernel[0] * self.kernel[1] * self.in_channels * self.out_channels;
        assert_eq!(weight, filter, "length of the weights of {self:?}");
        assert_eq!(self.zoom, 1, "gradients are of a convolution without zoom: {self:?}");
    }

    /// The same convolution with all pixels in so many long columns, if they can be dealt out
    /// evenly, where the filter is one pixel.
    fn flattened(&self, pictures: usize) -> Self {
        let plain = (self.kernel, self.stride, self.padding, self.zoom);
        let pixels = self.batch * self.height * self.width;
        if plain != ([1, 1], [1, 1], [0, 0], 1) || !pixels.is_multiple_of(pictures) {
            return *self;
        }
        Self { batch: pictures, height: pixels / pictures, width: 1, ..*self }
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
            zoom: self.zoom,
            precision: self.precision,
        }
    }
}

/// What is added to a convolution.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// `[out_channels]`, or `[batch, out_channels]` for a bias of each picture's own.
    pub bias: Option<&'a [f32]>,
    /// Shaped as the output.
    pub residual: Option<&'a [f32]>,
}

impl Beside<'_> {
    /// What a convolution of nothing gives.
    fn fill(&self, y: &mut [f32], columns: usize) {
        match self.residual {
            Some(residual) => y.copy_from_slice(residual),
            None => y.fill(0.0),
        }
        if let Some(bias) = self.bias {
            let picture = y.len() / (bias.len() / columns.max(1)).max(1);
            let pictures = y.chunks_exact_mut(picture.max(1)).zip(bias.chunks(columns.max(1)));
            for (picture, bias) in pictures {
                let rows = picture.chunks_exact_mut(columns.max(1));
                rows.for_each(|row| row.iter_mut().zip(bias).for_each(|(to, bias)| *to += bias));
            }
        }
    }
}
