//! Classifier-free guidance: away from the unconditional answer, towards what was asked.

use burn::tensor::Tensor;

/// Keeps a division by the spread of a constant picture finite.
const LEAST_SPREAD: f64 = 1e-12;

/// How strongly to follow what was asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guidance {
    /// The weight w: 1 follows the network as it is, more exaggerates.
    pub scale: f64,
    /// The share φ in [0, 1] of the guided answer that is brought back to the spread of the
    /// conditional one; 0 leaves it as it is, about 0.7 cures washed-out pictures.
    pub rescale: f64,
}

impl Guidance {
    /// Whether the unconditional answer matters at all; at scale 1 it cancels out.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.scale != 1.0
    }

    /// `u + w·(c - u)` (Ho and Salimans 2022, equation 6, with `w` counted from 1 as is usual
    /// now), then the rescale of Lin et al. 2023, equations 14 to 16.
    ///
    /// Both answers are the network's raw outputs `[batch, channels, height, width]`.
    #[must_use]
    pub fn combine(&self, conditional: &Tensor<4>, unconditional: &Tensor<4>) -> Tensor<4> {
        let difference = conditional.clone() - unconditional.clone();
        let guided = unconditional.clone() + difference.mul_scalar(self.scale);
        if self.rescale == 0.0 {
            return guided;
        }
        let ratio = spread(conditional) / spread(&guided).clamp_min(LEAST_SPREAD);
        guided * ratio.mul_scalar(self.rescale).add_scalar(1.0 - self.rescale)
    }
}

/// The standard deviation of each picture, `[batch, 1, 1, 1]`.
fn spread(x: &Tensor<4>) -> Tensor<4> {
    let centred = x.clone() - x.clone().mean_dims(&[1, 2, 3]);
    (centred.clone() * centred).mean_dims(&[1, 2, 3]).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Noise, TorchNoise, testing};
    use burn::tensor::Device;

    fn answers() -> (Tensor<4>, Tensor<4>) {
        let mut noise = TorchNoise::new(5);
        let mut draw = || noise.normal([2, 3, 4, 4], &Device::flex());
        (draw(), draw())
    }

    #[test]
    fn scale_one_is_the_conditional_answer() {
        let (conditional, unconditional) = answers();
        let guided = Guidance { scale: 1.0, rescale: 0.0 }.combine(&conditional, &unconditional);
        testing::assert_close(&guided, &conditional, 1e-6);
    }

    #[test]
    fn full_rescale_gives_the_conditional_spread() {
        let (conditional, unconditional) = answers();
        let guided = Guidance { scale: 7.0, rescale: 1.0 }.combine(&conditional, &unconditional);
        testing::assert_close(&spread(&guided), &spread(&conditional), 1e-5);
    }
}
