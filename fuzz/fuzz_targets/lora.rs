//! Any bytes as a LoRA on top of a small model.

#![no_main]

use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use qingyun_models::checkpoint::{self, Checkpoint, Precision};
use qingyun_models::sd::Files;
use qingyun_models::sd::files::Strength;

/// A small text encoder, whose tensors a LoRA may name.
static MODEL: LazyLock<Files> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    checkpoint::write(&path, &model(), Precision::F16).unwrap();
    Files::open(&path).unwrap()
});

/// A text encoder of one layer, four numbers a token.
fn model() -> Checkpoint {
    let layer = "text_model.encoder.layers.0.mlp.fc1.weight";
    let shapes: [(&str, &[usize]); 4] = [
        ("text_model.embeddings.token_embedding.weight", &[3, 4]),
        ("text_model.embeddings.position_embedding.weight", &[2, 4]),
        ("text_model.final_layer_norm.weight", &[4]),
        (layer, &[4, 4]),
    ];
    let tensor = |(name, shape): (&str, &[usize])| {
        (name.to_owned(), (shape.to_vec(), vec![1.0; shape.iter().product()]))
    };
    Checkpoint { tensors: shapes.into_iter().map(tensor).collect(), ..Checkpoint::default() }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let path: &Path = file.path();
    let mut files = MODEL.clone();
    let _ = files.add_lora(path, Strength::of_all(1.0)).map(|applied| applied.zh());
});
