use proptest::prelude::*;

use super::super::tests::{OF_SLIM_TILES, OF_TILES, for_each_product, seen};
use super::super::{Beside, Conv2d};
use super::*;
use crate::panels::Panels;
use crate::parallel::Shared;
use crate::rows::Placement;
use crate::simd::{Vector, lanes};
use crate::testing::{assert_near, available, cases, on_threads, values};

/// A convolution by way of `tiles`, whatever its shape; `None` where a result is not finite.
fn by_tiles(
    conv: &Conv2d,
    set: InstructionSet,
    tiles: Tiles,
    x: &[f32],
    weight: &[f32],
    beside: Beside,
) -> Option<Vec<f32>> {
    let [height, width] = conv.output();
    let mut y = vec![9.0; conv.batch * height * width * conv.out_channels];
    let (view, blocks) = (conv.view(x), conv.blocks());
    let panels = &Panels::new(set, conv.right(weight, &blocks), view.lines() * width);
    let placement = Placement::dense(&view, conv.out_channels);
    let (Beside { bias, residual }, results) = (beside, Shared::new(&mut y));
    let product = RowProduct { view, panels, bias, residual, placement, results };
    run(&product, set, tiles).then_some(y)
}

/// The same by definition, in double precision.
fn by_definition(conv: &Conv2d, x: &[f32], weight: &[f32], beside: Beside) -> Vec<f64> {
    let [height, width] = [conv.height, conv.width].map(|side| side / conv.zoom);
    let mut zoomed = vec![0.0; conv.batch * conv.height * conv.width * conv.in_channels];
    match conv.zoom {
        1 => zoomed.copy_from_slice(x),
        _ => crate::upsample2([conv.batch, height, width, conv.in_channels], x, &mut zoomed),
    }
    let weight = seen(weight, conv.precision);
    let columns = conv.out_channels;
    let picture = conv.output()[0] * conv.output()[1] * columns;
    let residual = beside.residual.unwrap_or_default();
    let bias = beside.bias.unwrap_or_default();
    let add = |(at, &residual): (usize, &f32)| {
        let own = if bias.len() > columns { at / picture * columns } else { 0 };
        f64::from(residual) + f64::from(bias[own + at % columns])
    };
    let mut y: Vec<f64> = residual.iter().enumerate().map(add).collect();
    for_each_product(conv, |from, at, to| y[to] += f64::from(zoomed[from]) * weight[at]);
    y
}

fn conv(batch: usize, sides: [usize; 2], channels: [usize; 2], padding: [usize; 2]) -> Conv2d {
    Conv2d {
        batch,
        height: sides[0],
        width: sides[1],
        in_channels: channels[0],
        out_channels: channels[1],
        kernel: [3, 3],
        stride: [1, 1],
        padding,
        zoom: 1,
        precision: Precision::F32,
    }
}

fn any_conv() -> impl Strategy<Value = Conv2d> {
    let sizes = (1..4usize, 1..14usize, 1..14usize, 1..90usize, 1..90usize);
    let more = (0..3usize, 0..3usize, any::<bool>(), any::<bool>());
    (sizes, more).prop_map(|((batch, height, width, inputs, outputs), more)| {
        let (above, left, zoomed, bf16) = more;
        let zoom = 1 + usize::from(zoomed);
        let precision = if bf16 { Precision::Bf16 } else { Precision::F32 };
        let sides = [height * zoom, width * zoom];
        Conv2d { zoom, precision, ..conv(batch, sides, [inputs, outputs], [above, left]) }
    })
}

/// The largest difference.
fn worst(found: &[f32], right: &[f64]) -> f64 {
    assert_eq!(found.len(), right.len());
    let errors = found.iter().zip(right).map(|(&found, right)| (f64::from(found) - right).abs());
    errors.fold(0.0, f64::max)
}

/// Compares every set, with 1 and 3 threads, with the definition.
fn check(conv: &Conv2d, own_bias: bool) {
    let pixels = conv.height / conv.zoom * (conv.width / conv.zoom);
    let x = values(conv.batch * pixels * conv.in_channels, 1);
    let weight = values(9 * conv.in_channels * conv.out_channels, 2);
    let places: usize = conv.output().iter().product();
    let residual = values(conv.batch * places * conv.out_channels, 3);
    let bias = values(if own_bias { conv.batch } else { 1 } * conv.out_channels, 4);
    let beside = Beside { bias: Some(&bias), residual: Some(&residual) };
    let right = by_definition(conv, &x, &weight, beside);
    // Of sums of 9 products for each channel, of numbers even between -1 and 1.
    let deviation = (conv.in_channels as f64).sqrt();
    let exact = (Tiles::Exact, 2e-5);
    let ways = match conv.precision {
        Precision::F32 => vec![exact],
        Precision::Bf16 => vec![exact, (Tiles::Slim, OF_SLIM_TILES), (Tiles::Rough, OF_TILES)],
    };
    for (set, (tiles, allowed)) in available().flat_map(|set| ways.iter().map(move |&w| (set, w))) {
        let found = [1, 3]
            .map(|threads| on_threads(threads, || by_tiles(conv, set, tiles, &x, &weight, beside)));
        assert!(found[0] == found[1], "threads change the result of {conv:?} on {set:?}");
        let worst = worst(found[0].as_deref().unwrap_or_default(), &right);
        assert!(worst < allowed * deviation, "{worst} on {set:?}, {tiles:?}");
    }
}

/// The gradient for the weights, on every set, with 1 and 3 threads, and by definition.
fn check_gradient(conv: &Conv2d) {
    let x = values(conv.batch * conv.height * conv.width * conv.in_channels, 1);
    let places: usize = conv.batch * conv.output().iter().product::<usize>();
    let dy = values(places * conv.out_channels, 2);
    let mut right = vec![0.0; 9 * conv.in_channels * conv.out_channels];
    for_each_product(conv, |from, weight, to| {
        right[weight] += f64::from(x[from]) * f64::from(dy[to]);
    });
    let deviation = 1.0 + (places as f64).sqrt() / 3.0;
    for set in available() {
        let found = [1, 3].map(|threads| {
            on_threads(threads, || {
                let mut dw = vec![9.0; right.len()];
                let columns = conv.out_channels;
                assert!(weight::gradient(&conv.view(&x), set, &dy, columns, &mut dw));
                dw
            })
        });
        assert!(found[0] == found[1], "threads change the result of {conv:?} on {set:?}");
        let worst = worst(&found[0], &right);
        let allowed = if conv.precision == Precision::F32 { 2e-5 } else { OF_TILES };
        assert!(worst < allowed * deviation, "{worst} on {set:?}");
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn any_shape_is_as_defined(conv in any_conv(), own_bias in any::<bool>()) {
        check(&conv, own_bias);
    }

    #[test]
    fn any_gradient_is_as_defined(conv in any_conv()) {
        let conv = Conv2d { zoom: 1, ..conv };
        if conv.output().iter().all(|&side| side > 0) {
            check_gradient(&conv);
        }
    }
}

/// Large enough for several bands, blocks of channels and panels.
#[test]
#[cfg_attr(miri, ignore = "too large for an interpreter")]
fn large_shapes_are_as_defined() {
    check(&conv(1, [70, 66], [40, 70], [1, 1]), false);
    check(&conv(9, [16, 16], [150, 200], [1, 1]), true);
    check(&Conv2d { precision: Precision::Bf16, ..conv(2, [8, 8], [300, 130], [1, 1]) }, true);
}

/// Several bands, of lines of one picture and of several pictures.
#[test]
#[cfg_attr(miri, ignore = "too large for an interpreter")]
fn gradients_of_many_tiles_are_as_defined() {
    for precision in Precision::ALL {
        check_gradient(&Conv2d { precision, ..conv(1, [130, 66], [20, 40], [1, 1]) });
        check_gradient(&Conv2d { precision, ..conv(40, [12, 12], [70, 90], [1, 1]) });
    }
}

#[test]
fn nothing_in_gives_nothing_out() {
    check(&conv(0, [8, 8], [20, 20], [1, 1]), false);
    check(&conv(2, [2, 9], [20, 20], [0, 1]), false);
}

/// Long sums keep within a few roundings of the result's scale: the direct way's error here is
/// 2e-6, and that of tiles at the points 0, ±1 and ±2 would be 1e-5.
#[test]
#[cfg_attr(miri, ignore = "too large for an interpreter")]
fn the_error_is_small_beside_the_scale_of_the_results() {
    let conv = conv(1, [16, 16], [320, 64], [1, 1]);
    let (x, weight) = (values(256 * 320, 1), values(9 * 320 * 64, 2));
    let residual = vec![0.0; 256 * 64];
    let bias = vec![0.0; 64];
    let beside = Beside { bias: Some(&bias), residual: Some(&residual) };
    let right = by_definition(&conv, &x, &weight, beside);
    let scale = right.iter().fold(0.0f64, |scale, y| scale.max(y.abs()));
    for set in available() {
        let found = by_tiles(&conv, set, Tiles::Exact, &x, &weight, beside).unwrap_or_default();
        let worst = worst(&found, &right) / scale;
        assert!(worst < 4e-6, "{worst} on {set:?}");
    }
}

/// What is not finite is left to the direct way, so that it reaches the same results.
#[test]
#[cfg_attr(miri, ignore = "too large for an interpreter")]
fn what_is_not_finite_passes_through() {
    for tiles in [Tiles::Exact, Tiles::Slim, Tiles::Rough] {
        let precision = tiles.precision();
        passes_through(&Conv2d { precision, ..conv(1, [32, 32], [64, 64], [1, 1]) }, tiles);
    }
}

fn passes_through(conv: &Conv2d, tiles: Tiles) {
    let (mut x, mut weight) = (values(32 * 32 * 64, 1), values(9 * 64 * 64, 2));
    let clean = [x.clone(), weight.clone()];
    let at = |row: usize, column: usize| (row * 32 + column) * 64;
    for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
        x[at(9, 20) + 5] = odd;
        for set in available() {
            let found = by_tiles(conv, set, tiles, &x, &weight, Beside::default());
            assert_eq!(found, None);
            let mut y = vec![0.0; x.len()];
            conv.forward_on(set, &x, &weight, None, &mut y);
            let near =
                |pixel: usize| (8..11).contains(&(pixel / 32)) && (19..22).contains(&(pixel % 32));
            for (pixel, y) in y.chunks_exact(64).enumerate() {
                let reached = y.iter().any(|y| y.is_nan() || y.abs() > 1e4);
                assert_eq!(reached, near(pixel), "{odd} at pixel {pixel} on {set:?}");
            }
        }
        x.clone_from(&clean[0]);
        weight[3] = odd;
        for set in available() {
            let found = by_tiles(conv, set, tiles, &x, &weight, Beside::default());
            assert_eq!(found, None);
        }
        weight.clone_from(&clean[1]);
    }
}

struct Filtered<'a> {
    four: &'a mut [f32; 4],
    two: &'a mut [f32; 2],
}

impl Work for Filtered<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let inputs = [3.0, -1.0, 4.0, 1.0, -5.0, 9.0].map(|value| i.splat(value));
        let taps = [2.0, 6.0, -5.0].map(|tap| i.splat(tap));
        *self.four = filtered::<I, Four, 6, 4>(i, inputs, taps);
        *self.two = filtered::<I, Two, 4, 2>(i, [inputs[0], inputs[1], inputs[2], inputs[3]], taps);
    }
}

#[inline(always)]
fn filtered<I: Instructions, A: Axis<P, R>, const P: usize, const R: usize>(
    i: I,
    values: [I::Vector; P],
    taps: [I::Vector; 3],
) -> [f32; R] {
    let (mut products, taps) = (A::along(i, values), A::filter(i, taps));
    for (product, tap) in products.iter_mut().zip(taps) {
        *product = product.mul(tap);
    }
    A::output(i, products).map(|result| lanes(i, result)[0])
}

/// 3·2 − 1·6 − 4·5 = −20 and so on, by hand.
#[test]
fn inputs_and_three_taps_give_the_results() {
    for set in available() {
        let (mut four, mut two) = ([0.0; 4], [0.0; 2]);
        dispatch(set, Filtered { four: &mut four, two: &mut two });
        assert_near(&four, &[-20.0, 17.0, 39.0, -73.0], 1e-6);
        assert_near(&two, &[-20.0, 17.0], 1e-6);
    }
}
