//! The networks against diffusers' own, on weights by a formula. `tests/parity/networks.py` wrote
//! the fixtures.
#![allow(clippy::unwrap_used)]

use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;
use serde_json::Value;

use super::{AutoencoderConfig, Decoder, Unet, UnetConfig};
use crate::Params;
use crate::layout::{channels_first, channels_last};
use crate::parity::{asks_for, file, fixture};

/// The largest difference allowed: the references' own in f32 is about 2e-6.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Values {
    shape: Vec<usize>,
    values: Vec<f32>,
}

impl Values {
    fn tensor<const D: usize>(&self) -> Tensor<D> {
        let data = TensorData::new(self.values.clone(), self.shape.clone());
        Tensor::from_data(data, &Device::flex())
    }
}

#[derive(Deserialize)]
struct Run {
    timestep: f64,
    out: Vec<f32>,
}

#[derive(Deserialize)]
struct UnetFixture {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    sample: Values,
    context: Values,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct VaeFixture {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    latents: Values,
    out: Values,
}

/// Holds a picture of ours to the reference's, which is channels-first.
fn close(what: &str, found: Tensor<4>, expected: &[f32]) {
    let found: Vec<f32> = channels_first(found).into_data().iter::<f32>().collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    let differences = found.iter().zip(expected).map(|(a, b)| (a - b).abs());
    let largest = differences.fold(0.0, f32::max);
    println!("{what}: {largest:.1e}");
    assert!(largest < TOLERANCE, "{what}: {largest}");
}

fn unet(name: &str) {
    let fixture: UnetFixture = fixture(name);
    let config = UnetConfig::parse(&fixture.config.to_string()).unwrap();
    let shapes = fixture.parameters.into_iter().collect();
    asks_for(&shapes, |params| {
        Unet::new(&params.root(), &config).unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let path = file(&shapes, folder.path());
    let params = Params::open(&path, &Device::flex()).unwrap();
    let network = Unet::new(&params.root(), &config).unwrap();
    for run in &fixture.runs {
        let sample = channels_last(fixture.sample.tensor());
        let timesteps = vec![run.timestep; sample.dims()[0]];
        let found = network.forward(sample, &timesteps, fixture.context.tensor());
        close(&format!("{name} at {}", run.timestep), found, &run.out);
    }
}

#[test]
fn unet_agrees() {
    unet("unet_small");
}

#[test]
fn unet_with_linear_projections_and_heads_by_level_agrees() {
    unet("unet_linear");
}

#[test]
fn decoder_agrees() {
    let fixture: VaeFixture = fixture("vae_small");
    let config = AutoencoderConfig::parse(&fixture.config.to_string()).unwrap();
    let shapes = fixture.parameters.into_iter().collect();
    asks_for(&shapes, |params| {
        Decoder::new(&params.root(), &config).unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let path = file(&shapes, folder.path());
    let params = Params::open(&path, &Device::flex()).unwrap();
    let decoder = Decoder::new(&params.root(), &config).unwrap();
    let found = decoder.forward(channels_last(fixture.latents.tensor()));
    close("decoder", found, &fixture.out.values);
}
