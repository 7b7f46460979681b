//! Small models with weights by a formula, for tests; `tests/parity/pipelines.py` wrote their shapes.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use qingyun_models::checkpoint::{self, Checkpoint, Precision};
use serde::Deserialize;
use serde_json::Value;

use crate::formula::weight;
use crate::testing::fixture;

/// What says that a folder is a pipeline.
const INDEX: &str = r#"{"_class_name": "StableDiffusionPipeline"}"#;

#[derive(Deserialize)]
struct Fixture {
    networks: BTreeMap<String, Shapes>,
}

#[derive(Deserialize)]
struct Shapes {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
}

/// Writes the networks of the fixture `name` into a folder, as diffusers would.
pub(crate) fn write(folder: &Path, name: &str) {
    let Fixture { networks } = fixture(name);
    for (name, Shapes { config, parameters }) in &networks {
        let place = folder.join(name);
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("config.json"), config.to_string()).unwrap();
        let tensor = |(key, shape): &(String, Vec<usize>)| {
            (key.clone(), (shape.clone(), weight(&format!("{name}.{key}"), shape)))
        };
        let tensors = parameters.iter().map(tensor).collect();
        let of_text = name.starts_with("text_encoder");
        let file = if of_text { "model" } else { "diffusion_pytorch_model" };
        let path = place.join(file).with_extension("safetensors");
        let checkpoint = Checkpoint { tensors, ..Checkpoint::default() };
        checkpoint::write(&path, &checkpoint, Precision::F32).unwrap();
    }
    std::fs::create_dir_all(folder.join("scheduler")).unwrap();
    std::fs::write(folder.join("model_index.json"), INDEX).unwrap();
}
