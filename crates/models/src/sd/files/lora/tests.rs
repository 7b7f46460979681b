//! Changes against products that are worked out one by one.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::checkpoint::{self, Checkpoint, Precision};
use crate::parity::{Shapes, file, fixture};

/// A U-Net and a text encoder of Stable Diffusion 1's kind.
fn model() -> Files {
    let parts: BTreeMap<String, serde_json::Value> = fixture("names_sd1");
    let stored = [&parts["unet"]["stored"], &parts["texts"][0]["stored"]];
    let read = |value: &serde_json::Value| -> Vec<(String, Vec<usize>)> {
        serde_json::from_value(value.clone()).unwrap()
    };
    let shapes: Shapes = stored.into_iter().flat_map(read).collect();
    let folder = tempfile::tempdir().unwrap();
    Files::open(&file(&shapes, folder.path())).unwrap()
}

/// The tensors of a LoRA: names and shapes, with values that depend on the place alone.
fn tensors(shapes: &[(&str, &[usize])]) -> Checkpoint {
    let value = |i: usize| (i * 37 % 11) as f32 / 4.0 - 1.25;
    let tensor = |&(name, shape): &(&str, &[usize])| {
        let values = (0..shape.iter().product()).map(value).collect();
        (String::from(name), (shape.to_vec(), values))
    };
    Checkpoint { tensors: shapes.iter().map(tensor).collect(), ..Checkpoint::default() }
}

fn add(files: &mut Files, lora: &Checkpoint, strength: f64) -> Result<Applied> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lora.safetensors");
    checkpoint::write(&path, lora, Precision::F32).unwrap();
    files.add_lora(&path, Strength::of_all(strength))
}

fn values(files: &Files, role: Role, name: &str) -> Vec<f32> {
    files.weights_of(role).unwrap().values(name).unwrap()
}

/// scale · up · down, with the two as [`tensors`] has them.
fn product(lora: &Checkpoint, up: &str, down: &str, scale: f64) -> Vec<f64> {
    let (up, down) = (&lora.tensors[up], &lora.tensors[down]);
    let rank = down.0[0];
    let [rows, columns] = [up.1.len() / rank, down.1.len() / rank];
    let at = |place: usize| {
        let (row, column) = (place / columns, place % columns);
        let term = |k| f64::from(up.1[row * rank + k]) * f64::from(down.1[k * columns + column]);
        scale * (0..rank).map(term).sum::<f64>()
    };
    (0..rows * columns).map(at).collect()
}

fn changed_by(before: &[f32], after: &[f32], expected: &[f64]) {
    assert_eq!(before.len(), expected.len());
    for ((before, after), expected) in before.iter().zip(after).zip(expected) {
        assert!((f64::from(after - before) - expected).abs() < 1e-5, "{before} {after} {expected}");
    }
}

#[test]
fn one_tensor_by_all_names() {
    const TENSOR: &str = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q.weight";
    for (module, down, up) in [
        ("lora_unet_middle_block_1_transformer_blocks_0_attn1_to_q", "lora_down", "lora_up"),
        (
            "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q",
            "lora_down",
            "lora_up",
        ),
        ("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q", "lora_A", "lora_B"),
        ("diffusion_model.middle_block.1.transformer_blocks.0.attn1.to_q", "lora_A", "lora_B"),
        ("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q", "lora.down", "lora.up"),
    ] {
        let (down, up) = (format!("{module}.{down}.weight"), format!("{module}.{up}.weight"));
        let alpha = format!("{module}.alpha");
        let mut lora = tensors(&[(&down, &[4, 64]), (&up, &[64, 4]), (&alpha, &[])]);
        lora.tensors.get_mut(&alpha).unwrap().1[0] = 2.0;
        let mut files = model();
        let before = values(&files, Role::Unet, TENSOR);
        assert_eq!(add(&mut files, &lora, 0.5).unwrap().tensors, 1, "{module}");
        let after = values(&files, Role::Unet, TENSOR);
        changed_by(&before, &after, &product(&lora, &up, &down, 0.5 * 2.0 / 4.0));
    }
}

#[test]
fn a_convolution_and_the_text_encoder() {
    const CONVOLUTION: [&str; 2] = [
        "lora_unet_input_blocks_1_0_in_layers_2.lora_down.weight",
        "lora_unet_input_blocks_1_0_in_layers_2.lora_up.weight",
    ];
    const TEXT: [&str; 2] = [
        "lora_te_text_model_encoder_layers_1_mlp_fc1.lora_down.weight",
        "lora_te_text_model_encoder_layers_1_mlp_fc1.lora_up.weight",
    ];
    let lora = tensors(&[
        (CONVOLUTION[0], &[2, 32, 3, 3]),
        (CONVOLUTION[1], &[32, 2, 1, 1]),
        (TEXT[0], &[3, 64]),
        (TEXT[1], &[96, 3]),
    ]);
    let mut files = model();
    let places = [
        (Role::Unet, "down_blocks.0.resnets.0.conv1.weight", CONVOLUTION),
        (Role::Text, "text_model.encoder.layers.1.mlp.fc1.weight", TEXT),
    ];
    let before = places.map(|(role, name, _)| values(&files, role, name));
    // Twice: changes add up. Without alpha the product counts as it is.
    assert_eq!(add(&mut files, &lora, 1.0).unwrap().tensors, 2);
    assert_eq!(add(&mut files, &lora, -0.25).unwrap().tensors, 2);
    for ((role, name, [down, up]), before) in places.into_iter().zip(before) {
        changed_by(&before, &values(&files, role, name), &product(&lora, up, down, 0.75));
    }
}

#[test]
fn what_is_not_applied_is_said() {
    let lora = tensors(&[
        ("lora_te_text_model_encoder_layers_1_mlp_fc1.lora_down.weight", &[1, 64]),
        ("lora_te_text_model_encoder_layers_1_mlp_fc1.lora_up.weight", &[96, 1]),
        ("lora_te2_text_model_encoder_layers_1_mlp_fc1.lora_down.weight", &[1, 64]),
        ("lora_te2_text_model_encoder_layers_1_mlp_fc1.lora_up.weight", &[96, 1]),
        ("lora_unet_middle_block_1_proj_in.hada_w1_a", &[1, 1]),
    ]);
    let applied = add(&mut model(), &lora, 1.0).unwrap();
    assert_eq!(
        applied.to_string(),
        "changes 1 tensors; 1 modules match nothing here, such as \
         lora_te2_text_model_encoder_layers_1_mlp_fc1; 1 of LoHa not applied"
    );
    assert!(applied.zh().contains("1 个 LoHa 模块没有应用"), "{}", applied.zh());
}

#[test]
fn a_lora_of_another_model_is_an_error() {
    let none = tensors(&[("a.weight", &[2])]);
    let error = add(&mut model(), &none, 1.0).unwrap_err();
    assert!(matches!(error, Error::Refused(Refused::NotLora { .. })), "{error}");
    let other = tensors(&[("b.lora_A.weight", &[1, 2]), ("b.lora_B.weight", &[2, 1])]);
    let error = add(&mut model(), &other, 1.0).unwrap_err();
    assert!(matches!(error, Error::Refused(Refused::NoMatch { .. })), "{error}");
    for (down, up) in [(&[1, 63], &[64, 1]), (&[1, 64], &[63, 1]), (&[2, 64], &[64, 1])] {
        let lora = tensors(&[
            ("lora_unet_middle_block_1_proj_in.lora_down.weight", down),
            ("lora_unet_middle_block_1_proj_in.lora_up.weight", up),
        ]);
        let error = add(&mut model(), &lora, 1.0).unwrap_err();
        assert!(matches!(error, Error::Shape { .. }), "{error}");
    }
}
