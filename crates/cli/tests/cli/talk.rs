//! Dialogues from outside, as a program would hold them.

use insta::assert_snapshot;
use serde_json::Value;

use crate::room::Room;

/// Says lines in a room, and gives what is told.
fn talk(room: &Room, arguments: &[&str], lines: &[&str]) -> String {
    room.write("lines", lines.join("\n").as_bytes());
    let mut command = room.command(crate::room::program());
    command.arg("talk").args(arguments);
    command.stdin(std::fs::File::open(room.path("lines")).unwrap());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    room.stable(&[output.stdout, output.stderr].concat())
}

#[test]
fn a_dialogue_in_english() {
    let lines = [
        "a cat and a dog",
        "make it red",
        "the dog",
        "a bit darker",
        "undo",
        "/show",
        "/quit",
        "never heard",
    ];
    assert_snapshot!(talk(&Room::new(), &["--lang", "en"], &lines));
}

#[test]
fn a_dialogue_in_chinese() {
    let lines = [
        "一只橙色的猫",
        "再绿一点",
        "不对，不是这种绿，再红一点",
        "加一顶帽子",
        "换成晚上",
        "/撤销",
        "/什么",
    ];
    assert_snapshot!(talk(&Room::new(), &["--lang", "zh"], &lines));
}

#[test]
fn a_turn_is_one_line_of_json() {
    let told =
        talk(&Room::new(), &["--json"], &["a cat and a dog", "make it red", "", " \u{202e}"]);
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["brief"]["subjects"][1]["tag"], "dog");
    assert_eq!(lines[1]["question"]["kind"], "which");
    assert_eq!(lines[1]["changed"], Value::Array(Vec::new()));
    assert!(lines[2]["error"].as_str().unwrap().contains("empty"));
    assert_snapshot!(lines[1]);
}

#[test]
fn a_dialogue_goes_on_in_its_file() {
    let room = Room::new();
    talk(&room, &["--session", "talk.json"], &["a red cat", "make it blue"]);
    let told = talk(&room, &["--session", "talk.json", "--json"], &["undo"]);
    let turn: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(turn["brief"]["subjects"][0]["colour"]["name"], "red");
    assert_eq!(room.names(), ["lines", "talk.json"]);
}

#[test]
fn a_picture_follows_a_turn() {
    let room = Room::new();
    let arguments = ["--paint", "--seed", "7", "--out", "cat.png", "--json"];
    let told = talk(&room, &arguments, &["a red cat", "make it blue", "perfect"]);
    let turns: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&turns[0]["picture"], &turns[1]["picture"]),
        (&"cat.png".into(), &"cat.png".into())
    );
    assert!(turns[2]["picture"].is_null());
    assert!(room.names().contains(&"cat.png".to_owned()));
}

#[test]
fn what_is_no_dialogue_is_refused() {
    let room = Room::new();
    room.write("note.txt", b"cat");
    let told = ["note.txt"].map(|file| crate::errors::failure(&room, &["talk", "--session", file]));
    assert_snapshot!(told.concat());
}
