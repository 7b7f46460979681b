//! Weights on the vectors that a text encoder gives.
//!
//! All take the vectors of a chunk `[tokens, numbers]`, row by row, with the weights `[tokens]` of
//! [`Chunk::weights`](super::Chunk::weights).

/// A1111's "Original": each vector times its weight, then all numbers times the one factor that
/// brings their mean back to what it was. Where the mean has become 0, no factor does; then none
/// is used.
pub fn restore_mean(vectors: &mut [f32], weights: &[f32]) {
    let before = mean(vectors);
    multiply(vectors, weights);
    let factor = (before / mean(vectors)) as f32;
    if factor.is_finite() {
        vectors.iter_mut().for_each(|number| *number *= factor);
    }
}

/// A1111's "No norm": each vector times its weight.
pub fn multiply(vectors: &mut [f32], weights: &[f32]) {
    for (vector, weight) in rows_mut(vectors, weights.len()).zip(weights) {
        vector.iter_mut().for_each(|number| *number *= weight);
    }
}

/// ComfyUI's: from each vector of the empty prompt, `empty` `[tokens, numbers]`, the way to the
/// prompt's times the weight. A weight of 1 leaves a vector as it is, to the bit.
pub fn from_empty(vectors: &mut [f32], empty: &[f32], weights: &[f32]) {
    let width = empty.len().checked_div(weights.len()).unwrap_or(0).max(1);
    let rows = rows_mut(vectors, weights.len()).zip(empty.chunks_exact(width)).zip(weights);
    for ((vector, empty), weight) in rows.filter(|(_, weight)| **weight != 1.0) {
        for (number, from) in vector.iter_mut().zip(empty) {
            *number = (*number - from) * weight + from;
        }
    }
}

fn rows_mut(vectors: &mut [f32], count: usize) -> impl Iterator<Item = &mut [f32]> {
    let width = vectors.len().checked_div(count).unwrap_or(0).max(1);
    vectors.chunks_exact_mut(width)
}

fn mean(numbers: &[f32]) -> f64 {
    numbers.iter().map(|number| f64::from(*number)).sum::<f64>() / numbers.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;
    use serde::Deserialize;

    const WEIGHTS: [f32; 3] = [1.0, 2.0, 0.5];
    const VECTORS: [f32; 6] = [1.0, 2.0, 3.0, -1.0, 4.0, 6.0];

    /// Worked out by hand: the mean goes from 15/6 to 12/6.
    #[test]
    fn small_tables() {
        let mut plain = VECTORS;
        multiply(&mut plain, &WEIGHTS);
        assert_eq!(plain, [1.0, 2.0, 6.0, -2.0, 2.0, 3.0]);
        let mut restored = VECTORS;
        restore_mean(&mut restored, &WEIGHTS);
        assert_eq!(restored, [1.25, 2.5, 7.5, -2.5, 2.5, 3.75]);
        let mut towards = VECTORS;
        from_empty(&mut towards, &[9.0, 9.0, 1.0, 1.0, 2.0, -2.0], &WEIGHTS);
        assert_eq!(towards, [1.0, 2.0, 5.0, -3.0, 3.0, 2.0]);
    }

    #[test]
    fn a_mean_of_nothing_is_not_restored() {
        let mut vectors = [1.0, 3.0];
        restore_mean(&mut vectors, &[3.0, -1.0]);
        assert_eq!(vectors, [3.0, -3.0]);
        restore_mean(&mut [], &[]);
        from_empty(&mut [], &[], &[]);
    }

    #[derive(Deserialize)]
    struct Reference {
        weights: Vec<f32>,
        vectors: Vec<f32>,
        empty: Vec<f32>,
        restored: Vec<f32>,
        multiplied: Vec<f32>,
        from_empty: Vec<f32>,
    }

    /// PyTorch's numbers; its mean is summed in f32.
    #[test]
    fn numbers_are_pytorchs() {
        let reference: Reference = fixture("emphasis");
        let check = |apply: &dyn Fn(&mut [f32]), expected: &[f32]| {
            let mut vectors = reference.vectors.clone();
            apply(&mut vectors);
            assert_eq!(vectors.len(), expected.len());
            let close = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-5 * (1.0 + b.abs());
            assert!(vectors.iter().zip(expected).all(close), "{vectors:?}");
        };
        let weights = &reference.weights;
        check(&|vectors| restore_mean(vectors, weights), &reference.restored);
        check(&|vectors| multiply(vectors, weights), &reference.multiplied);
        check(&|vectors| from_empty(vectors, &reference.empty, weights), &reference.from_empty);
    }
}
