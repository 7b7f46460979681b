//! Noise, schedules, spacings, the forward process and guidance against PyTorch, diffusers and
//! k-diffusion. `tests/parity/noise.py` and `tests/parity/schedules.py` wrote the fixtures.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::testing::{fixture, largest_error, values};
use crate::{Guidance, Noise, Prediction, Schedule, TorchNoise, forward, spacing};
use burn::tensor::Device;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Both sides compute in `f32` somewhere, so this is a share of `1 + |value|`.
const TOLERANCE: f32 = 1e-5;

#[derive(Deserialize)]
struct Fill {
    seed: u64,
    counts: Vec<usize>,
    sha256: String,
    first: Vec<u32>,
    last: Vec<u32>,
}

#[test]
fn torch_noise_has_pytorchs_bits() {
    for fill in fixture::<Vec<Fill>>("noise") {
        let mut source = TorchNoise::new(fill.seed);
        let fills: Vec<Vec<f32>> = fill.counts.iter().map(|&n| source.fill(n)).collect();
        let last: Vec<u32> = fills.last().unwrap().iter().map(|v| v.to_bits()).collect();
        assert!(last.starts_with(&fill.first), "seed {} {:?}", fill.seed, fill.counts);
        assert!(last.ends_with(&fill.last), "seed {} {:?}", fill.seed, fill.counts);
        let bytes: Vec<u8> = fills.concat().iter().flat_map(|v| v.to_le_bytes()).collect();
        let digest: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(digest, fill.sha256, "seed {} {:?}", fill.seed, fill.counts);
    }
}

#[derive(Deserialize)]
struct Reference {
    schedules: Vec<Betas>,
    conversions: Conversions,
    spacings: Vec<Levels>,
    forward: Forward,
}

#[derive(Deserialize)]
struct Betas {
    name: String,
    zero_terminal_snr: bool,
    indices: Vec<usize>,
    betas: Vec<f32>,
    alphas_cumprod: Vec<f32>,
}

#[derive(Deserialize)]
struct Conversions {
    timesteps: Vec<f64>,
    sigmas_of_timesteps: Vec<f32>,
    sigmas: Vec<f64>,
    timesteps_of_sigmas: Vec<f32>,
}

#[derive(Deserialize)]
struct Levels {
    spacing: String,
    sigmas: Vec<f32>,
}

#[derive(Deserialize)]
struct Forward {
    seed: u64,
    timesteps: Vec<usize>,
    noisy: Vec<f32>,
    velocity: Vec<f32>,
    guided: Vec<f32>,
    rescaled: Vec<f32>,
}

fn reference() -> Reference {
    fixture("schedules")
}

fn named(name: &str) -> Schedule {
    match name {
        "linear" => Schedule::linear(1000),
        "scaled_linear" => Schedule::scaled_linear(1000),
        "cosine" => Schedule::cosine(1000),
        "sigmoid" => Schedule::sigmoid(1000),
        _ => panic!("the fixture names no schedule of ours: {name}"),
    }
    .unwrap()
}

fn agree<T>(what: &str, of: &[T], ours: impl Fn(&T) -> f64, theirs: &[f32]) {
    let ours: Vec<f32> = of.iter().map(|value| ours(value) as f32).collect();
    let error = largest_error(&ours, theirs);
    assert!(error <= TOLERANCE, "{what}: off by {error}: {ours:?} {theirs:?}");
}

#[test]
fn schedules_are_diffusers() {
    for theirs in reference().schedules {
        let plain = named(&theirs.name);
        let ours = if theirs.zero_terminal_snr { plain.zero_terminal_snr() } else { plain };
        agree(&theirs.name, &theirs.indices, |&t| ours.alpha_bar(t), &theirs.alphas_cumprod);
        // The last β of a schedule without terminal signal differs by the cap on ᾱ, 2⁻²⁴.
        let (indices, betas) = if theirs.zero_terminal_snr {
            (&theirs.indices[..10], &theirs.betas[..10])
        } else {
            (&theirs.indices[..], &theirs.betas[..])
        };
        agree(&theirs.name, indices, |&t| ours.beta(t), betas);
    }
}

#[test]
fn timesteps_and_noise_levels_convert_as_in_k_diffusion() {
    let (ours, theirs) = (named("scaled_linear"), reference().conversions);
    agree("sigma", &theirs.timesteps, |&t| ours.sigma(t), &theirs.sigmas_of_timesteps);
    agree("timestep", &theirs.sigmas, |&sigma| ours.t(sigma), &theirs.timesteps_of_sigmas);
}

#[test]
fn spacings_are_the_references() {
    for theirs in reference().spacings {
        let steps = theirs.sigmas.len() - 1;
        let schedule = named("scaled_linear");
        let ours = spacing(&theirs.spacing).unwrap().sigmas(&schedule, steps).unwrap();
        agree(&theirs.spacing, &ours, |&sigma| sigma, &theirs.sigmas);
    }
}

#[test]
fn the_forward_process_and_guidance_are_diffusers() {
    let theirs = reference().forward;
    let mut source = TorchNoise::new(theirs.seed);
    let mut draw = || source.normal([2, 2, 2, 2], &Device::flex());
    let (clean, noise) = (draw(), draw());
    let schedule = named("scaled_linear");
    let alphas: Vec<f64> = theirs.timesteps.iter().map(|&t| schedule.alpha_bar(t)).collect();
    let guide = |rescale| Guidance { scale: 7.5, rescale }.combine(&clean, &noise);
    for (ours, theirs) in [
        (forward::diffuse(&clean, &noise, &alphas), theirs.noisy),
        (Prediction::V.target(&clean, &noise, &alphas), theirs.velocity),
        (guide(0.0), theirs.guided),
        (guide(0.7), theirs.rescaled),
    ] {
        assert!(largest_error(&values(&ours), &theirs) <= TOLERANCE);
    }
}
