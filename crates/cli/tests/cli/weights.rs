//! Weights that are no weights, or another model's.

use std::collections::HashMap;
use std::path::Path;

use insta::assert_snapshot;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

use crate::errors::failure;
use crate::room::Room;

const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../weights/tiny.safetensors");

/// A safetensors file with one tensor of another kind of model.
fn one_tensor(name: &str, value: f32) -> Vec<u8> {
    let bytes = value.to_le_bytes();
    let tensor = TensorView::new(Dtype::F32, vec![1], &bytes).unwrap();
    safetensors::serialize([(name, tensor)], None).unwrap()
}

/// Our own weights without the first of their tensors.
fn without_one_tensor() -> Vec<u8> {
    let file = std::fs::read(Path::new(OURS)).unwrap();
    let (_, header) = SafeTensors::read_metadata(&file).unwrap();
    let metadata: Option<HashMap<String, String>> = header.metadata().clone();
    let mut tensors = SafeTensors::deserialize(&file).unwrap().tensors();
    tensors.sort_by(|a, b| a.0.cmp(&b.0));
    tensors.remove(0);
    safetensors::serialize(tensors, metadata).unwrap()
}

#[test]
fn bad_weights_are_told_apart() {
    let room = Room::new();
    let ours = std::fs::read(Path::new(OURS)).unwrap();
    room.write("cut.safetensors", &ours[..ours.len() / 2]);
    room.write("empty.safetensors", b"");
    room.write("pickle.ckpt", b"\x80\x02}q\x00.");
    room.write("nan.safetensors", &one_tensor("unet.w", f32::NAN));
    room.write("other.safetensors", &one_tensor("model.diffusion_model.out.2.bias", 1.0));
    room.write("lacking.safetensors", &without_one_tensor());
    let names = ["cut.safetensors", "empty.safetensors", "pickle.ckpt", "nan.safetensors"];
    let names = [&names[..], &["other.safetensors", "lacking.safetensors", "."]].concat();
    let told = |name: &&str| failure(&room, &["paint", "cat", "--model", name]);
    let told = names.iter().map(told).collect::<Vec<_>>().join("\n");
    assert_snapshot!(told);
}
