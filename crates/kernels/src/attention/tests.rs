#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::testing::{assert_near, available, cases, on_threads, values};

/// The formula in double precision.
pub(super) fn formula(attention: &Attention, q: &[f32], k: &[f32], v: &[f32]) -> Vec<f64> {
    let Attention { batch, queries, keys, heads, depth, .. } = *attention;
    let mut out = vec![0.0; q.len()];
    for (index, query) in (0..batch * heads).flat_map(|h| (0..queries).map(move |q| (h, q))) {
        let row = |side: &[f32], tokens: usize, token: usize| -> Vec<f64> {
            let start = attention.at(index, tokens, token);
            side[start..start + depth].iter().map(|&value| f64::from(value)).collect()
        };
        let own = row(q, queries, query);
        let product = |key: usize| {
            let other = row(k, keys, key);
            own.iter().zip(other).map(|(a, b)| a * b).sum::<f64>() / (depth as f64).sqrt()
        };
        let products: Vec<f64> = (0..keys).map(product).collect();
        let largest = products.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = products.iter().map(|p| (p - largest).exp()).collect();
        let total: f64 = weights.iter().sum();
        let start = attention.at(index, queries, query);
        for (key, weight) in weights.iter().enumerate() {
            let value = row(v, keys, key);
            let to = out[start..start + depth].iter_mut();
            to.zip(value).for_each(|(to, value)| *to += weight / total * value);
        }
    }
    out
}

fn check(attention: Attention, allowed: f64) {
    let Attention { batch, queries, keys, heads, depth, .. } = attention;
    let width = batch * heads * depth;
    let q: Vec<f32> = values(queries * width, 1).iter().map(|value| value * 4.0).collect();
    let (k, v) = (values(keys * width, 2), values(keys * width, 3));
    let right = formula(&attention, &q, &k, &v);
    for set in available() {
        let found = [1, 3].map(|threads| {
            on_threads(threads, || {
                let mut out = vec![9.0; queries * width];
                attention.forward_on(set, &q, &k, &v, &mut out);
                out
            })
        });
        assert_near(&found[0], &right, allowed);
        assert_eq!(found[0], found[1], "threads change the result on {set:?}");
    }
}

fn attention(tokens: [usize; 2], heads: usize, depth: usize) -> Attention {
    let ([queries, keys], precision) = (tokens, Precision::F32);
    Attention { batch: 2, queries, keys, heads, depth, precision }
}

#[test]
#[cfg_attr(miri, ignore = "too large for an interpreter")]
fn several_blocks_of_keys_and_queries_are_as_the_formula() {
    let large = attention([200, 1100], 2, 40);
    check(large, 1e-5);
    check(Attention { precision: Precision::Bf16, ..large }, 1e-2);
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn any_shape_is_as_the_formula(
        tokens in [0..30usize, 1..90usize],
        heads in 1..4usize,
        depth in 1..90usize,
    ) {
        check(attention(tokens, heads, depth), 1e-5);
        check(Attention { precision: Precision::Bf16, ..attention(tokens, heads, depth) }, 2e-2);
    }
}

#[test]
fn without_keys_there_are_zeros() {
    let mut out = vec![9.0; 12];
    attention([3, 0], 1, 2).forward(&[1.0; 12], &[], &[], &mut out);
    assert_eq!(out, [0.0; 12]);
}

#[test]
fn what_is_not_a_number_stays_in_its_query() {
    let one = Attention { batch: 1, ..attention([2, 3], 1, 2) };
    for set in available() {
        let mut out = vec![9.0; 4];
        one.forward_on(set, &[f32::NAN, 1.0, 0.0, 0.0], &[1.0; 6], &[2.0; 6], &mut out);
        assert!(out[0].is_nan() && out[1].is_nan(), "{out:?}");
        assert_eq!(out[2..], [2.0, 2.0]);
    }
}

/// Each product is 30 above or below the one before, so that one end of the keys, whose values are
/// the same, has all the weight; the sums before it shrink to nothing, or nothing is added to them.
#[test]
fn products_may_be_far_apart() {
    let keys = 600;
    let q = [30.0, 0.0].repeat(3);
    let v: Vec<f32> = (0..keys).flat_map(|key| [(key / 8) as f32, -1.0]).collect();
    for (sign, right) in [(1.0, 74.0), (-1.0, 0.0)] {
        let k: Vec<f32> = (0..keys).flat_map(|key| [sign * key as f32, 5.0]).collect();
        for (set, precision) in available().flat_map(|set| Precision::ALL.map(|p| (set, p))) {
            let attention = Attention { batch: 1, precision, ..attention([3, keys], 1, 2) };
            let mut out = vec![9.0; 6];
            attention.forward_on(set, &q, &k, &v, &mut out);
            assert_near(&out, &[right, -1.0].repeat(3), 1e-5);
        }
    }
}
