//! What a picture may have been made of.

use burn::tensor::Tensor;

/// The least and the largest logarithm of a variance, as diffusers has them.
const LOG_VARIANCE: [f64; 2] = [-30.0, 20.0];

/// The latents of pictures as independent normal variables, not yet multiplied by the scaling
/// factor.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// Their means, `[batch, height, width, latent]`.
    pub mean: Tensor<4>,
    /// The logarithms of their variances, from -30 to 20, of the same shape.
    pub log_variance: Tensor<4>,
}

impl Posterior {
    /// Of `moments` `[batch, height, width, 2·latent]`, means before logarithms of variances.
    pub(super) fn new(moments: Tensor<4>) -> Self {
        let latent = moments.dims()[3] / 2;
        let [least, largest] = LOG_VARIANCE;
        Self {
            mean: moments.clone().narrow(3, 0, latent),
            log_variance: moments.narrow(3, latent, latent).clamp(least, largest),
        }
    }

    /// Latents for standard normal `noise` of their shape.
    pub fn sample(&self, noise: Tensor<4>) -> Tensor<4> {
        let deviation = self.log_variance.clone().mul_scalar(0.5).exp();
        self.mean.clone() + deviation * noise
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Tolerance};

    use super::*;

    fn pixel<const N: usize>(values: [f32; N]) -> Tensor<4> {
        Tensor::<1>::from_floats(values, &Device::flex()).reshape([1, 1, 1, N])
    }

    #[test]
    fn noise_counts_by_the_deviation() {
        let posterior = Posterior::new(pixel([1.0, 2.0, 4_f32.ln(), 100.0]));
        let found = posterior.sample(pixel([3.0, 0.0])).into_data();
        let tolerance = Tolerance::absolute(1e-6);
        found.assert_approx_eq::<f32>(&pixel([7.0, 2.0]).into_data(), tolerance);
        let log_variance = posterior.log_variance.into_data();
        log_variance.assert_approx_eq::<f32>(&pixel([4_f32.ln(), 20.0]).into_data(), tolerance);
    }
}
