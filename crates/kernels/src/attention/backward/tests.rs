use super::*;
use crate::Precision;
use crate::attention::tests::formula;
use crate::testing::{assert_near, available, on_threads, values};

/// The slope of Σ result · dy of the formula along one value of one side.
fn slope(attention: &Attention, sides: [&[f32]; 3], dy: &[f32], side: usize, at: usize) -> f64 {
    let loss = |by: f32| {
        let mut moved = sides[side].to_vec();
        moved[at] += by;
        let mut sides = sides;
        sides[side] = &moved;
        let y = formula(attention, sides[0], sides[1], sides[2]);
        y.iter().zip(dy).map(|(y, dy)| y * f64::from(*dy)).sum::<f64>()
    };
    // A power of two, so that the steps are exact enough in f32.
    let step = 1.0 / 1024.0;
    (loss(step) - loss(-step)) / (2.0 * f64::from(step))
}

fn check([queries, keys]: [usize; 2], heads: usize, depth: usize) {
    let precision = Precision::F32;
    let attention = Attention { batch: 2, queries, keys, heads, depth, precision };
    let width = 2 * heads * depth;
    let (q, dy) = (values(queries * width, 1), values(queries * width, 4));
    let (k, v) = (values(keys * width, 2), values(keys * width, 3));
    for set in available() {
        let found = [1, 3].map(|threads| {
            on_threads(threads, || {
                let mut grads = [&q, &k, &v].map(|side| vec![9.0; side.len()]);
                let inputs = AttentionInputs { q: &q, k: &k, v: &v, dy: &dy };
                attention.backward_on(set, inputs, grads.each_mut().map(|grad| &mut grad[..]));
                grads
            })
        });
        assert_eq!(found[0], found[1], "threads change the result on {set:?}");
        for (side, grad) in found[0].iter().enumerate() {
            for at in (0..5).map(|i| i * (grad.len() - 1) / 4) {
                let right = slope(&attention, [&q, &k, &v], &dy, side, at);
                assert_near(&[grad[at]], &[right], 2e-4);
            }
        }
    }
}

#[test]
fn the_gradients_are_the_slopes_of_the_formula() {
    check([5, 7], 3, 8);
    check([33, 77], 2, 5);
    check([1, 1], 1, 1);
}

#[test]
#[cfg_attr(miri, ignore = "too large for an interpreter")]
fn several_blocks_of_queries_add_up() {
    // More weights than are in memory at once.
    let (queries, keys) = (3, WEIGHTS / 2 + 7);
    let attention =
        Attention { batch: 1, queries, keys, heads: 1, depth: 1, precision: Precision::F32 };
    let (q, dy) = (values(queries, 1), values(queries, 4));
    let (k, v) = (values(keys, 2), values(keys, 3));
    let run = |q: &[f32], dy: &[f32]| {
        let attention = Attention { queries: q.len(), ..attention };
        let mut grads = [q, &k, &v].map(|side| vec![9.0; side.len()]);
        let inputs = AttentionInputs { q, k: &k, v: &v, dy };
        attention.backward(inputs, grads.each_mut().map(|grad| &mut grad[..]));
        grads
    };
    let together = run(&q, &dy);
    let alone: Vec<_> = (0..queries).map(|at| run(&q[at..=at], &dy[at..=at])).collect();
    for (side, length) in [(1, keys), (2, keys)] {
        let sum = |at: usize| alone.iter().map(|grads| f64::from(grads[side][at])).sum::<f64>();
        let right: Vec<f64> = (0..length).map(sum).collect();
        assert_near(&together[side], &right, 1e-6);
    }
}

#[test]
fn nothing_in_gives_zeros() {
    let attention =
        Attention { batch: 1, queries: 2, keys: 0, heads: 1, depth: 3, precision: Precision::F32 };
    let mut dq = [9.0; 6];
    let inputs = AttentionInputs { q: &[1.0; 6], k: &[], v: &[], dy: &[1.0; 6] };
    attention.backward(inputs, [&mut dq, &mut [], &mut []]);
    assert_eq!(dq, [0.0; 6]);
}
