//! One contract for every kind of network: give a noisy picture and its noise level, get the
//! clean picture (Karras et al. 2022, equation 7).

use crate::{Result, Schedule, Walk, forward};
use burn::tensor::Tensor;

/// Something that estimates the clean picture.
pub trait Denoise {
    /// The clean picture `[batch, channels, height, width]` estimated from
    /// `x = clean + sigma·noise` of the same shape, with `sigma` above 0.
    ///
    /// # Errors
    /// Whatever the network reports.
    fn denoise(&mut self, x: &Tensor<4>, sigma: f64) -> Result<Tensor<4>>;
}

/// A network as it was trained, seen from outside.
pub trait Network {
    /// The raw output for an input that already has the scale the network was trained with,
    /// both `[batch, channels, height, width]`; `timestep` may lie between two timesteps.
    ///
    /// # Errors
    /// Whatever the network reports.
    fn predict(&mut self, x: &Tensor<4>, timestep: f64) -> Result<Tensor<4>>;
}

impl Network for Box<dyn Network + '_> {
    fn predict(&mut self, x: &Tensor<4>, timestep: f64) -> Result<Tensor<4>> {
        self.as_mut().predict(x, timestep)
    }
}

/// What a network was trained to put out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prediction {
    /// The noise ε (Ho et al. 2020).
    Epsilon,
    /// The velocity `√ᾱ·ε - √(1-ᾱ)·x_0` (Salimans and Ho 2022, appendix D).
    V,
    /// The clean picture x_0 itself.
    Sample,
    /// The direction `ε - x_0` of a straight path (Liu et al. 2022, rectified flow).
    Flow,
}

/// The factors that turn a network into a denoiser (Karras et al. 2022, equation 7):
/// `clean = skip·x + output·network(input·x, timestep)`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scalings {
    skip: f64,
    output: f64,
    input: f64,
}

impl Prediction {
    fn scalings(self, sigma: f64) -> Scalings {
        let root = (sigma * sigma + 1.0).sqrt();
        let input = 1.0 / root;
        match self {
            Self::Epsilon => Scalings { skip: 1.0, output: -sigma, input },
            Self::V => Scalings { skip: input * input, output: -sigma * input, input },
            Self::Sample => Scalings { skip: 0.0, output: 1.0, input },
            Self::Flow => {
                let signal = 1.0 / (1.0 + sigma);
                Scalings { skip: signal, output: -sigma * signal, input: signal }
            }
        }
    }

    /// The timestep that the network expects at a noise level. A flow's runs with the share of
    /// noise on its straight path, from 0 to the number of training timesteps.
    fn timestep(self, schedule: &Schedule, sigma: f64) -> f64 {
        match self {
            Self::Flow => schedule.len() as f64 * sigma / (1.0 + sigma),
            _ => schedule.t(sigma),
        }
    }

    /// What the network should have put out for `clean` and `noise`, for training.
    ///
    /// Both are `[batch, channels, height, width]`; `alpha_bars` holds one `ᾱ` for each picture
    /// (a flow's target does not depend on it).
    #[must_use]
    pub fn target(self, clean: &Tensor<4>, noise: &Tensor<4>, alpha_bars: &[f64]) -> Tensor<4> {
        match self {
            Self::Epsilon => noise.clone(),
            Self::Sample => clean.clone(),
            Self::Flow => noise.clone() - clean.clone(),
            Self::V => {
                let signal = forward::per_picture(clean, alpha_bars, f64::sqrt);
                let spread = forward::per_picture(clean, alpha_bars, |a| (1.0 - a).sqrt());
                noise.clone() * signal - clean.clone() * spread
            }
        }
    }
}

/// A network with its schedule and its kind of prediction: a denoiser.
#[derive(Debug, Clone)]
pub struct Preconditioned<N> {
    network: N,
    schedule: Schedule,
    prediction: Prediction,
    /// Levels that the network is asked as a timestep of their own.
    known: Vec<(f64, f64)>,
}

impl<N> Preconditioned<N> {
    /// Wraps a network that was trained on `schedule` to put out `prediction`.
    pub fn new(network: N, schedule: Schedule, prediction: Prediction) -> Self {
        Self { network, schedule, prediction, known: Vec::new() }
    }

    /// The same, with the timesteps that a walk has for its levels.
    #[must_use]
    pub fn on(self, walk: &Walk) -> Self {
        let known = walk.sigmas.iter().copied().zip(walk.timesteps.iter().copied()).collect();
        Self { known, ..self }
    }

    fn timestep(&self, sigma: f64) -> f64 {
        match self.known.iter().find(|(level, _)| *level == sigma) {
            Some((_, timestep)) => *timestep,
            None => self.prediction.timestep(&self.schedule, sigma),
        }
    }
}

impl<N: Network> Denoise for Preconditioned<N> {
    fn denoise(&mut self, x: &Tensor<4>, sigma: f64) -> Result<Tensor<4>> {
        let Scalings { skip, output, input } = self.prediction.scalings(sigma);
        let timestep = self.timestep(sigma);
        let raw = self.network.predict(&x.clone().mul_scalar(input), timestep)?;
        Ok(x.clone().mul_scalar(skip) + raw.mul_scalar(output))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Noise, TorchNoise, testing};
    use burn::tensor::Device;

    /// A network that knows the answer, and checks how it is asked.
    struct Oracle {
        answer: Tensor<4>,
        input: Tensor<4>,
        timestep: f64,
    }

    impl Network for Oracle {
        fn predict(&mut self, x: &Tensor<4>, timestep: f64) -> Result<Tensor<4>> {
            testing::assert_close(x, &self.input, 1e-5);
            assert!((timestep - self.timestep).abs() < 1e-6);
            Ok(self.answer.clone())
        }
    }

    fn recovers(prediction: Prediction, input: impl Fn(&Tensor<4>, &Tensor<4>, f64) -> Tensor<4>) {
        let schedule = Schedule::scaled_linear(1000).unwrap();
        let mut source = TorchNoise::new(1);
        let mut draw = || source.normal([1, 2, 4, 4], &Device::flex());
        let (clean, noise) = (draw(), draw());
        for t in [20, 500, 980] {
            let (sigma, alpha_bar) = (schedule.sigma(t as f64), schedule.alpha_bar(t));
            let share = sigma / (1.0 + sigma);
            let flow = prediction == Prediction::Flow;
            let network = Oracle {
                answer: prediction.target(&clean, &noise, &[alpha_bar]),
                input: input(&clean, &noise, if flow { share } else { alpha_bar }),
                timestep: if flow { 1000.0 * share } else { t as f64 },
            };
            let x = clean.clone() + noise.clone().mul_scalar(sigma);
            let mut model = Preconditioned::new(network, schedule.clone(), prediction);
            testing::assert_close(&model.denoise(&x, sigma).unwrap(), &clean, 2e-5);
        }
    }

    #[test]
    fn a_perfect_network_gives_back_the_clean_picture() {
        for prediction in [Prediction::Epsilon, Prediction::V, Prediction::Sample] {
            recovers(prediction, |clean, noise, alpha| forward::diffuse(clean, noise, &[alpha]));
        }
    }

    #[test]
    fn a_perfect_flow_gives_back_the_clean_picture() {
        recovers(Prediction::Flow, |clean, noise, share| {
            clean.clone().mul_scalar(1.0 - share) + noise.clone().mul_scalar(share)
        });
    }
}
