//! The autoencoder against diffusers' own, on weights by a formula. `tests/parity/networks.py` wrote
//! the fixtures.
#![allow(clippy::unwrap_used)]

use burn::tensor::{Device, Tensor};
use serde::Deserialize;
use serde_json::Value;

use super::{Decoder, Encoder};
use crate::layout::{channels_first, channels_last};
use crate::parity::{Values, asks_for, close, fixture, params};
use crate::sd::AutoencoderConfig;
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
