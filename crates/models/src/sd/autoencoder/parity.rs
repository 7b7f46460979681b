//! The autoencoder against diffusers' own, on weights by a formula. `tests/parity/networks.py` wrote
//! the fixtures.
#![allow(clippy::unwrap_used)]

use burn::tensor::{Device, Tensor};
use serde::Deserialize;
use serde_json::Value;

use super::{Decoder, Encoder};
use crate::layout::{channels_first, channels_last};
use crate::ops::Precision;
use crate::parity::{Values, asks_for, close, file, fixture, params};
use crate::sd::AutoencoderConfig;
use crate::sd::files::TinyFile;
use crate::sd::parity::TOLERANCE;
use crate::{Error, Wanted};

#[derive(Deserialize)]
struct DecoderFixture {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    latents: Values,
    out: Values,
}

#[derive(Deserialize)]
struct Run {
    pictures: Values,
    mean: Vec<f32>,
    log_variance: Vec<f32>,
}

#[derive(Deserialize)]
struct EncoderFixture {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    runs: Vec<Run>,
}

#[test]
fn decoder_agrees() {
    let fixture: DecoderFixture = fixture("vae_small");
    let config = AutoencoderConfig::parse(&fixture.config.to_string()).unwrap();
    let shapes = fixture.parameters.into_iter().collect();
    asks_for(&shapes, |params| {
        Decoder::new(&params.root(), &config).unwrap();
    });
    let decoder = Decoder::new(&params(&shapes).root(), &config).unwrap();
    let found = decoder.forward(channels_last(fixture.latents.tensor()));
    close("decoder", channels_first(found), &fixture.out.values, TOLERANCE);
}

fn encoder_agrees(name: &str) {
    let fixture: EncoderFixture = fixture(name);
    let config = AutoencoderConfig::parse(&fixture.config.to_string()).unwrap();
    let shapes = fixture.parameters.into_iter().collect();
    asks_for(&shapes, |params| {
        Encoder::new(&params.root(), &config).unwrap();
    });
    let encoder = Encoder::new(&params(&shapes).root(), &config).unwrap();
    for run in &fixture.runs {
        let pictures = channels_last(run.pictures.tensor());
        let what = format!("{name} of {:?}", pictures.dims());
        let found = encoder.forward(pictures).unwrap();
        close(&what, channels_first(found.mean), &run.mean, TOLERANCE);
        close(&what, channels_first(found.log_variance), &run.log_variance, TOLERANCE);
    }
}

#[test]
fn encoder_agrees_at_even_and_odd_sizes() {
    encoder_agrees("vae_encoder");
}

#[test]
fn encoder_without_the_last_convolution_agrees() {
    encoder_agrees("vae_encoder_bare");
}

#[test]
fn pictures_that_are_too_small_are_an_error() {
    let fixture: EncoderFixture = fixture("vae_encoder_bare");
    let config = AutoencoderConfig::parse(&fixture.config.to_string()).unwrap();
    let shapes = fixture.parameters.into_iter().collect();
    let encoder = Encoder::new(&params(&shapes).root(), &config).unwrap();
    let forward = |shape: [usize; 4]| match encoder.forward(Tensor::zeros(shape, &Device::flex())) {
        Err(Error::Input { name, wanted, .. }) => Some((name, wanted)),
        _ => None,
    };
    assert_eq!(forward([1, 4, 3, 3]), Some(("width", Wanted::AtLeast(4))));
    assert_eq!(forward([1, 4, 4, 4]), Some(("channels", Wanted::Exactly(3))));
    assert_eq!(forward([1, 4, 4, 3]), None);
}

#[derive(Deserialize)]
struct TiledFixture {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    /// Latents along a side of a tile.
    tile: usize,
    latents: Values,
    out: Vec<f32>,
    pictures: Values,
    mean: Vec<f32>,
}

/// `tests/parity/decoders.py` wrote the fixture.
#[test]
fn tiles_agree() {
    let fixture: TiledFixture = fixture("vae_tiled");
    let config = AutoencoderConfig::parse(&fixture.config.to_string()).unwrap();
    let params = params(&fixture.parameters.into_iter().collect());
    let decoder = Decoder::new(&params.root(), &config).unwrap();
    let latents = channels_last(fixture.latents.tensor());
    let found = decoder.forward_tiled(latents.clone(), fixture.tile).unwrap();
    close("decoder in tiles", channels_first(found), &fixture.out, TOLERANCE);
    let whole = decoder.forward_tiled(latents.clone(), 19).unwrap();
    let all: Vec<f32> =
        channels_first(decoder.forward(latents.clone())).into_data().iter::<f32>().collect();
    close("one tile", channels_first(whole), &all, 1e-9);
    assert!(decoder.forward_tiled(latents, 0).is_err());
    let encoder = Encoder::new(&params.root(), &config).unwrap();
    let pictures: Tensor<4> = channels_last(fixture.pictures.tensor());
    let found = encoder.forward_tiled(pictures.clone(), 2 * fixture.tile).unwrap();
    close("encoder in tiles", channels_first(found.mean), &fixture.mean, TOLERANCE);
    assert!(encoder.forward_tiled(pictures, 1).is_err());
}

#[derive(Deserialize)]
struct TinyFixture {
    parameters: Vec<(String, Vec<usize>)>,
    latents: Values,
    out: Vec<f32>,
}

/// The same file under diffusers' names and under the original's.
#[test]
fn taesd_agrees() {
    let fixture: TinyFixture = fixture("vae_tiny");
    let original = |name: &str| {
        let (layer, rest) = name.strip_prefix("decoder.layers.").unwrap().split_once('.').unwrap();
        format!("{}.{rest}", layer.parse::<usize>().unwrap() + 1)
    };
    let folder = tempfile::tempdir().unwrap();
    let theirs = file(&fixture.parameters.iter().cloned().collect(), folder.path());
    let device = Device::flex();
    let bytes = std::fs::read(&theirs).unwrap();
    let checkpoint = crate::checkpoint::parse(&bytes, &theirs).unwrap();
    let named = |prefix: &str| {
        let tensors = checkpoint.tensors.iter();
        let tensors =
            tensors.map(|(name, tensor)| (format!("{prefix}{}", original(name)), tensor.clone()));
        crate::checkpoint::Checkpoint { tensors: tensors.collect(), ..Default::default() }
    };
    let places = ["", "decoder."].map(|prefix| {
        let path = folder.path().join(format!("as-{prefix}.safetensors"));
        crate::checkpoint::write(&path, &named(prefix), crate::checkpoint::Precision::F32).unwrap();
        path
    });
    for path in places.iter().chain([&theirs]) {
        let decoder = TinyFile::open(path).unwrap().unwrap();
        let decoder = decoder.decoder(&device, Precision::F32).unwrap();
        let found = decoder.forward(channels_last(fixture.latents.tensor()));
        close(&path.display().to_string(), channels_first(found), &fixture.out, TOLERANCE);
    }
}

#[test]
fn half_a_taesd_is_refused() {
    let fixture: TinyFixture = fixture("vae_tiny");
    let folder = tempfile::tempdir().unwrap();
    let first = fixture.parameters.into_iter().take(12).collect();
    let decoder = TinyFile::open(&file(&first, folder.path())).unwrap().unwrap();
    let refused = decoder.decoder(&Device::flex(), Precision::F32).unwrap_err();
    assert!(refused.to_string().contains("TAESD"), "{refused}");
}
