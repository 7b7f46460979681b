//! Models that read words: people's own Stable Diffusion, small here, with weights by a formula.

use std::path::Path;

use insta::assert_snapshot;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde_json::Value;

use crate::errors::failure;
use crate::formula::weight;
use crate::room::Room;

/// What a script of tests/parity wrote.
pub(crate) fn fixture(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/parity/fixtures");
    let path = Path::new(folder).join(name).with_extension("json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Tensors by name as a file of safetensors.
pub(crate) fn file(tensors: &[(String, Vec<usize>, Vec<f32>)]) -> Vec<u8> {
    let bytes = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let data: Vec<_> = tensors.iter().map(|(_, _, values)| bytes(values)).collect();
    let views = tensors.iter().zip(&data).map(|((name, shape, _), data)| {
        (name.as_str(), TensorView::new(Dtype::F32, shape.clone(), data).unwrap())
    });
    safetensors::serialize(views, None).unwrap()
}

/// A folder as diffusers would save it.
fn pipeline(folder: &Path) {
    let fixture = fixture("pipelines_sd1");
    for (name, of) in fixture["networks"].as_object().unwrap() {
        network(&folder.join(name), name, of);
    }
    std::fs::create_dir_all(folder.join("scheduler")).unwrap();
    let scheduler = fixture["runs"][0]["scheduler"].as_str().unwrap();
    std::fs::write(folder.join("scheduler/scheduler_config.json"), scheduler).unwrap();
    let index = r#"{"_class_name": "StableDiffusionPipeline"}"#;
    std::fs::write(folder.join("model_index.json"), index).unwrap();
}

/// A network's folder as diffusers would save it, with weights by the formula.
pub(crate) fn network(folder: &Path, name: &str, network: &Value) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("config.json"), network["config"].to_string()).unwrap();
    let tensors = by_formula(&format!("{name}."), &network["parameters"]);
    let text = name == "text_encoder";
    let weights = if text { "model" } else { "diffusion_pytorch_model" };
    std::fs::write(folder.join(weights).with_extension("safetensors"), file(&tensors)).unwrap();
}

/// Tensors of these names and shapes, with values by the formula under longer names.
pub(crate) fn by_formula(prefix: &str, shapes: &Value) -> Vec<(String, Vec<usize>, Vec<f32>)> {
    let shapes: Vec<(String, Vec<usize>)> = serde_json::from_value(shapes.clone()).unwrap();
    let tensor = |(key, shape): (String, Vec<usize>)| {
        let values = weight(&format!("{prefix}{key}"), &shape);
        (key, shape, values)
    };
    shapes.into_iter().map(tensor).collect()
}

/// A folder with a small model.
pub(crate) fn room() -> Room {
    let room = Room::new();
    pipeline(&room.path("small"));
    room
}

/// The latents in a file that `paint --latents-out` wrote.
pub(crate) fn latents(room: &Room, name: &str) -> Vec<u8> {
    let bytes = room.read(name);
    SafeTensors::deserialize(&bytes).unwrap().tensor("latents").unwrap().data().to_vec()
}

#[test]
fn a_model_is_added_and_paints_by_its_name() {
    let room = room();
    let added = room.ok(&["model", "add", "small", "--name", "mine"]);
    let listed = room.ok(&["models", "--lang", "zh"]);
    let small = ["--model", "mine", "--seed", "3", "--size", "64x32", "--steps", "2"];
    let chinese = "一个戴着耳环的少女在夜里跳舞，不要帽子";
    let painted = room.ok(&[&["paint", chinese, "--out", "a.png"], &small[..]].concat());
    let told = room.ok(&["info", "a.png"]);
    let again = room.ok(&["paint", "--like", "a.png", "--out", "b.png"]);
    assert_eq!(room.read("a.png"), room.read("b.png"));
    room.ok(&["model", "remove", "mine"]);
    let gone = failure(&room, &["paint", "--like", "a.png"]);
    let all = [added, listed, painted, told, again, gone].join("────\n");
    assert_snapshot!(room.stable(all.as_bytes()));
}

#[test]
fn a_lora_changes_the_picture_and_is_named_in_its_record() {
    let room = room();
    let name = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";
    let part = |kind: &str, shape: [usize; 2]| {
        let name = format!("{name}.lora_{kind}.weight");
        let values = weight(&name, &shape);
        (name, shape.to_vec(), values)
    };
    let other = ("lora_unet_none.lora_up.weight".to_owned(), vec![2, 2], vec![0.0; 4]);
    let lora = [part("down", [2, 32]), part("up", [32, 2]), other];
    room.write("ink.safetensors", &file(&lora));
    let paint = |more: &[&str]| {
        let usual = ["paint", "a cat", "--model", "small", "--seed", "3", "--size", "64x64"];
        let kept = ["--steps", "2", "--latents-out", "kept.safetensors", "--out", "a.png"];
        (room.ok(&[&usual[..], &kept, more].concat()), latents(&room, "kept.safetensors"))
    };
    let (_, plain) = paint(&[]);
    let (told, changed) = paint(&["--lora", "ink.safetensors:0.5"]);
    let (_, none) = paint(&["--lora", "ink.safetensors:0"]);
    assert!(plain != changed && plain == none);
    let record = room.ok(&["info", "a.png"]);
    let missing = failure(&room, &["paint", "a <lora:other:1>", "--model", "small"]);
    let tiny = failure(&room, &["paint", "a cat", "--lora", "ink.safetensors"]);
    let all = [told, record, missing, tiny].join("────\n");
    assert_snapshot!(room.stable(all.as_bytes()));
}

#[test]
fn a_learned_word_counts_where_the_prompt_calls_it() {
    let room = room();
    let vectors = ("emb_params".to_owned(), vec![2, 32], weight("word", &[2, 32]));
    std::fs::create_dir_all(room.path("home/embeddings")).unwrap();
    room.write("home/embeddings/inkish.safetensors", &file(&[vectors]));
    let wide = ("emb_params".to_owned(), vec![2, 16], weight("word", &[2, 16]));
    room.write("wide.safetensors", &file(&[wide]));
    let paint = |prompt: &str| {
        let usual = ["--model", "small", "--seed", "3", "--size", "64x64", "--steps", "1"];
        let kept = ["paint", prompt, "--latents-out", "kept.safetensors", "--out", "a.png"];
        room.ok(&[&kept[..], &usual].concat());
        latents(&room, "kept.safetensors")
    };
    let called = paint("a cat, inkish style");
    let plain = paint("a cat, ink style");
    std::fs::remove_file(room.path("home/embeddings/inkish.safetensors")).unwrap();
    assert!(called != paint("a cat, inkish style") && plain == paint("a cat, ink style"));
    let unfit = ["paint", "a cat", "--model", "small", "--embedding", "wide.safetensors"];
    assert_snapshot!(room.stable(failure(&room, &unfit).as_bytes()));
}

#[test]
fn a_mask_keeps_what_is_black() {
    let room = room();
    let usual = ["--model", "small", "--seed", "3", "--size", "64x64", "--steps", "2"];
    room.ok(&[&["paint", "a cat", "--out", "first.png"], &usual[..]].concat());
    let mut black = Vec::new();
    image::RgbImage::new(64, 64)
        .write_to(&mut std::io::Cursor::new(&mut black), image::ImageFormat::Png)
        .unwrap();
    room.write("black.png", &black);
    let kept = |out: &str, mask: &[&str]| {
        let begin = ["paint", "a dog", "--init", "first.png", "--latents-out", out];
        let out = ["--out", "second.png", "--strength", "0.5"];
        room.ok(&[&begin[..], &out, &usual, mask].concat());
    };
    kept("all.safetensors", &[]);
    kept("none.safetensors", &["--mask", "black.png"]);
    let picture = |name: &str| image::load_from_memory(&room.read(name)).unwrap().to_rgb8();
    assert_ne!(latents(&room, "all.safetensors"), latents(&room, "none.safetensors"));
    let told = failure(&room, &["paint", "a dog", "--init", "small/model_index.json"]);
    assert_eq!(picture("second.png").dimensions(), (64, 64));
    assert_snapshot!(room.stable(told.as_bytes()));
}
