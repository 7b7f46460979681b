//! Every sampler against k-diffusion or diffusers, number by number.
//!
//! `tests/parity/samplers.py` wrote the fixture.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::TorchNoise;
use crate::testing::{Formula, fixture, largest_error, values};
use burn::tensor::Device;
use serde::Deserialize;

const SHAPE: [usize; 4] = [1, 4, 2, 2];
/// Four steps with a tolerance meant for a single one; twenty with the one for trajectories.
const SHORT_TOLERANCE: f32 = 1e-5;
const LONG_TOLERANCE: f32 = 1e-3;

#[derive(Deserialize)]
struct Run {
    sampler: String,
    seed: u64,
    sigmas: Vec<f64>,
    /// The noisy picture before some of the steps, in our scale, as `(step, values)`.
    states: Vec<(usize, Vec<f32>)>,
    result: Vec<f32>,
}

/// The toy network of the script, which is nonlinear in both arguments.
fn toy(x: &Tensor<4>, sigma: f64) -> Tensor<4> {
    let c = 1.0 / (1.0 + sigma * sigma).sqrt();
    let bent = x.clone().mul_scalar(1.5 * c).add_scalar(0.3 * c).tanh().mul_scalar(0.6);
    bent + x.clone().mul_scalar(0.3 * c * c)
}

/// The largest error over the states and the result.
fn error(run: &Run) -> f32 {
    let mut noise = TorchNoise::new(run.seed);
    let x = noise.normal(SHAPE, &Device::flex()).mul_scalar(run.sigmas[0]);
    let mut worst: f32 = 0.0;
    let mut on_step = |step: Step| {
        for (_, state) in run.states.iter().filter(|(index, _)| *index == step.index) {
            worst = worst.max(largest_error(&values(step.x), state));
        }
        Flow::Continue
    };
    let sampler = sampler(&run.sampler).unwrap();
    let result =
        sampler.sample(&mut Formula(toy), x, &run.sigmas, &mut noise, &mut on_step).unwrap();
    worst.max(largest_error(&values(&result), &run.result))
}

#[test]
fn all_samplers_agree_with_the_references() {
    let runs: Vec<Run> = fixture("samplers");
    for entry in SAMPLERS {
        let mine = runs.iter().filter(|run| run.sampler == entry.info().name);
        let lengths: Vec<usize> = mine.clone().map(|run| run.sigmas.len() - 1).collect();
        assert_eq!(lengths, [4, 20], "{}", entry.info().name);
        for run in mine {
            let (error, steps) = (error(run), run.sigmas.len() - 1);
            println!("{:14} {steps:2} steps: {error:.1e}", run.sampler);
            let tolerance = if steps == 4 { SHORT_TOLERANCE } else { LONG_TOLERANCE };
            assert!(error <= tolerance, "{} in {steps} steps: off by {error}", run.sampler);
        }
    }
}
