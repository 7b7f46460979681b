//! What the comparisons with other libraries share: weights by the formula that
//! `tests/parity/formula.py` states.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;

use crate::Params;
use crate::checkpoint::{self, Checkpoint, Precision};

/// Shapes by name, in PyTorch's order.
pub(crate) type Shapes = BTreeMap<String, Vec<usize>>;

/// What a script wrote.
pub(crate) fn fixture<T: serde::de::DeserializeOwned>(name: &str) -> T {
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

pub(crate) fn weight(name: &str, shape: &[usize]) -> Vec<f32> {
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

/// Weights by the formula in a file of that name, as PyTorch would write them.
pub(crate) fn file(shapes: &Shapes, folder: &Path) -> PathBuf {
    let tensor = |(name, shape): (&String, &Vec<usize>)| {
        (name.clone(), (shape.clone(), weight(name, shape)))
    };
    let tensors = shapes.iter().map(tensor).collect();
    let path = folder.join("weights.safetensors");
    let file = Checkpoint { tensors, ..Checkpoint::default() };
    checkpoint::write(&path, &file, Precision::F32).unwrap();
    path
}

/// Weights by the formula, as they come from a file.
pub(crate) fn params(shapes: &Shapes) -> Params {
    let folder = tempfile::tempdir().unwrap();
    let path = file(shapes, folder.path());
    let bytes = std::fs::read(&path).unwrap();
    Params::of_bytes(Cow::Owned(bytes), &path, &Device::flex()).unwrap()
}

/// A tensor in a fixture.
#[derive(Deserialize)]
pub(crate) struct Values {
    shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

impl Values {
    pub(crate) fn tensor<const D: usize>(&self) -> Tensor<D> {
        let data = TensorData::new(self.values.clone(), self.shape.clone());
        Tensor::from_data(data, &Device::flex())
    }
}

/// Holds what is found to what is expected, value by value, to an absolute `tolerance`.
pub(crate) fn close<const D: usize>(
    what: &str,
    found: Tensor<D>,
    expected: &[f32],
    tolerance: f32,
) {
    let found: Vec<f32> = found.into_data().iter::<f32>().collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    let differences = found.iter().zip(expected).map(|(a, b)| (a - b).abs());
    let largest = differences.fold(0.0, f32::max);
    println!("{what}: {largest:.1e}");
    assert!(largest < tolerance, "{what}: {largest}");
}

/// A shape of ours in PyTorch's order.
fn in_torch(shape: &[usize]) -> Vec<usize> {
    match *shape {
        [1, ref rest @ ..] if rest.len() < 3 => rest.to_vec(),
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
pub(crate) fn asks_for(shapes: &Shapes, build: impl Fn(&Params)) {
    let params = Params::new(0, &Device::flex());
    build(&params);
    let asked = params.entries().into_iter().map(|(name, entry)| (name, in_torch(&entry.shape)));
    let there = shapes.iter().map(|(name, shape)| (name.clone(), without_point(shape)));
    assert_eq!(asked.collect::<Shapes>(), there.collect::<Shapes>());
}
