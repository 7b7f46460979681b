//! What tests of several modules share.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::{Denoise, Noise, Result};
use burn::tensor::Tensor;
use serde::de::DeserializeOwned;

/// The values of a tensor, row by row.
pub(crate) fn values(x: &Tensor<4>) -> Vec<f32> {
    x.to_data().try_to_vec().unwrap()
}

/// The largest `|a - b| / (1 + |b|)` of two equally long lists.
pub(crate) fn largest_error(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let errors = a.iter().zip(b).map(|(a, b)| (a - b).abs() / (1.0 + b.abs()));
    errors.fold(0.0, |worst, error| if error <= worst { worst } else { error })
}

/// Fails unless all values agree within a tolerance that is absolute near 0, relative beyond 1.
pub(crate) fn assert_close(a: &Tensor<4>, b: &Tensor<4>, tolerance: f32) {
    assert_eq!(a.dims(), b.dims());
    let error = largest_error(&values(a), &values(b));
    assert!(error <= tolerance, "off by {error}");
}

/// Mean and variance of all values.
pub(crate) fn moments(x: &Tensor<4>) -> (f64, f64) {
    let values = values(x);
    let n = values.len() as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
    (mean, values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / n)
}

/// A fixture that a script of `tests/parity` wrote.
pub(crate) fn fixture<T: DeserializeOwned>(name: &str) -> T {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/parity/fixtures");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).expect(name);
    serde_json::from_str(&text).expect(name)
}

/// A denoiser given by a formula.
pub(crate) struct Formula<F>(pub(crate) F);

impl<F: FnMut(&Tensor<4>, f64) -> Tensor<4>> Denoise for Formula<F> {
    fn denoise(&mut self, x: &Tensor<4>, sigma: f64) -> Result<Tensor<4>> {
        Ok((self.0)(x, sigma))
    }
}

/// A source for samplers that must not draw.
pub(crate) struct Silence;

impl Noise for Silence {
    fn fill(&mut self, _: usize) -> Vec<f32> {
        unreachable!("a deterministic sampler drew noise")
    }
}
