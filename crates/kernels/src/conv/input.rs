//! The gradient of a convolution for its input.
//!
//! The pixels of the input at one (row mod stride, column mod stride), a phase, meet the same taps
//! of the filter. Their gradient is a convolution with stride 1 of the output's gradient with
//! those taps, backwards and with the channels changed over (Dumoulin and Visin,
//! arXiv:1603.07285, section 4). Nothing is multiplied by the zeros of a dilated gradient.

use super::Conv2d;
use super::method;
use crate::InstructionSet;
use crate::panels::{Panels, Right};
use crate::parallel::Shared;
use crate::rows::{Placement, RowProduct};
use crate::view::View;

/// What one phase of an axis meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Phase {
    /// Pixels of the input in this phase.
    pixels: usize,
    /// The first tap that they meet; the others follow by the stride.
    first_tap: usize,
    taps: usize,
    stride: usize,
    /// The place in the output's gradient that the last tap of the first pixel meets.
    origin: isize,
}

impl Phase {
    fn new(conv: &Conv2d, axis: usize, phase: usize) -> Self {
        let size = [conv.height, conv.width][axis];
        let (stride, ahead) = (conv.stride[axis], phase + conv.padding[axis]);
        let first_tap = ahead % stride;
        let taps = conv.kernel[axis].saturating_sub(first_tap).div_ceil(stride);
        let origin = (ahead / stride + 1).cast_signed() - taps.cast_signed();
        let pixels = size.saturating_sub(phase).div_ceil(stride);
        Self { pixels, first_tap, taps, stride, origin }
    }

    /// The taps, the last one first.
    fn backwards(self) -> impl Iterator<Item = usize> {
        (0..self.taps).rev().map(move |tap| self.first_tap + tap * self.stride)
    }
}

/// Writes the gradient for the input of `conv`, given `dy` for the output, to `dx`.
pub(super) fn gradient(
    conv: &Conv2d,
    set: InstructionSet,
    dy: &[f32],
    weight: &[f32],
    dx: &mut [f32],
) {
    let some_meet_no_tap = (0..2).any(|axis| conv.kernel[axis] < conv.stride[axis]);
    if some_meet_no_tap || dy.is_empty() {
        dx.fill(0.0);
    }
    if dy.is_empty() {
        return;
    }
    let dx = Shared::new(dx);
    for row in 0..conv.stride[0] {
        for column in 0..conv.stride[1] {
            let phases = [Phase::new(conv, 0, row), Phase::new(conv, 1, column)];
            if phases.iter().all(|phase| phase.pixels > 0 && phase.taps > 0) {
                let placement = placement(conv, row, column);
                of_phase(conv, set, phases, placement, [dy, weight], dx);
            }
        }
    }
}

fn placement(conv: &Conv2d, row: usize, column: usize) -> Placement {
    let pixel = conv.in_channels;
    let line = conv.width * pixel;
    Placement {
        start: row * line + column * pixel,
        steps: [conv.height * line, conv.stride[0] * line, conv.stride[1] * pixel],
    }
}

fn of_phase(
    conv: &Conv2d,
    set: InstructionSet,
    phases: [Phase; 2],
    placement: Placement,
    [dy, weight]: [&[f32]; 2],
    dx: Shared,
) {
    let [down, across] = phases;
    let tap = |y: usize, x: usize| (y * conv.kernel[1] + x) * conv.in_channels * conv.out_channels;
    let blocks: Vec<usize> =
        down.backwards().flat_map(|y| across.backwards().map(move |x| tap(y, x))).collect();
    let right = Right {
        data: weight,
        blocks: &blocks,
        depth: conv.out_channels,
        columns: conv.in_channels,
        steps: [1, conv.out_channels],
        pairing: conv.pairing(),
    };
    let view = view(conv, dy, phases);
    let panels = Panels::new(set, right, view.lines() * view.places[1]);
    let (bias, residual) = (None, None);
    let (panels, results) = (&panels, dx);
    let product = RowProduct { view, panels, bias, residual, placement, results };
    method::run(&product, set, method::learning(conv.precision));
}

/// The output's gradient under the taps of two phases.
fn view<'a>(conv: &Conv2d, dy: &'a [f32], phases: [Phase; 2]) -> View<'a> {
    let [height, width] = conv.output();
    View {
        data: dy,
        batch: conv.batch,
        height,
        width,
        channels: conv.out_channels,
        origin: phases.map(|phase| phase.origin),
        kernel: phases.map(|phase| phase.taps),
        stride: [1, 1],
        places: phases.map(|phase| phase.pixels),
        zoom: 1,
        precision: conv.precision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Precision;

    /// 5 pixels, kernel 3, stride 2, padding 1: the output pixel o meets the pixels 2o − 1, 2o and
    /// 2o + 1 by the taps 0, 1 and 2.
    #[test]
    fn even_pixels_meet_the_middle_tap_and_odd_ones_the_outer_two() {
        let conv = Conv2d {
            batch: 1,
            height: 5,
            width: 5,
            in_channels: 1,
            out_channels: 1,
            kernel: [3, 3],
            stride: [2, 2],
            padding: [1, 1],
            zoom: 1,
            precision: Precision::F32,
        };
        let even = Phase { pixels: 3, first_tap: 1, taps: 1, stride: 2, origin: 0 };
        let odd = Phase { pixels: 2, first_tap: 0, taps: 2, stride: 2, origin: 0 };
        assert_eq!([Phase::new(&conv, 0, 0), Phase::new(&conv, 0, 1)], [even, odd]);
        assert_eq!(odd.backwards().collect::<Vec<_>>(), [2, 0]);
    }
}
