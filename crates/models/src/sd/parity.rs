//! The networks against diffusers' own, on weights by a formula. `tests/parity/networks.py` wrote
//! the fixtures and states the formula.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;
use serde_json::Value;

use super::{AutoencoderConfig, Decoder, Unet, UnetConfig};
use crate::Params;
use crate::checkpoint::{self, Checkpoint, Precision};
use crate::layout::{channels_first, channels_last};

/// The largest difference allowed: the references' own in f32 is about 2e-6.
const TOLERANCE: f32 = 1e-4;

type Shapes = BTreeMap<String, Vec<usize>>;

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

fn fixture<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/parity/fixtures");
    let text = std::fs::read_to_string(folder.join(name).with_extension("json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// `count` numbers from -1 to 1 that depend on the name alone.
fn uniform(name: &str, count: usize) -> impl Iterator<Item = f32> {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (0..count as u64).map(move |i| {
        let z = i.wrapping_add(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1 << 23) as f32 - 1.0
    })
}

fn weight(name: &str, shape: &[usize]) -> Vec<f32> {
    let u = uniform(name, shape.iter().product());
    if name.ends_with(".bias") {
        return u.map(|u| 0.1 * u).collect();
    }
    if shape.len() == 1 {
        return u.map(|u| 1.0 + 0.1 * u).collect();
    }
    let inputs: usize = shape[1..].iter().product();
    let scale = (3.0 / inputs as f64).sqrt() as f32;
    u.map(|u| scale * u).collect()
}

/// The weights in a file, as PyTorch would write them.
fn file(shapes: &Shapes, folder: &Path) -> PathBuf {
    let tensor = |(name, shape): (&String, &Vec<usize>)| {
        (name.clone(), (shape.clone(), weight(name, shape)))
    };
    let tensors = shapes.iter().map(tensor).collect();
    let path = folder.join("weights.safetensors");
    let file = Checkpoint { tensors, ..Checkpoint::default() };
    checkpoint::write(&path, &file, Precision::F32).unwrap();
    path
}

/// A shape of ours in PyTorch's order.
fn in_torch(shape: &[usize]) -> Vec<usize> {
    match *shape {
        [1, channels] => vec![channels],
        [inputs, outputs] | [1, 1, inputs, outputs] => vec![outputs, inputs],
        [rows, columns, inputs, outputs] => vec![outputs, inputs, rows, columns],
        _ => shape.to_vec(),
    }
}

/// A shape in which a 1×1 convolution is a linear layer.
fn without_point(shape: &[usize]) -> Vec<usize> {
    match *shape {
        [outputs, inputs, 1, 1] => vec![outputs, inputs],
        _ => shape.to_vec(),
    }
}

/// Holds that a network asks for exactly the tensors of the file.
fn asks_for(shapes: &Shapes, build: impl Fn(&Params)) {
    let params = Params::new(0, &Device::flex());
    build(&params);
    let asked = params.entries().into_iter().map(|(name, entry)| (name, in_torch(&entry.shape)));
    let there = shapes.iter().map(|(name, shape)| (name.clone(), without_point(shape)));
    assert_eq!(asked.collect::<Shapes>(), there.collect::<Shapes>());
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
