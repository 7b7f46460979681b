//! LoRAs of one's own, learned on a small model with weights by a formula.

use insta::assert_snapshot;

use crate::errors::failure;
use crate::room::Room;
use crate::words;

/// A small model, and two pictures of different sizes.
fn room() -> Room {
    let room = words::room();
    std::fs::create_dir_all(room.path("own/2_cat")).unwrap();
    for (name, [width, height], colour) in
        [("own/a.png", [40, 48], [200, 30, 30]), ("own/2_cat/b.png", [64, 32], [30, 30, 200])]
    {
        let picture = image::RgbImage::from_pixel(width, height, image::Rgb(colour));
        picture.save(room.path(name)).unwrap();
    }
    room.write("own/a.txt", "a cat, red".as_bytes());
    room
}

const SHORT: [&str; 7] =
    ["train", "--lora", "small", "own", "--resolution", "64", "--network_dim=2"];

#[test]
fn a_lora_is_learned_gone_on_with_and_painted_with() {
    let room = room();
    let train = |more: &[&str]| room.ok(&[&SHORT[..], &["--learning_rate", "0.01"], more].concat());
    let told = train(&["--out", "ink.safetensors", "--max_train_steps", "2"]);
    let refused = failure(&room, &[&SHORT[..], &["--out", "ink.safetensors"]].concat());
    let first = room.read("ink.safetensors");
    let json = train(&[
        "--out",
        "ink.safetensors",
        "--max_train_steps",
        "3",
        "--save_every_n_steps",
        "1",
        "--resume",
        "--json",
    ]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&report["lora"], &report["pictures"]), (&"ink.safetensors".into(), &2.into()));
    assert_ne!(room.read("ink.safetensors"), first, "another step");
    let losses = String::from_utf8(room.read("ink-run/lora.csv")).unwrap();
    assert_eq!(losses.lines().count(), 1 + 3);

    let paint = |more: &[&str]| {
        let usual = ["paint", "a cat", "--model", "small", "--seed", "3", "--size", "64x64"];
        let kept = ["--steps", "2", "--latents-out", "kept.safetensors", "--out", "a.png"];
        room.ok(&[&usual[..], &kept, more].concat());
        words::latents(&room, "kept.safetensors")
    };
    assert_ne!(paint(&[]), paint(&["--lora", "ink.safetensors"]));
    let record = room.ok(&["info", "a.png"]);
    // What was learned is the same to the bit on one kind of processor alone.
    let record = record.lines().filter(|line| !line.starts_with("Lora hashes"));
    let record: String = record.map(|line| format!("{line}\n")).collect();
    assert_snapshot!(room.stable([told, refused, record].join("────\n").as_bytes()));
}

#[test]
fn what_cannot_be_learned() {
    let room = room();
    std::fs::create_dir_all(room.path("bare")).unwrap();
    room.write("bare/c.png", &room.read("own/a.png"));
    let told = |arguments: &[&str]| {
        format!("$ qingyun {}\n{}", arguments.join(" "), failure(&room, arguments))
    };
    let all = [
        &["train", "--lora", "small"][..],
        &["train", "own", "--network_dim", "4"],
        &["train", "--lora", "small", "own", "--steps", "3"],
        &["train", "--lora", "small", "own", "--lr_scheduler", "sudden"],
        &["train", "--lora", "small", "own", "--resolution", "500"],
        &["train", "--lora", "small", "own", "--network_dim", "0"],
        &["train", "--lora", "small", "own", "--min_snr_gamma=-1"],
        &["train", "--lora", "small", "bare"],
        &["train", "--lora", "small", "own", "--caption_extension", "md"],
        &["train", "--lora", "tiny", "own"],
        &["train", "--lora", "large", "own"],
        &["train", "--lora", "small", "own", "--out", "no/such/ink.safetensors"],
    ];
    assert_snapshot!(room.stable(all.map(told).join("\n").as_bytes()));
}
