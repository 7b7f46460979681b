//! The U-Net against diffusers' own, on weights by a formula. `tests/parity/networks.py` wrote the
//! fixtures.
#![allow(clippy::unwrap_used)]

use burn::tensor::Tensor;
use serde::Deserialize;
use serde_json::Value;

use super::{Added, Unet, UnetConfig};
use crate::layout::{channels_first, channels_last};
use crate::parity::{Shapes, Values, asks_for, close, fixture, params};
use crate::{Error, Wanted};

/// The largest difference allowed: the references' own in f32 is about 2e-6.
pub(super) const TOLERANCE: f32 = 1e-4;

/// What a network gave at a time step.
#[derive(Deserialize)]
pub(super) struct Run<Out> {
    pub(super) timestep: f64,
    pub(super) out: Out,
}

/// What a U-Net, or a ControlNet beside one, was asked and gave.
#[derive(Deserialize)]
pub(super) struct Fixture<Out> {
    pub(super) config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    pub(super) sample: Values,
    pub(super) context: Values,
    pooled: Option<Values>,
    #[serde(default)]
    sizes: Vec<[f64; 6]>,
    pub(super) runs: Vec<Run<Out>>,
}

impl<Out> Fixture<Out> {
    pub(super) fn shapes(&self) -> Shapes {
        self.parameters.iter().cloned().collect()
    }

    pub(super) fn added(&self) -> Option<Added> {
        let added = |pooled: &Values| Added { pooled: pooled.tensor(), sizes: self.sizes.clone() };
        self.pooled.as_ref().map(added)
    }
}

/// What the U-Net gave, all of it.
type UnetFixture = Fixture<Vec<f32>>;

impl UnetFixture {
    fn config(&self) -> UnetConfig {
        UnetConfig::parse(&self.config.to_string()).unwrap()
    }

    fn network(&self) -> Unet {
        Unet::new(&params(&self.shapes()).root(), &self.config()).unwrap()
    }
}

fn agrees(name: &str) {
    let fixture: UnetFixture = fixture(name);
    asks_for(&fixture.shapes(), |params| {
        Unet::new(&params.root(), &fixture.config()).unwrap();
    });
    let (network, added) = (fixture.network(), fixture.added());
    for run in &fixture.runs {
        let sample = channels_last(fixture.sample.tensor());
        let timesteps = vec![run.timestep; sample.dims()[0]];
        let context = fixture.context.tensor();
        let found = network.forward(sample, &timesteps, context, added.as_ref()).unwrap();
        let what = format!("{name} at {}", run.timestep);
        close(&what, channels_first(found), &run.out, TOLERANCE);
    }
}

#[test]
fn unet_agrees() {
    agrees("unet_small");
}

#[test]
fn unet_with_linear_projections_and_heads_by_level_agrees() {
    agrees("unet_linear");
}

#[test]
fn unet_with_pooled_text_and_sizes_agrees() {
    agrees("unet_sdxl");
}

/// One picture under several contexts gives the same bits as the picture once for each, whether the
/// time or the pooled text tells them apart from the start or only the contexts do.
#[test]
fn one_picture_is_asked_under_several_contexts() {
    for (name, times) in
        [("unet_small", [7.0, 7.0]), ("unet_small", [7.0, 9.0]), ("unet_sdxl", [7.0, 7.0])]
    {
        let fixture: UnetFixture = fixture(name);
        let (network, added) = (fixture.network(), fixture.added());
        let one = channels_last(fixture.sample.tensor()).narrow(0, 0, 1);
        let ask = |x: Tensor<4>| {
            let context = fixture.context.tensor();
            network.forward(x, &times, context, added.as_ref()).unwrap().into_data()
        };
        let both = Tensor::cat(vec![one.clone(); 2], 0);
        assert_eq!(ask(one), ask(both), "{name} at {times:?}");
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let fixture: UnetFixture = fixture("unet_sdxl");
    let (network, added) = (fixture.network(), fixture.added().unwrap());
    let forward = |timesteps: &[f64], numbers: usize, added: Option<&Added>| {
        let sample = channels_last(fixture.sample.tensor());
        let context = fixture.context.tensor().narrow(2, 0, numbers);
        match network.forward(sample, timesteps, context, added).unwrap_err() {
            Error::Input { name, value, wanted } => (name, value, wanted),
            error => (error.to_string().leak() as &str, 0, Wanted::Fraction),
        }
    };
    let exactly = Wanted::Exactly;
    let (both, given) = ([1.0, 1.0], Some(&added));
    assert_eq!(forward(&[1.0], 20, given), ("timesteps", 1, exactly(2)));
    assert_eq!(forward(&both, 19, given), ("context", 19, exactly(20)));
    assert_eq!(forward(&both, 20, None), ("pooled", 0, exactly(10)));
    let one = Added { sizes: vec![[0.0; 6]], ..added.clone() };
    assert_eq!(forward(&both, 20, Some(&one)), ("sizes", 1, exactly(2)));
}
