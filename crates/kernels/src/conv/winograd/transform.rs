//! The transforms of minimal filtering by three taps along one axis (Lavin and Gray,
//! arXiv:1509.09308, section 4; Winograd, *Arithmetic Complexity of Computations*, 1980): of six
//! values to four results at the points 0, ±3/4, ±3/2 and ∞, and of four values to two at 0, ±1
//! and ∞.
//!
//! For four results the paper's points 0, ±1, ±2 lose two to three times as many bits: with these,
//! the error is 1.7 times that of the direct sum. What a transform owes to the Lagrange polynomials'
//! norms is all in that of the inputs, so that the filter's, which is done again for each band of
//! tiles, is the shortest.

use crate::simd::{Instructions, Vector};

/// Values under four results along one axis, and the points at which they are multiplied.
pub(super) const POINTS: usize = 6;
/// Results from so many points.
pub(super) const RESULTS: usize = 4;
/// Taps of the filter along one axis.
pub(super) const TAPS: usize = 3;

/// The near pair of points is ±`NEAR`.
const NEAR: f32 = 0.75;
/// The far pair of points is ±`FAR`.
const FAR: f32 = 1.5;
const NEAR2: f32 = NEAR * NEAR;
const FAR2: f32 = FAR * FAR;

/// A way from values along one axis to the points.
pub(super) trait ToPoints<const VALUES: usize, const POINTS: usize> {
    fn along<I: Instructions>(i: I, values: [I::Vector; VALUES]) -> [I::Vector; POINTS];
}

/// Minimal filtering along one axis; the way of the inputs to the points is Bᵀ · d.
pub(super) trait Axis<const POINTS: usize, const RESULTS: usize>:
    ToPoints<POINTS, POINTS>
{
    /// G · g: the taps at the points.
    fn filter<I: Instructions>(i: I, g: [I::Vector; TAPS]) -> [I::Vector; POINTS];
    /// Aᵀ · m: products at the points to the results.
    fn output<I: Instructions>(i: I, m: [I::Vector; POINTS]) -> [I::Vector; RESULTS];
}

/// Six values to four results.
pub(super) struct Four;

impl ToPoints<POINTS, POINTS> for Four {
    #[inline(always)]
    fn along<I: Instructions>(i: I, d: [I::Vector; POINTS]) -> [I::Vector; POINTS] {
        input(i, d)
    }
}

impl Axis<POINTS, RESULTS> for Four {
    #[inline(always)]
    fn filter<I: Instructions>(i: I, g: [I::Vector; TAPS]) -> [I::Vector; POINTS] {
        filter(i, g)
    }

    #[inline(always)]
    fn output<I: Instructions>(i: I, m: [I::Vector; POINTS]) -> [I::Vector; RESULTS] {
        output(i, m)
    }
}

/// Four values to two results.
pub(super) struct Two;

impl ToPoints<4, 4> for Two {
    #[inline(always)]
    fn along<I: Instructions>(i: I, d: [I::Vector; 4]) -> [I::Vector; 4] {
        let half = i.splat(0.5);
        let (odd, even) = (d[1].mul(half), d[2].mul(half));
        [d[0].sub(d[2]), even.add(odd), even.sub(odd), d[1].sub(d[3])]
    }
}

impl Axis<4, 2> for Two {
    #[inline(always)]
    fn filter<I: Instructions>(_: I, g: [I::Vector; TAPS]) -> [I::Vector; 4] {
        let even = g[0].add(g[2]);
        [g[0], even.add(g[1]), even.sub(g[1]), g[2]]
    }

    #[inline(always)]
    fn output<I: Instructions>(_: I, m: [I::Vector; 4]) -> [I::Vector; 2] {
        [m[0].add(m[1]).add(m[2]), m[1].sub(m[2]).sub(m[3])]
    }
}

/// A · y of the gradients for the results of [`Four`].
pub(super) struct OutputBack;

impl ToPoints<RESULTS, POINTS> for OutputBack {
    #[inline(always)]
    fn along<I: Instructions>(i: I, y: [I::Vector; RESULTS]) -> [I::Vector; POINTS] {
        output_back(i, y)
    }
}

/// Bᵀ · d: six inputs at the points, over the norms.
#[inline(always)]
pub(super) fn input<I: Instructions>(i: I, d: [I::Vector; POINTS]) -> [I::Vector; POINTS] {
    const PRODUCT: f32 = NEAR2 * FAR2;
    const SUM: f32 = -NEAR2 - FAR2;
    let [near, minus_near] = pair_of_inputs(i, d, NEAR, FAR2);
    let [far, minus_far] = pair_of_inputs(i, d, FAR, NEAR2);
    let zero = d[2].mul_add(i.splat(SUM / PRODUCT), d[0]);
    let infinity = d[3].mul_add(i.splat(SUM), d[5]);
    [
        d[4].mul_add(i.splat(1.0 / PRODUCT), zero),
        near,
        minus_near,
        far,
        minus_far,
        d[1].mul_add(i.splat(PRODUCT), infinity),
    ]
}

/// The inputs at ±`point`, where `other` is the square of the other pair.
#[inline(always)]
fn pair_of_inputs<I: Instructions>(
    i: I,
    d: [I::Vector; POINTS],
    point: f32,
    other: f32,
) -> [I::Vector; 2] {
    let square = point * point;
    let norm = 2.0 * square * (square - other);
    let minus_other = i.splat(-other);
    let even = d[2].mul_add(minus_other, d[4]).mul(i.splat(1.0 / norm));
    let odd = d[1].mul_add(minus_other, d[3]);
    let over = point / norm;
    [odd.mul_add(i.splat(over), even), odd.mul_add(i.splat(-over), even)]
}

/// G · g: three taps at the points.
#[inline(always)]
pub(super) fn filter<I: Instructions>(i: I, g: [I::Vector; TAPS]) -> [I::Vector; POINTS] {
    let [near, minus_near] = pair_of_taps(i, g, NEAR);
    let [far, minus_far] = pair_of_taps(i, g, FAR);
    [g[0], near, minus_near, far, minus_far, g[2]]
}

/// The polynomial of the taps at ±`point`.
#[inline(always)]
fn pair_of_taps<I: Instructions>(i: I, g: [I::Vector; TAPS], point: f32) -> [I::Vector; 2] {
    let even = g[2].mul_add(i.splat(point * point), g[0]);
    [g[1].mul_add(i.splat(point), even), g[1].mul_add(i.splat(-point), even)]
}

/// Aᵀ · m: products at the points to four results.
#[inline(always)]
pub(super) fn output<I: Instructions>(i: I, m: [I::Vector; POINTS]) -> [I::Vector; RESULTS] {
    let (near_even, near_odd) = (m[1].add(m[2]), m[1].sub(m[2]));
    let (far_even, far_odd) = (m[3].add(m[4]), m[3].sub(m[4]));
    let [near, far] = [NEAR, FAR].map(|point| i.splat(point));
    let [near2, far2] = [NEAR2, FAR2].map(|square| i.splat(square));
    let [near3, far3] = [NEAR2 * NEAR, FAR2 * FAR].map(|cube| i.splat(cube));
    [
        m[0].add(near_even).add(far_even),
        far_odd.mul_add(far, near_odd.mul(near)),
        far_even.mul_add(far2, near_even.mul(near2)),
        far_odd.mul_add(far3, near_odd.mul_add(near3, m[5])),
    ]
}

/// A · y: the adjoint of [`output`].
#[inline(always)]
fn output_back<I: Instructions>(i: I, y: [I::Vector; RESULTS]) -> [I::Vector; POINTS] {
    let [near, minus_near] = pair_of_results(i, y, NEAR);
    let [far, minus_far] = pair_of_results(i, y, FAR);
    [y[0], near, minus_near, far, minus_far, y[3]]
}

/// The polynomial of the results at ±`point`.
#[inline(always)]
fn pair_of_results<I: Instructions>(i: I, y: [I::Vector; RESULTS], point: f32) -> [I::Vector; 2] {
    let square = i.splat(point * point);
    let even = y[2].mul_add(square, y[0]);
    let odd = y[3].mul_add(square, y[1]).mul(i.splat(point));
    [even.add(odd), even.sub(odd)]
}

/// Gᵀ · u: the adjoint of [`filter`].
#[inline(always)]
pub(super) fn filter_back<I: Instructions>(i: I, u: [I::Vector; POINTS]) -> [I::Vector; TAPS] {
    let (near_even, near_odd) = (u[1].add(u[2]), u[1].sub(u[2]));
    let (far_even, far_odd) = (u[3].add(u[4]), u[3].sub(u[4]));
    let [near, far] = [NEAR, FAR].map(|point| i.splat(point));
    let [near2, far2] = [NEAR2, FAR2].map(|square| i.splat(square));
    [
        u[0].add(near_even.add(far_even)),
        near_odd.mul_add(near, far_odd.mul(far)),
        near_even.mul_add(near2, far_even.mul_add(far2, u[5])),
    ]
}

/// One column of a square.
#[inline(always)]
pub(super) fn column<V: Copy, const ROWS: usize, const COLUMNS: usize>(
    square: &[[V; COLUMNS]; ROWS],
    at: usize,
) -> [V; ROWS] {
    let mut column = [square[0][at]; ROWS];
    for (to, row) in column.iter_mut().zip(square) {
        *to = row[at];
    }
    column
}
