//! Gradients and losses against PyTorch's, which `tests/parity/lora.py` wrote, and what is written
//! against what was learned.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::checkpoint::{self, Precision};
use crate::formula::{uniform, weight};
use crate::layout::channels_last;
use crate::ops::Precision as Products;
use crate::optimiser::{Optimiser, Settings};
use crate::parity::{Shapes, Values, file, fixture};
use crate::sd::clip::{Exit, Token};
use crate::sd::files::{Frozen, Strength};
use crate::sd::{Added, Clip, Unet, UnetConfig};

/// Of gradients and outputs, absolute.
const TOLERANCE: f32 = 1e-4;

/// A U-Net that other tests compare, and what it is asked there.
#[derive(Deserialize)]
struct Known {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    sample: Option<Values>,
    context: Option<Values>,
    pooled: Option<Values>,
    #[serde(default)]
    sizes: Vec<[f64; 6]>,
}

#[derive(Deserialize)]
struct Theirs {
    rank: usize,
    alpha: f64,
    timesteps: Vec<f64>,
    /// The share of signal of each picture.
    shares: Vec<f64>,
    weights: Vec<f32>,
    rate: f64,
    grads: BTreeMap<String, Grad>,
    losses: Vec<f64>,
}

#[derive(Deserialize)]
struct Grad {
    norm: f32,
    #[serde(default)]
    values: Vec<f32>,
}

/// A folder with the U-Net alone.
fn folder(known: &Known) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let unet = folder.path().join("unet");
    std::fs::create_dir_all(&unet).unwrap();
    std::fs::write(unet.join("config.json"), known.config.to_string()).unwrap();
    let shapes: Shapes = known.parameters.iter().cloned().collect();
    std::fs::rename(file(&shapes, &unet), unet.join("diffusion_pytorch_model.safetensors"))
        .unwrap();
    let index = r#"{"_class_name": "StableDiffusionPipeline"}"#;
    std::fs::write(folder.path().join("model_index.json"), index).unwrap();
    folder
}

/// Changes by the formula, halved, under kohya's names.
fn changes(files: &Files, unet: &Frozen<UnetConfig>, config: LoraConfig) -> Params {
    let params = Params::new(0, &Device::flex().autodiff());
    unet.network(&params, config).unwrap();
    let (named, metadata) = (names(files, &params), HashMap::new());
    let file = files.learned_lora(&params, config, metadata).unwrap();
    for (name, entry) in params.entries() {
        let theirs = &named[&name];
        let turned = weight(theirs, &file.tensors[theirs].0);
        let [inputs, outputs] = [entry.shape[0], entry.shape[1]];
        let value = |at: usize| turned[at % outputs * inputs + at / outputs] / 2.0;
        let values = (0..inputs * outputs).map(value).collect();
        params.set(&name, Entry::new(entry.shape, values, params.device()));
    }
    params
}

/// From our names to those in the file.
fn names(files: &Files, params: &Params) -> BTreeMap<String, String> {
    let original = original_names(files);
    let named = |name: String| {
        let (role, layer, piece) = parts(&name).unwrap();
        let theirs = format!("{}.{piece}", files.kohya_name(role, layer, &original));
        (name, theirs)
    };
    params.entries().into_keys().map(named).collect()
}

fn tensor<const D: usize>(name: &str, shape: [usize; D]) -> Tensor<D> {
    let values: Vec<f32> = uniform(name, shape.iter().product()).collect();
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

/// The loss of `lora.py`.
fn loss(unet: &Unet, theirs: &Theirs) -> Tensor<1> {
    let shape = [theirs.timesteps.len(), 4, 8, 8];
    let [latents, noise] = ["latents", "noise"].map(|name| channels_last(tensor(name, shape)));
    let factors = |of: fn(f64) -> f64| -> Tensor<4> {
        let values: Vec<f32> = theirs.shares.iter().map(|&share| of(share) as f32).collect();
        Tensor::<1>::from_floats(&values[..], &Device::flex()).reshape([shape[0], 1, 1, 1])
    };
    let noisy = latents * factors(f64::sqrt) + noise.clone() * factors(|s| (1.0 - s).sqrt());
    let context = Tensor::from_inner(tensor("context", [shape[0], 5, 24]));
    let noisy = Tensor::from_inner(noisy);
    let predicted = unet.forward(noisy, &theirs.timesteps, context, None).unwrap();
    let error = predicted - Tensor::from_inner(noise);
    let weights = Tensor::<1>::from_floats(&theirs.weights[..], &Device::flex());
    let weights = Tensor::from_inner(weights.reshape([shape[0], 1, 1, 1]));
    (error.clone() * error * weights).mean()
}

#[test]
fn gradients_and_losses_are_pytorchs() {
    let (known, theirs): (Known, Theirs) = (fixture("unet_small"), fixture("lora"));
    let folder = folder(&known);
    let files = Files::open(folder.path()).unwrap();
    let config = LoraConfig { dim: theirs.rank, alpha: theirs.alpha };
    let device = Device::flex().autodiff();
    let unet = files.frozen_unet(&device, Products::F32).unwrap();
    let params = changes(&files, &unet, config);

    let grads = loss(&unet.network(&params, config).unwrap(), &theirs).backward();
    let named = names(&files, &params);
    assert_eq!(named.len(), theirs.grads.len(), "other layers are changed");
    for (name, entry) in params.entries() {
        let grad: Tensor<2> =
            entry.value.grad(&grads).unwrap().reshape([entry.shape[0], entry.shape[1]]);
        let found: Vec<f32> = grad.transpose().into_data().iter::<f32>().collect();
        let expected = &theirs.grads[&named[&name]];
        let norm = found.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt() as f32;
        assert!((norm - expected.norm).abs() < TOLERANCE, "{name}: {norm} {}", expected.norm);
        for (found, expected) in found.iter().zip(&expected.values) {
            assert!((found - expected).abs() < TOLERANCE, "{name}: {found} {expected}");
        }
    }

    let settings = Settings { beta2: 0.999, average: 0.0, ..Settings::default() };
    let mut optimiser = Optimiser::new(&params, settings);
    for expected in &theirs.losses {
        let loss = loss(&unet.network(&params, config).unwrap(), &theirs);
        let grads = loss.backward();
        optimiser.step(&params, &mut [grads], theirs.rate);
        let found = f64::from(loss.into_data().iter::<f32>().next().unwrap());
        println!("{found} {expected}");
        assert!((found - expected).abs() < f64::from(TOLERANCE), "{found} {expected}");
    }
}

/// The prediction for what other tests ask.
fn predicted(unet: &Unet, known: &Known, device: &Device) -> Vec<f32> {
    fn on<const D: usize>(x: Tensor<D>, device: &Device) -> Tensor<D> {
        if device.is_autodiff() { Tensor::from_inner(x) } else { x }
    }
    let sample = on(channels_last(known.sample.as_ref().unwrap().tensor()), device);
    let context = on(known.context.as_ref().unwrap().tensor(), device);
    let pooled = known.pooled.as_ref().map(|pooled| on(pooled.tensor(), device));
    let added = pooled.map(|pooled| Added { pooled, sizes: known.sizes.clone() });
    let out = unet.forward(sample, &[500.0, 3.0], context, added.as_ref()).unwrap();
    out.into_data().iter::<f32>().collect()
}

/// Writes changes, puts the file on top of the model, and holds that it then predicts what the
/// network that learned did; gives the names in the file.
fn written_and_read(name: &str, place: &Path) -> Vec<String> {
    let known: Known = fixture(name);
    let folder = folder(&known);
    let mut files = Files::open(folder.path()).unwrap();
    let (config, device) = (LoraConfig { dim: 2, alpha: 3.0 }, Device::flex());
    let frozen = files.frozen_unet(&device.clone().autodiff(), Products::F32).unwrap();
    let params = changes(&files, &frozen, config);
    let learned = predicted(&frozen.network(&params, config).unwrap(), &known, params.device());
    let plain = predicted(&files.unet(&device, Products::F32).unwrap(), &known, &device);

    let file = files.learned_lora(&params, config, HashMap::new()).unwrap();
    checkpoint::write(place, &file, Precision::F32).unwrap();
    let applied = files.add_lora(place, Strength::of_all(1.0)).unwrap();
    assert_eq!(applied.tensors * 3, file.tensors.len(), "{applied}");
    assert!(applied.unmatched.is_empty() && applied.kinds.is_empty(), "{applied}");
    let read = predicted(&files.unet(&device, Products::F32).unwrap(), &known, &device);
    let apart = |a: &[f32]| a.iter().zip(&read).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("{name}: {} from what was learned, {} from none", apart(&learned), apart(&plain));
    assert!(apart(&learned) < TOLERANCE && apart(&plain) > 0.01, "{name}");
    file.tensors.into_keys().collect()
}

#[test]
fn what_is_written_changes_the_model_as_it_was_learned() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("ink.safetensors");
    let small = written_and_read("unet_small", &place);
    let linear = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_ff_net_0_proj.alpha";
    assert!(small.iter().any(|name| name == linear), "{small:?}");
    written_and_read("unet_linear", &place);
    // SDXL's by the original code's numbers: 0 is the first convolution, 1 the full size's layer, 2
    // the halving, 3 the layer below.
    let xl = written_and_read("unet_sdxl", &place);
    let first = "lora_unet_input_blocks_3_1_transformer_blocks_0_attn1_to_out_0.lora_up.weight";
    for name in [first, "lora_unet_middle_block_1_proj_in.lora_down.weight"] {
        assert!(xl.iter().any(|found| found == name), "{name}: {xl:?}");
    }
}

#[test]
fn a_convolutions_change_has_its_axes() {
    let known: Known = fixture("unet_small");
    let folder = folder(&known);
    let files = Files::open(folder.path()).unwrap();
    let config = LoraConfig { dim: 2, alpha: 3.0 };
    let frozen = files.frozen_unet(&Device::flex().autodiff(), Products::F32).unwrap();
    let params = changes(&files, &frozen, config);
    let file = files.learned_lora(&params, config, HashMap::new()).unwrap();
    let shape =
        |name: &str| file.tensors[&format!("lora_unet_mid_block_attentions_0_{name}")].0.clone();
    assert_eq!(shape("proj_in.lora_down.weight"), [2, 64, 1, 1]);
    assert_eq!(shape("proj_in.lora_up.weight"), [64, 2, 1, 1]);
    assert_eq!(shape("transformer_blocks_0_attn2_to_k.lora_down.weight"), [2, 24]);
    assert_eq!(shape("proj_in.alpha"), [0; 0]);
}

/// A folder with a U-Net and a text encoder.
fn pipeline() -> TempDir {
    let fixture: Value = fixture("pipelines_sd1");
    let part = |name: &str| -> Known {
        serde_json::from_value(fixture["networks"][name].clone()).unwrap()
    };
    let (folder, text) = (folder(&part("unet")), part("text_encoder"));
    let place = folder.path().join("text_encoder");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("config.json"), text.config.to_string()).unwrap();
    let shapes: Shapes = text.parameters.into_iter().collect();
    std::fs::rename(file(&shapes, &place), place.join("model.safetensors")).unwrap();
    folder
}

#[test]
fn a_text_encoder_reads_as_it_learned_to() {
    let folder = pipeline();
    let mut files = Files::open(folder.path()).unwrap();
    let (config, device) = (LoraConfig { dim: 2, alpha: 2.0 }, Device::flex());
    let frozen = files.frozen_texts(&device.clone().autodiff(), Products::F32).unwrap();
    let params = Params::new(3, &device.clone().autodiff());
    frozen[0].network(&params, config).unwrap();
    for (name, entry) in params.entries() {
        let values = uniform(&name, entry.shape.iter().product()).map(|u| u / 4.0).collect();
        params.set(&name, Entry::new(entry.shape, values, params.device()));
    }
    let read = |clip: &Clip| -> Vec<f32> {
        let text: Vec<Token> = [1, 5, 9, 2].map(Token::Id).into();
        let encoded = clip.forward(&[text], Exit { skip: 0, norm: true }).unwrap();
        encoded.context.into_data().iter::<f32>().collect()
    };
    let learned = read(&frozen[0].network(&params, config).unwrap());
    let plain = read(&files.texts(&device, Products::F32).unwrap()[0]);
    let file = files.learned_lora(&params, config, HashMap::new()).unwrap();
    let first = "lora_te_text_model_encoder_layers_0_self_attn_out_proj.lora_up.weight";
    assert!(file.tensors.contains_key(first), "{:?}", file.tensors.keys());
    let place = folder.path().join("ink.safetensors");
    checkpoint::write(&place, &file, Precision::F32).unwrap();
    let applied = files.add_lora(&place, Strength::of_all(1.0)).unwrap();
    // Six linear layers in each of the encoder's.
    assert_eq!(applied.tensors, 6 * files.text_configs()[0].num_hidden_layers);
    let found = read(&files.texts(&device, Products::F32).unwrap()[0]);
    let apart = |a: &[f32]| a.iter().zip(&found).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart(&learned) < TOLERANCE && apart(&plain) > 0.01);
}
