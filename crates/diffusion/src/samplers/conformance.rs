//! What every sampler of the registry must keep to.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::{Formula, Silence, moments, values};
use crate::{Error, Schedule, TorchNoise, spacing};
use burn::tensor::Device;
use std::collections::HashSet;

/// The law of the clean pictures in these tests: mean and standard deviation.
const MEAN: f64 = 0.7;
const DEVIATION: f64 = 0.5;

/// The exact denoiser of a Gaussian: the mean of the clean picture given the noisy one.
fn posterior_mean(x: &Tensor<4>, sigma: f64) -> Tensor<4> {
    let total = DEVIATION.powi(2) + sigma * sigma;
    let (kept, pull) = (DEVIATION.powi(2) / total, sigma * sigma * MEAN / total);
    x.clone().mul_scalar(kept).add_scalar(pull)
}

/// The end of the probability-flow path through `x`: what a consistency model learns.
fn path_end(x: &Tensor<4>, sigma: f64) -> Tensor<4> {
    let shrink = DEVIATION / DEVIATION.hypot(sigma);
    x.clone().sub_scalar(MEAN).mul_scalar(shrink).add_scalar(MEAN)
}

fn levels(steps: usize) -> Vec<f64> {
    let schedule = Schedule::scaled_linear(1000).unwrap();
    spacing("Karras").unwrap().sigmas(&schedule, steps).unwrap()
}

/// Noisy pictures with their exact law at the first level.
fn start(shape: [usize; 4], sigma: f64, noise: &mut dyn Noise) -> Tensor<4> {
    noise.normal(shape, &Device::flex()).mul_scalar(DEVIATION.hypot(sigma)).add_scalar(MEAN)
}

fn run(sampler: &dyn Sampler, shape: [usize; 4], sigmas: &[f64], seed: u64) -> Tensor<4> {
    let mut noise = TorchNoise::new(seed);
    let x = start(shape, sigmas[0], &mut noise);
    let formula = if sampler.info().id == "lcm" { path_end } else { posterior_mean };
    let source: &mut dyn Noise = if sampler.info().stochastic { &mut noise } else { &mut Silence };
    sampler.sample(&mut Formula(formula), x, sigmas, source, &mut |_| Flow::Continue).unwrap()
}

#[test]
fn names_are_unique_and_everything_is_documented() {
    let mut seen = HashSet::new();
    for entry in SAMPLERS.iter().map(|entry| entry.info()) {
        assert!(seen.insert(entry.name.to_lowercase()), "{}", entry.name);
        assert!(seen.insert(entry.id.to_lowercase()) || entry.id.eq_ignore_ascii_case(entry.name));
        let texts = [entry.paper, entry.about_en, entry.about_zh];
        assert!(texts.iter().all(|text| !text.is_empty()), "{}", entry.name);
        assert_eq!(sampler(entry.id).unwrap().info().name, entry.name);
        assert_eq!(sampler(&entry.name.to_uppercase()).unwrap().info().id, entry.id);
    }
    assert!(matches!(sampler("eular").err(), Some(Error::UnknownName { near, .. })
        if near.contains(&"Euler")));
}

#[test]
fn the_same_seed_gives_the_same_tensor() {
    for entry in SAMPLERS {
        let draw = |seed| values(&run(*entry, [1, 4, 4, 4], &levels(7), seed));
        assert_eq!(draw(1), draw(1), "{}", entry.info().name);
        assert_ne!(draw(1), draw(2), "{}", entry.info().name);
    }
}

/// With enough steps every sampler gives back the law that the denoiser was made from.
///
/// The ancestral samplers of first order lose variance in proportion to the length of a step
/// (diffusers' DDPM does too), hence the many steps. The variance of 16,384 values is itself
/// only known to about 1 %.
#[test]
fn a_gaussian_is_recovered() {
    for entry in SAMPLERS {
        let (mean, variance) = moments(&run(*entry, [1, 4, 64, 64], &levels(400), 11));
        let name = entry.info().name;
        assert!((mean - MEAN).abs() < 0.015, "{name}: mean {mean}");
        let ratio = variance / DEVIATION.powi(2);
        assert!((ratio - 1.0).abs() < 0.04, "{name}: variance off by a factor of {ratio}");
    }
}

#[test]
fn evaluations_and_steps_are_counted_as_stated() {
    for entry in SAMPLERS {
        let info = entry.info();
        let (mut evaluations, mut steps) = (0, Vec::new());
        let mut model = Formula(|x: &Tensor<4>, sigma: f64| {
            evaluations += 1;
            posterior_mean(x, sigma)
        });
        let sigmas = levels(5);
        let mut noise = TorchNoise::new(0);
        let x = start([1, 1, 4, 4], sigmas[0], &mut noise);
        let mut on_step = |step: Step| {
            steps.push((step.index, step.count, step.sigma));
            Flow::Continue
        };
        entry.sample(&mut model, x, &sigmas, &mut noise, &mut on_step).unwrap();
        // PLMS takes its first step twice, to have a second slope.
        let twice = usize::from(info.id == "plms");
        assert_eq!(evaluations, 4 * info.evaluations_per_step + 1 + twice, "{}", info.name);
        let expected: Vec<_> = (0..5).map(|i| (i, 5, sigmas[i])).collect();
        assert_eq!(steps, expected, "{}", info.name);
    }
}

#[test]
fn a_run_can_be_stopped_and_bad_levels_are_refused() {
    for entry in SAMPLERS {
        let run = |sigmas: &[f64], stop_at: usize| {
            let mut noise = TorchNoise::new(0);
            let x = noise.normal([1, 1, 4, 4], &Device::flex());
            let stop = |step: Step| if step.index == stop_at { Flow::Stop } else { Flow::Continue };
            let mut model = Formula(posterior_mean);
            entry.sample(&mut model, x, sigmas, &mut noise, &mut { stop }).err()
        };
        assert!(matches!(run(&levels(5), 3), Some(Error::Stopped { index: 3, count: 5 })));
        assert!(matches!(run(&[1.0, 2.0, 0.0], 9), Some(Error::Sigmas { index: 0 })));
    }
}

/// Stated in the samplers' own notes: in noise levels these pairs are one and the same.
#[test]
fn ddim_is_euler_and_ddpm_is_euler_a() {
    for (one, other) in [("DDIM", "Euler"), ("DDPM", "Euler a")] {
        let draw = |name| run(sampler(name).unwrap(), [1, 4, 4, 4], &levels(20), 4);
        crate::testing::assert_close(&draw(one), &draw(other), 1e-5);
    }
}
