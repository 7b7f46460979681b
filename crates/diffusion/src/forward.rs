//! The forward process: how noise comes into a picture, at once or step by step.

use burn::tensor::{Tensor, TensorData};

/// The closed form `x_t = √ᾱ_t·x_0 + √(1 - ᾱ_t)·ε` (Ho et al. 2020, equation 4).
///
/// `clean` and `noise` are `[batch, channels, height, width]`; `alpha_bars` holds one `ᾱ` for
/// each picture of the batch, in [0, 1].
#[must_use]
pub fn diffuse(clean: &Tensor<4>, noise: &Tensor<4>, alpha_bars: &[f64]) -> Tensor<4> {
    let signal = per_picture(clean, alpha_bars, f64::sqrt);
    let spread = per_picture(clean, alpha_bars, |alpha| (1.0 - alpha).sqrt());
    clean.clone() * signal + noise.clone() * spread
}

/// One step of the chain, `x_t = √(1 - β)·x_{t-1} + √β·ε` (Ho et al. 2020, equation 2).
///
/// `previous` and `noise` are `[batch, channels, height, width]`; `beta` is in [0, 1].
#[must_use]
pub fn step(previous: &Tensor<4>, noise: &Tensor<4>, beta: f64) -> Tensor<4> {
    diffuse(previous, noise, &vec![1.0 - beta; previous.dims()[0]])
}

/// One factor for each picture, as `[batch, 1, 1, 1]` beside `like`.
pub(crate) fn per_picture(
    like: &Tensor<4>,
    values: &[f64],
    factor: impl Fn(f64) -> f64,
) -> Tensor<4> {
    let factors: Vec<f32> = values.iter().map(|&value| factor(value) as f32).collect();
    let shape = [factors.len(), 1, 1, 1];
    Tensor::from_data(TensorData::new(factors, shape), &like.device())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Noise, Schedule, TorchNoise, testing};
    use burn::tensor::Device;

    /// Ho et al. 2020, equation 4 says that the chain and the closed form have the same law:
    /// without noise both scale by √ᾱ, and from nothing the chain's variance reaches 1 - ᾱ.
    #[test]
    fn the_chain_reaches_the_closed_form() {
        let device = Device::flex();
        let schedule = Schedule::linear(100).unwrap();
        let mut source = TorchNoise::new(3);
        let shape = [1, 1, 64, 64];
        let (ones, zeros) = (Tensor::ones(shape, &device), Tensor::zeros(shape, &device));
        let (mut signal, mut spread) = (ones.clone(), zeros.clone());
        for t in 0..schedule.len() {
            let noise = source.normal(shape, &device);
            signal = step(&signal, &zeros, schedule.beta(t));
            spread = step(&spread, &noise, schedule.beta(t));
        }
        let closed = diffuse(&ones, &zeros, &[schedule.alpha_bar(99)]);
        testing::assert_close(&signal, &closed, 1e-5);
        let (mean, variance) = testing::moments(&spread);
        assert!(mean.abs() < 0.03);
        assert!((variance / (1.0 - schedule.alpha_bar(99)) - 1.0).abs() < 0.07);
    }
}
