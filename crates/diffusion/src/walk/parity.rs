//! Walks against diffusers' schedulers. `tests/parity/walks.py` wrote the fixture.
#![allow(clippy::unwrap_used)]

use qingyun_models::sd::files::Scheduler;
use serde::Deserialize;

use super::*;
use crate::testing::{fixture, largest_error};

/// diffusers computes levels in f32.
const TOLERANCE: f32 = 1e-5;

#[derive(Deserialize)]
struct Theirs {
    sampler: String,
    steps: usize,
    settings: Scheduler,
    timesteps: Vec<f32>,
    sigmas: Vec<f32>,
    start: f32,
}

fn single(values: &[f64]) -> Vec<f32> {
    values.iter().map(|value| *value as f32).collect()
}

#[test]
fn schedulers_walk_as_diffusers_do() {
    let schedule = Schedule::scaled_linear(1000).unwrap();
    for theirs in fixture::<Vec<Theirs>>("walks") {
        let Theirs { sampler, steps, settings, .. } = &theirs;
        let kin = crate::sampler(sampler).unwrap().info().kin;
        let ours = Walk::scheduled(settings, kin, None, &schedule, *steps).unwrap();
        let errors = [
            largest_error(&single(&ours.timesteps), &theirs.timesteps),
            largest_error(&single(&ours.sigmas), &theirs.sigmas),
            largest_error(&[ours.start as f32], &[theirs.start]),
        ];
        let told = format!("{sampler} {steps} {settings:?}: {errors:?}");
        // A timestep between two is found on a flat curve: its last digits are those of the level.
        assert!(errors[0] <= 1e-3 && errors[1..].iter().all(|error| *error <= TOLERANCE), "{told}");
    }
}
