//! Painting from a sentence to a file.

use qingyun_provenance::png;
use serde_json::Value;

use crate::room::{Room, program};

#[test]
fn the_same_request_gives_the_same_bytes_on_one_thread_and_two() {
    let room = Room::new();
    let paint = |threads: &str, out: &str| {
        let mut command = room.command(program());
        command.args(["paint", "一只红色的猫，蓝色背景", "--seed", "42", "--steps", "4"]);
        let status = command.args(["--out", out]).env("RAYON_NUM_THREADS", threads).status();
        assert!(status.unwrap().success());
        room.read(out)
    };
    let first = paint("1", "a.png");
    assert_eq!(first, paint("1", "b.png"));
    assert_eq!(first, paint("2", "c.png"));
}

#[test]
fn without_a_name_files_are_called_after_their_seeds_and_never_replaced() {
    let room = Room::new();
    let paint = ["paint", "cat", "--seed", "7", "--steps", "1"];
    assert!(room.ok(&paint).contains("saved qingyun-7.png (seed 7,"));
    assert!(room.ok(&paint).contains("saved qingyun-7-2.png"));
    assert_eq!(room.names(), ["qingyun-7-2.png", "qingyun-7.png"]);
}

#[test]
fn a_new_seed_is_told() {
    let room = Room::new();
    let told = room.ok(&["paint", "cat", "--steps", "1", "--out", "cat.png"]);
    let seed = png::read(&room.path("cat.png")).unwrap().seed.unwrap();
    assert!(told.contains(&format!("seed {seed}")));
}

#[test]
fn a_chosen_name_is_replaced_and_that_is_said() {
    let room = Room::new();
    let paint = ["paint", "cat", "--seed", "7", "--steps", "1", "--out", "cat.png"];
    assert!(room.ok(&paint).contains("saved cat.png"));
    assert!(room.ok(&paint).contains("replaced cat.png"));
}

#[test]
fn words_need_no_quotes() {
    let room = Room::new();
    room.ok(&["paint", "a", "red", "cat", "--seed", "7", "--steps", "1", "--out", "cat.png"]);
    assert_eq!(png::read(&room.path("cat.png")).unwrap().prompt, "a red cat");
}

#[test]
fn used_ignored_and_guessed_words_are_told() {
    let room = Room::new();
    let told = room.ok(&["paint", "a red cat qqqqq", "--seed", "7", "--steps", "1"]);
    assert!(told.contains("used: red → colour red; cat → subject cat"), "{told}");
    assert!(told.contains("ignored: qqqqq"), "{told}");
    assert!(told.contains("guessed: place of the cat = centre"), "{told}");
    let told = room.ok(&["paint", "红色的猫和狗", "--seed", "7", "--steps", "1", "--lang", "zh"]);
    assert!(told.contains("用到：红色 → "), "{told}");
    assert!(told.contains("只画第一样，没有画：狗"), "{told}");
    assert!(told.contains("已保存 qingyun-7-2.png（种子 7，"), "{told}");
}

#[test]
fn several_pictures_have_consecutive_seeds_and_a_sheet() {
    let room = Room::new();
    room.ok(&["paint", "cat", "--seed", "7", "--count", "3", "--steps", "1", "--grid"]);
    let files = ["qingyun-7-grid.png", "qingyun-7.png", "qingyun-8.png", "qingyun-9.png"];
    assert_eq!(room.names(), files);
    room.ok(&["paint", "cat", "--seed", "8", "--steps", "1", "--out", "single.png"]);
    assert_eq!(room.read("single.png"), room.read("qingyun-8.png"));
}

#[test]
fn a_picture_has_the_size_that_was_asked() {
    let room = Room::new();
    room.ok(&["paint", "cat", "--size", "96x48", "--steps", "1", "--out", "cat.png"]);
    // PNG specification, third edition, section 11.2.1: width and height follow `IHDR`.
    let file = room.read("cat.png");
    assert_eq!(file[16..24], [0, 0, 0, 96, 0, 0, 0, 48]);
}

#[test]
fn json_tells_all() {
    let room = Room::new();
    let arguments = ["paint", "a red cat qqqqq", "--seed", "7", "--count", "2", "--steps", "1"];
    let told = room
        .ok(&[&arguments[..], &["--json", "--grid", "--latents-out", "l.safetensors"]].concat());
    let json: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(json["files"][1]["path"], "qingyun-8.png");
    assert_eq!(json["files"][1]["seed"], 8);
    assert_eq!(json["files"][1]["latents"], "l-8.safetensors");
    assert_eq!(json["files"][0]["guessed"][0]["value"], "centre");
    assert_eq!(json["grid"], "qingyun-7-grid.png");
    assert_eq!(json["request"]["prompt"], "a red cat qqqqq");
    assert_eq!(json["reading"]["used"][0]["words"], "red");
    assert_eq!(json["reading"]["ignored"][0]["words"], "qqqqq");
    assert!(json["seconds"].as_f64().unwrap() > 0.0);
}

#[test]
fn latents_are_kept_as_tensors() {
    let room = Room::new();
    let paint = ["paint", "cat", "--size", "64x32", "--steps", "1", "--out", "cat.png"];
    room.ok(&[&paint[..], &["--latents-out", "cat.safetensors"]].concat());
    let file = room.read("cat.safetensors");
    let tensors = safetensors::SafeTensors::deserialize(&file).unwrap();
    for name in ["noise", "latents"] {
        let tensor = tensors.tensor(name).unwrap();
        let shape = tensor.shape();
        assert_eq!((shape.len(), shape[0], 2 * shape[2]), (4, 1, shape[3]));
    }
}

#[test]
fn what_to_avoid_and_whose_noise_change_the_picture() {
    let room = Room::new();
    let paint = |more: &[&str], out: &str| {
        let words = ["paint", "cat", "--seed", "7", "--steps", "2", "--out", out];
        room.ok(&[&words[..], more].concat());
        let file = room.read(out);
        let pixels = file.windows(4).position(|w| w == b"IDAT").unwrap();
        file[pixels..].to_vec()
    };
    let plain = paint(&[], "a.png");
    assert_ne!(plain, paint(&["--negative", "dog"], "b.png"));
    assert_ne!(plain, paint(&["--noise", "nv"], "c.png"));
    assert_ne!(plain, paint(&["--guidance", "1"], "d.png"));
}

#[test]
fn nothing_is_drawn_where_there_is_no_terminal() {
    let room = Room::new();
    let mut command = room.command(program());
    command.env("COLORTERM", "truecolor").args(["paint", "cat", "--steps", "1"]);
    let output = command.output().unwrap();
    assert!(!output.stdout.contains(&0x1b));
    assert_eq!(output.stderr, b"");
}
