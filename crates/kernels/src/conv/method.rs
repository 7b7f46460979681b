//! The way in which a convolution is computed.

use super::winograd::{self, Tiles};
use crate::InstructionSet;
use crate::precision::Precision;
use crate::rows::RowProduct;
use crate::view::View;

/// The tiles for a step of training, which draws its pictures, times and noise at random: next to
/// that the error of rounding at the points is small.
pub(super) fn learning(precision: Precision) -> Tiles {
    match precision {
        Precision::F32 => Tiles::Exact,
        Precision::Bf16 => Tiles::Rough,
    }
}

/// The tiles for a picture, which is to be near to the one that all f32 gives: `points` are the
/// numbers that products at their points may be rounded to. Where the machine has no products of
/// bf16, rounding would save nothing.
pub(super) fn painting(points: Precision, set: InstructionSet) -> Tiles {
    match (points, set) {
        (Precision::Bf16, InstructionSet::Avx512Bf16 | InstructionSet::NeonBf16) => Tiles::Slim,
        _ => Tiles::Exact,
    }
}

/// Computes a convolution in the quickest way, that of `tiles` or the direct one.
pub(super) fn run(product: &RowProduct, set: InstructionSet, tiles: Tiles) {
    let done = suits_tiles(&product.view, tiles) && winograd::run(product, set, tiles);
    if !done {
        product.run(set);
    }
}

/// Writes the gradient for the weights of the filter over `view`, given `dy` for its `columns`, if
/// there is a quicker way than the direct one.
pub(super) fn gradient_by_tiles(
    view: &View,
    set: InstructionSet,
    dy: &[f32],
    columns: usize,
    dw: &mut [f32],
) -> bool {
    suits_gradient(view, columns) && winograd::weight::gradient(view, set, dy, columns, dw)
}

/// Channels from which transforming the input is worth it.
const LEAST_CHANNELS: usize = 16;
/// What transforming the filter to one point takes, in products of one channel of the input with one
/// of the output.
const TRANSFORM: usize = 7;

/// Whether the way of `tiles` is quicker. The costs, in products of a channel with a channel, were
/// fitted to pictures of 3×3 to 256×256 pixels; they leave the direct way those of few tiles.
pub(super) fn suits_tiles(view: &View, tiles: Tiles) -> bool {
    let fits = (view.kernel, view.stride) == ([3, 3], [1, 1]) && view.channels >= LEAST_CHANNELS;
    let [down, across] = view.places;
    // Two products of bf16 numbers take as long as one of f32.
    let direct = view.precision.units(9 * view.batch * down * across);
    let [results_down, results_across] = tiles.results();
    let count = view.batch * down.div_ceil(results_down) * across.div_ceil(results_across);
    let points: usize = tiles.points().iter().product();
    fits && direct > tiles.precision().units(points * count) * 6 / 5 + TRANSFORM * points
}

/// Weights of a tap beyond which their sums at all points would take too much memory.
const MOST_WEIGHTS: usize = 1 << 19;

/// The same for the gradient for the weights.
pub(super) fn suits_gradient(view: &View, columns: usize) -> bool {
    let few = view.channels * columns <= MOST_WEIGHTS;
    few && columns >= LEAST_CHANNELS && suits_tiles(view, learning(view.precision))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pixels_and_few_channels_are_left_to_the_direct_way() {
        let view = |side: usize, channels, precision| View {
            data: &[],
            batch: 1,
            height: side,
            width: side,
            channels,
            origin: [-1, -1],
            kernel: [3, 3],
            stride: [1, 1],
            places: [side, side],
            zoom: 1,
            precision,
        };
        let suits = |view: View| suits_tiles(&view, Tiles::Exact);
        assert!(suits(view(8, 1280, Precision::F32)));
        assert!(!suits(view(8, 1280, Precision::Bf16)));
        assert!(suits(view(16, 1280, Precision::Bf16)));
        assert!(!suits(view(5, 192, Precision::F32)));
        assert!(!suits(view(64, 4, Precision::F32)));
        let wide = View { kernel: [5, 5], ..view(64, 64, Precision::F32) };
        assert!(!suits(wide));
        assert!(!suits(View { stride: [2, 2], kernel: [3, 3], ..wide }));
    }
}
