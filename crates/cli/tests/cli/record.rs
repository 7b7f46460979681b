//! The request inside a picture: shown by `info`, painted again by `--like`.

use qingyun_provenance::{Parameters, png};
use serde_json::Value;

use crate::room::Room;

const PAINT: [&str; 16] = [
    "paint",
    "一只猫: \"红色\", 蓝色背景",
    "--negative",
    "狗",
    "--seed",
    "18446744073709551615",
    "--steps",
    "3",
    "--sampler",
    "euler-a",
    "--guidance",
    "2.5",
    "--noise",
    "nv",
    "--out",
    "a.png",
];

/// Writes a picture whose record says this.
fn picture(room: &Room, name: &str, text: &str) {
    room.write(name, &png::encode(&[0; 12], 2, 2, text).unwrap());
}

#[test]
fn info_shows_what_was_asked() {
    let room = Room::new();
    room.ok(&PAINT);
    let json: Value = serde_json::from_str(&room.ok(&["info", "a.png", "--json"])).unwrap();
    assert_eq!(json["prompt"], PAINT[1]);
    assert_eq!(json["negative"], "狗");
    assert_eq!(json["seed"], u64::MAX);
    assert_eq!(json["steps"], 3);
    assert_eq!(json["sampler"], "Euler a");
    assert_eq!(json["guidance"], 2.5);
    assert_eq!(json["extra"]["RNG"], "NV");
    assert_eq!(json["model_hash"].as_str().map(str::len), Some(10));
    let text = room.ok(&["info", "a.png"]);
    assert!(text.contains(PAINT[1]) && text.contains("qingyun paint --like a.png"), "{text}");
}

#[test]
fn like_paints_the_same_picture_again() {
    let room = Room::new();
    room.ok(&PAINT);
    room.ok(&["paint", "--like", "a.png", "--out", "b.png"]);
    assert_eq!(room.read("a.png"), room.read("b.png"));
}

#[test]
fn other_options_change_what_like_says() {
    let room = Room::new();
    room.ok(&PAINT);
    let paint = ["paint", "dog", "--like", "a.png", "--steps", "2", "--negative", "cat"];
    room.ok(&[&paint[..], &["--noise", "torch", "--out", "b.png"]].concat());
    let first = png::read(&room.path("a.png")).unwrap();
    let expected = Parameters {
        prompt: "dog".into(),
        negative: "cat".into(),
        steps: Some(2),
        extra: vec![("RNG".into(), "CPU".into())],
        ..first
    };
    assert_eq!(png::read(&room.path("b.png")).unwrap(), expected);
}

#[test]
fn other_weights_are_noted() {
    let room = Room::new();
    let text = "cat\nSteps: 1, Sampler: Euler a, Seed: 1, Model hash: ffffffffff, Model: tiny";
    picture(&room, "a.png", text);
    let output = room.qingyun(&["paint", "--like", "a.png", "--out", "b.png"]);
    assert!(output.status.success());
    let note = String::from_utf8(output.stderr).unwrap();
    assert!(note.starts_with("note: a.png was painted by the weights ffffffffff"), "{note}");
}

#[test]
fn a_strangers_record_cannot_steer_the_terminal() {
    let room = Room::new();
    picture(&room, "a.png", "cat \x1b[2J\u{202e}\nSteps: 1, Seed: 1, Model: \"\\u001b[2J\"");
    let text = room.ok(&["info", "a.png"]);
    assert!(!text.contains(['\x1b', '\u{202e}']));
    assert!(text.contains("cat  [2J"));
}
