//! ControlNets against diffusers' own, on weights by a formula. `tests/parity/controls.py` wrote the
//! fixtures.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::Error;
use crate::formula::uniform;
use crate::layout::{channels_first, channels_last};
use crate::parity::{asks_for, close, fixture, params};
use crate::sd::parity::{Fixture, Run, TOLERANCE};
use burn::tensor::{Device, TensorData};

/// What a ControlNet gave: the first values of each tensor.
type ControlFixture = Fixture<Vec<Vec<f32>>>;

impl ControlFixture {
    fn config(&self) -> ControlConfig {
        ControlConfig::parse(&self.config.to_string()).unwrap()
    }

    fn network(&self) -> ControlNet {
        ControlNet::new(&params(&self.shapes()).root(), &self.config()).unwrap()
    }

    fn forward(&self, network: &ControlNet, timestep: f64, pixels: Tensor<4>) -> Result<Control> {
        let sample = channels_last(self.sample.tensor());
        let added = self.added();
        let timesteps = vec![timestep; sample.dims()[0]];
        let context = self.context.tensor();
        network.forward(sample, &timesteps, context, added.as_ref(), network.see(pixels)?)
    }
}

/// Pictures `[batch, height, width, 3]` of the formula's values, from 0 to 1.
fn pixels(shape: [usize; 4]) -> Tensor<4> {
    let [batch, height, width, channels] = shape;
    let values = uniform("picture", shape.iter().product()).map(|u| f32::midpoint(u, 1.0));
    let values = TensorData::new(values.collect(), [batch, channels, height, width]);
    channels_last(Tensor::from_data(values, &Device::flex()))
}

fn agrees(name: &str, [height, width]: [usize; 2]) {
    let fixture: ControlFixture = fixture(name);
    asks_for(&fixture.shapes(), |params| {
        ControlNet::new(&params.root(), &fixture.config()).unwrap();
    });
    let network = fixture.network();
    for Run { timestep, out } in &fixture.runs {
        let control = fixture.forward(&network, *timestep, pixels([2, height, width, 3])).unwrap();
        let found = control.all();
        assert_eq!(found.len(), out.len());
        for (i, (found, out)) in found.into_iter().zip(out).enumerate() {
            let values: Vec<f32> = channels_first(found).into_data().iter::<f32>().collect();
            let first = TensorData::new(values[..out.len()].to_vec(), [out.len()]);
            let first = Tensor::<1>::from_data(first, &Device::flex());
            close(&format!("{name} at {timestep}, {i}"), first, out, TOLERANCE);
        }
    }
}

#[test]
fn a_controlnet_of_stable_diffusion_1_agrees() {
    agrees("control_small", [64, 64]);
}

#[test]
fn a_controlnet_of_stable_diffusion_xl_agrees() {
    agrees("control_sdxl", [64, 32]);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let fixture: ControlFixture = fixture("control_small");
    let network = fixture.network();
    let name = |shape| match fixture.forward(&network, 0.0, pixels(shape)).unwrap_err() {
        Error::Input { name, .. } => name,
        error => error.to_string().leak(),
    };
    assert_eq!(name([2, 64, 60, 3]), "width");
    assert_eq!(name([2, 0, 64, 3]), "height");
    assert_eq!(name([2, 64, 64, 1]), "channels");
    assert_eq!(name([2, 64, 128, 3]), "hint_width");
    assert_eq!(name([1, 64, 64, 3]), "hints");
}
