//! Files in the original code's naming against what diffusers' converters make of them.
//! `tests/parity/names.py` wrote the fixtures.
#![allow(clippy::unwrap_used, clippy::panic)]

mod control;
mod folder;
mod gguf;

use std::fs;

use burn::tensor::Device;
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::Error;
use crate::ops::Precision;
use crate::parity::{Shapes, file, fixture};

#[derive(Deserialize)]
struct Fixture {
    unet: Converted,
    autoencoder: Converted,
    texts: Vec<Converted>,
}

#[derive(Deserialize)]
struct Converted {
    stored: Vec<(String, Vec<usize>)>,
    config: Value,
    ours: Vec<(String, Vec<usize>, [f32; 2])>,
}

impl Fixture {
    fn parts(&self) -> impl Iterator<Item = &Converted> {
        [&self.unet, &self.autoencoder].into_iter().chain(&self.texts)
    }

    fn shapes(&self) -> Shapes {
        self.parts().flat_map(|part| part.stored.clone()).collect()
    }
}

impl Converted {
    /// Holds that the weights are what diffusers has, by name, shape and ends.
    fn agrees(&self, weights: &dyn Stored) {
        for (name, shape, ends) in &self.ours {
            let found = weights.stock(name).unwrap_or_else(|| panic!("{name} is not there")).shape;
            let point = [shape, &[1, 1][..]].concat();
            assert!(found == *shape || found == point, "{name}: {found:?}");
            let values = weights.values(name).unwrap();
            assert_eq!([values[0], values[values.len() - 1]], *ends, "{name}");
        }
    }
}

fn opened(shapes: &Shapes) -> Result<Files> {
    let folder = tempfile::tempdir().unwrap();
    Files::open(&file(shapes, folder.path()))
}

/// A model's single file gives diffusers' names, shapes, values and sizes.
fn single(name: &str, family: Family) -> Files {
    let fixture: Fixture = fixture(name);
    let files = opened(&fixture.shapes()).unwrap();
    assert_eq!(files.family(), Some(family));
    assert_eq!(files.found().missing, []);
    let unet = files.unet.as_ref().unwrap();
    fixture.unet.agrees(&*unet.weights);
    assert_eq!(unet.weights.names().len(), fixture.unet.ours.len());
    assert_eq!(unet.config, UnetConfig::parse(&fixture.unet.config.to_string()).unwrap());
    let autoencoder = files.autoencoder.as_ref().unwrap();
    fixture.autoencoder.agrees(&*autoencoder.weights);
    assert_eq!(autoencoder.weights.names().len(), fixture.autoencoder.ours.len());
    let config = AutoencoderConfig::parse(&fixture.autoencoder.config.to_string()).unwrap();
    assert_eq!(files.autoencoder_config().unwrap(), config);
    for (text, fixture) in files.text.iter().chain(&files.second_text).zip(&fixture.texts) {
        fixture.agrees(&*text.weights);
        assert_eq!(text.config, ClipConfig::parse(&fixture.config.to_string()).unwrap());
    }
    files
}

/// Every network finds each of its tensors in the shape that it needs.
fn all_are_made(files: &Files, texts: usize) {
    let device = Device::flex();
    files.unet(&device, Precision::F32).unwrap();
    files.decoder(&device, Precision::F32).unwrap();
    files.encoder(&device, Precision::F32).unwrap();
    assert_eq!(files.texts(&device, Precision::F32).unwrap().len(), texts);
}

#[test]
fn stable_diffusion_1_is_read() {
    let files = single("names_sd1", Family::Sd1);
    assert_eq!(files.scheduler().prediction_type, Prediction::Epsilon);
    assert!(!files.is_inpainting());
    assert!(!files.found().division_is_assumed);
    all_are_made(&files, 1);
}

#[test]
fn stable_diffusion_2_is_read() {
    let files = single("names_sd2", Family::Sd2);
    assert!(files.is_inpainting());
    assert_eq!(files.scheduler().prediction_type, Prediction::Epsilon, "as inpainting is");
    let text = files.found().to_string();
    all_are_made(&files, 1);
    assert!(text.starts_with("Stable Diffusion 2 for inpainting, predicts ε (assumed"), "{text}");
}

#[test]
fn stable_diffusion_xl_is_read() {
    let files = single("names_sdxl", Family::Sdxl);
    assert_eq!(files.autoencoder_config().unwrap().scaling_factor, 0.13025);
    all_are_made(&files, 2);
}

/// The tensors of a model's single file, some renamed or reshaped.
fn shapes(name: &str, changed: impl Fn(String, &mut Vec<usize>) -> Option<String>) -> Shapes {
    let shapes = fixture::<Fixture>(name).shapes().into_iter();
    shapes.filter_map(|(name, mut shape)| Some((changed(name, &mut shape)?, shape))).collect()
}

#[test]
fn v_prediction_is_told_by_empty_tensors() {
    let mut shapes = shapes("names_sdxl", |name, _| Some(name));
    shapes.insert("v_pred".into(), vec![0]);
    shapes.insert("ztsnr".into(), vec![0]);
    let files = opened(&shapes).unwrap();
    assert_eq!(files.scheduler().prediction_type, Prediction::V);
    assert!(files.scheduler().rescale_betas_zero_snr);
    assert!(!files.found().prediction_is_assumed);
}

#[test]
fn v_prediction_is_assumed_of_stable_diffusion_2() {
    let four = |name: String, shape: &mut Vec<usize>| {
        if name.ends_with("input_blocks.0.0.weight") {
            shape[1] = 4;
        }
        Some(name)
    };
    let files = opened(&shapes("names_sd2", four)).unwrap();
    assert_eq!(files.scheduler().prediction_type, Prediction::V);
    assert!(files.found().prediction_is_assumed);
    let files = files.with_prediction(Prediction::Epsilon);
    assert_eq!(files.scheduler().prediction_type, Prediction::Epsilon);
    assert!(!files.found().prediction_is_assumed);
}

#[test]
fn parts_come_together_from_files_without_prefixes() {
    let only = |prefix: &'static str| {
        move |name: String, _: &mut Vec<usize>| name.strip_prefix(prefix).map(String::from)
    };
    let unet = opened(&shapes("names_sdxl", only("model.diffusion_model."))).unwrap();
    assert_eq!(unet.found().missing, [Role::Autoencoder, Role::Text, Role::SecondText]);
    let lacks = unet.decoder(&Device::flex(), Precision::F32).unwrap_err();
    assert!(matches!(lacks, Error::Refused(Refused::Lacks { role: Role::Autoencoder, .. })));
    let lacks = unet.complete().unwrap_err();
    assert!(matches!(lacks, Error::Refused(Refused::Lacks { role: Role::Autoencoder, .. })));
    let autoencoder = opened(&shapes("names_sdxl", only("first_stage_model."))).unwrap();
    let lacks = autoencoder.complete().unwrap_err();
    assert!(matches!(lacks, Error::Refused(Refused::Lacks { role: Role::Unet, .. })));
    assert_eq!(autoencoder.family(), None);
    assert_eq!(autoencoder.autoencoder_config().unwrap().scaling_factor, 0.18215);
    let both = unet.with(autoencoder).unwrap();
    assert_eq!(both.autoencoder_config().unwrap().scaling_factor, 0.13025, "now XL is known");
    both.decoder(&Device::flex(), Precision::F32).unwrap();
}

/// The second text encoder of XL has its width for a mark.
#[test]
fn a_wide_text_encoder_alone_is_the_second() {
    const LAYER: &str = "text_model.encoder.layers.0.mlp.fc1.weight";
    let text = |width: usize| {
        let shapes = [
            ("text_model.embeddings.token_embedding.weight", vec![3, width]),
            ("text_model.embeddings.position_embedding.weight", vec![2, width]),
            ("text_model.final_layer_norm.weight", vec![width]),
            (LAYER, vec![4, width]),
        ];
        shapes.into_iter().map(|(name, shape)| (String::from(name), shape)).collect()
    };
    assert_eq!(opened(&text(1280)).unwrap().roles(), [Role::SecondText]);
    assert_eq!(opened(&text(768)).unwrap().roles(), [Role::Text]);
}

#[test]
fn other_models_are_named() {
    let refused = |shapes: &Shapes| match opened(shapes).unwrap_err() {
        Error::Refused(refused) => refused,
        error => panic!("{error}"),
    };
    let one = |name: &str| Shapes::from([(name.into(), vec![1])]);
    let family = |refused| match refused {
        Refused::Other { family, .. } => family,
        refused => panic!("{refused}"),
    };
    let beside = |name| match refused(&one(name)) {
        Refused::Beside { beside, .. } => beside,
        refused => panic!("{refused}"),
    };
    assert_eq!(beside("control_model.input_hint_block.0.weight"), Beside::ControlNet);
    assert_eq!(beside("lora_unet_mid_block.lora_down.weight"), Beside::Lora);
    assert_eq!(family(refused(&one("double_blocks.0.img_attn.norm.key_norm.scale"))), "Flux");
    let eight = |name: String, shape: &mut Vec<usize>| {
        if name.ends_with("input_blocks.0.0.weight") {
            shape[1] = 8;
        }
        Some(name)
    };
    assert_eq!(family(refused(&shapes("names_sd1", eight))), "InstructPix2Pix");
    let unknown = refused(&one("some.weight"));
    assert!(unknown.to_string().ends_with("it has 1 tensors, such as some.weight"), "{unknown}");
}

#[test]
fn networks_of_two_models_are_an_error() {
    let wider = |name: String, shape: &mut Vec<usize>| {
        let name = name.strip_prefix("first_stage_model.")?;
        if name == "decoder.conv_in.weight" {
            shape[1] = 16;
        }
        Some(name.to_owned())
    };
    let other = opened(&shapes("names_sd1", wider)).unwrap();
    let files = opened(&shapes("names_sd1", |name, _| Some(name))).unwrap();
    let error = files.with(other).unwrap_err();
    let expected = "the autoencoder (VAE) gives 16 numbers where the U-Net takes 4";
    assert!(error.to_string().starts_with(expected), "{error}");
}

/// Levels that are made in different ways are no U-Net here, rather than half of one.
#[test]
fn a_deeper_transformer_on_one_way_is_an_error() {
    let mut shapes = shapes("names_sdxl", |name, _| Some(name));
    let from = "model.diffusion_model.output_blocks.0.1.transformer_blocks.0";
    let to = "model.diffusion_model.output_blocks.0.1.transformer_blocks.3";
    let more = shapes.iter().filter_map(|(name, shape)| {
        Some((format!("{to}{}", name.strip_prefix(from)?), shape.clone()))
    });
    let more: Shapes = more.collect();
    shapes.extend(more);
    let error = opened(&shapes).unwrap_err();
    let field = "transformer_layers_per_block";
    assert!(matches!(error, Error::Setting { field: f, .. } if f == field), "{error}");
}

/// More levels than any autoencoder has are refused, not left out.
#[test]
fn too_many_levels_are_an_error() {
    let level = |name: &str, level: usize| {
        let from = "first_stage_model.decoder.up.0.";
        Some(format!("first_stage_model.decoder.up.{level}.{}", name.strip_prefix(from)?))
    };
    let mut shapes = shapes("names_sdxl", |name, _| Some(name));
    let more: Shapes = (1..9)
        .flat_map(|i| {
            let named =
                |(name, shape): (&String, &Vec<usize>)| Some((level(name, i)?, shape.clone()));
            shapes.iter().filter_map(named).collect::<Vec<_>>()
        })
        .collect();
    shapes.extend(more);
    let error = opened(&shapes).unwrap_err();
    let field = "block_out_channels";
    assert!(matches!(error, Error::Setting { field: f, .. } if f == field), "{error}");
}

/// diffusers of before 2023 named the autoencoder's attention in other words.
#[test]
fn an_older_autoencoder_is_read() {
    let fixture: Fixture = fixture("names_sd1");
    let older = |name: &str| {
        let words =
            [("to_q", "query"), ("to_k", "key"), ("to_v", "value"), ("to_out.0", "proj_attn")];
        words.iter().fold(name.to_owned(), |name, (new, old)| name.replace(new, old))
    };
    let ours = &fixture.autoencoder.ours;
    let shapes = ours.iter().map(|(name, shape, _)| (older(name), shape.clone())).collect();
    let files = opened(&shapes).unwrap();
    let mut found = files.autoencoder.as_ref().unwrap().weights.names();
    let mut expected: Vec<String> = ours.iter().map(|(name, ..)| name.clone()).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

/// A header may say anything; some of its bytes are changed, one at a time.
#[test]
fn no_changed_byte_panics() {
    let at = tempfile::tempdir().unwrap();
    let only = |name: String, _: &mut Vec<usize>| {
        let name = name.strip_prefix("first_stage_model.")?;
        Some(name.to_owned())
    };
    let path = file(&shapes("names_sdxl", only), at.path());
    let whole = fs::read(&path).unwrap();
    let header = u64::from_le_bytes(whole[..8].try_into().unwrap()) as usize;
    for (place, byte) in
        (0..8 + header).step_by(11).zip([b'0', b'9', b'"', 0xff].into_iter().cycle())
    {
        let mut changed = whole.clone();
        changed[place] = byte;
        fs::write(&path, &changed).unwrap();
        if let Ok(files) = Files::open(&path) {
            drop(files.found().to_string());
        }
    }
}
