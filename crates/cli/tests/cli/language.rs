//! The language engine from outside: one text, lines of them, and everything that can be wrong.

use std::io::Write;
use std::process::{Output, Stdio};

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::room::{Room, program};

const MISSION: &str = "画一个戴着耳环的少女在五彩斑斓的黑夜中翩翩起舞，右手拿着一把铁剑";

/// Runs a command with bytes on its standard input.
fn piped(room: &Room, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = room.command(program());
    let pipes = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = pipes.stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// The objects that a command writes for lines.
fn lines(arguments: &[&str], records: &[Value]) -> Vec<Value> {
    let input: String = records.iter().map(|record| format!("{record}\n")).collect();
    let output = piped(&Room::new(), &[arguments, &["--jsonl"]].concat(), input.as_bytes());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn words_keep_their_places() {
    let answers = lines(&["segment"], &[json!({ "id": "a", "text": "三只猫 like tea" })]);
    let words = answers[0]["words"].as_array().unwrap();
    assert_eq!(answers[0]["id"], "a");
    for word in words {
        let (start, end) = (word["start"].as_u64().unwrap(), word["end"].as_u64().unwrap());
        assert_eq!("三只猫 like tea".get(start as usize..end as usize), word["text"].as_str());
    }
    assert_eq!(words[0]["pos"], "NUM");
}

#[test]
fn the_missions_own_picture() {
    let room = Room::new();
    assert_snapshot!(room.ok(&["prompt", MISSION, "--lang", "zh"]));
    let made: Value = serde_json::from_str(&room.ok(&["prompt", MISSION, "--json"])).unwrap();
    let tags: Vec<&str> = made["brief"]["subjects"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|subject| subject["tag"].as_str())
        .collect();
    assert_eq!(tags, ["earrings", "girl", "sword"]);
    assert_eq!(made["brief"]["subjects"][2]["material"]["tag"], "iron");
}

/// Tags, an entity, a zero width space, a Cyrillic а and a row of marks, which nobody meant to say.
#[test]
fn what_was_copied_along_is_left_out_and_told() {
    let said = "<b>a r\u{200b}ed c\u{430}t</b>&nbsp;on a blue background!!!";
    let room = Room::new();
    let told = room.ok(&["prompt", said, "--lang", "en"]);
    assert!(told.starts_with("cleaned: ") && told.contains("c\u{430}t → subject cat"), "{told}");
    let made: Value = serde_json::from_str(&room.ok(&["prompt", said, "--json"])).unwrap();
    assert_eq!(made["prompt"], "red cat, blue background");
    let cleaned = made["cleaned"].as_array().unwrap();
    for change in cleaned {
        let [start, end] = ["start", "end"].map(|at| change["span"][at].as_u64().unwrap() as usize);
        assert_eq!(said.get(start..end), change["from"].as_str(), "{change}");
    }
    let filters: Vec<_> = cleaned.iter().filter_map(|change| change["filter"].as_str()).collect();
    for filter in ["invisible", "entities", "tags", "confusable", "repeat"] {
        assert!(filters.contains(&filter), "{filters:?} without {filter}");
    }
}

#[test]
fn a_chat_prompt_by_its_scene() {
    let said = "客户说快递三天没动静，很生气，帮我写回复";
    let arguments =
        ["prompt", said, "--for", "chat", "--scene", "customer-service", "--lang", "zh"];
    assert_snapshot!(Room::new().ok(&arguments));
}

#[test]
fn turns_give_a_brief_each() {
    let turns = json!({ "id": 1, "turns": ["画一只红色的猫", "再来一只狗", "去掉猫"] });
    let answer = &lines(&["prompt"], &[turns])[0];
    let tags = |brief: &Value| -> Vec<String> {
        let subjects = brief["subjects"].as_array().unwrap();
        subjects.iter().map(|s| s["tag"].as_str().unwrap().to_owned()).collect()
    };
    let briefs: Vec<_> = answer["briefs"].as_array().unwrap().iter().map(tags).collect();
    assert_eq!(briefs, [vec!["cat"], vec!["cat", "dog"], vec!["dog"]]);
}

#[test]
fn a_file_is_put_right() {
    let room = Room::new();
    room.write("prompt.txt", "画一个剑，，要锋利".as_bytes());
    assert_snapshot!(room.ok(&["lint", "prompt.txt", "--lang", "zh"]));
    room.ok(&["lint", "prompt.txt", "--fix"]);
    assert_eq!(String::from_utf8(room.read("prompt.txt")).unwrap(), "画一把剑，要锋利");
}

#[test]
fn what_means_the_same_lies_together() {
    let room = Room::new();
    let answer: Value =
        serde_json::from_str(&room.ok(&["encode", "小猫咪", "cat", "iron sword", "--json"]))
            .unwrap();
    let vectors: Vec<Vec<f64>> = serde_json::from_value(answer["embeddings"].clone()).unwrap();
    let likeness = |a: usize, b: usize| -> f64 {
        vectors[a].iter().zip(&vectors[b]).map(|(a, b)| a * b).sum()
    };
    assert!((likeness(0, 0) - 1.0).abs() < 1e-4);
    assert!(likeness(0, 1) > likeness(0, 2));
}

#[test]
fn key_phrases_are_in_the_text() {
    let text =
        "Diffusion models learn to remove noise. A diffusion model paints pictures from noise.";
    let answer = &lines(&["keywords", "--scores"], &[json!({ "id": 2, "text": text })])[0];
    let phrases = answer["keyphrases"].as_array().unwrap();
    assert_eq!(phrases.len(), answer["scores"].as_array().unwrap().len());
    assert!(!phrases.is_empty());
    for phrase in phrases {
        assert!(text.contains(phrase.as_str().unwrap()), "{phrase}");
    }
}

#[test]
fn a_bad_line_does_not_stop_the_others() {
    let room = Room::new();
    let input =
        b"{\"id\":1,\"text\":\"a cat\"}\n{\"id\":\n{\"id\":3}\n{\"id\":4,\"text\":\"dog\"}\n";
    let output = piped(&room, &["segment", "--jsonl"], input);
    assert!(!output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let failed: Vec<bool> = answers.iter().map(|answer| answer["error"].is_string()).collect();
    assert_eq!(failed, [false, true, true, false]);
    assert_snapshot!(room.stable(&output.stderr));
}

#[test]
fn texts_that_say_nothing() {
    for command in ["segment", "keywords", "lint"] {
        let output = piped(&Room::new(), &[command, "--json"], b"");
        assert!(output.status.success(), "{command}");
    }
    for text in ["", " \u{200b}", "🙂🙂", "\u{202e}\u{7}"] {
        let output = piped(&Room::new(), &["prompt"], text.as_bytes());
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() || !output.stdout.is_empty(), "{text:?}");
        assert!(!told.contains("panicked"), "{told}");
    }
    let output = piped(&Room::new(), &["lint"], b"caf\xe9");
    assert_snapshot!(String::from_utf8(output.stderr).unwrap());
}

#[test]
fn a_megabyte_is_read_or_refused() {
    let megabyte = "画一只红色的猫，a red cat. ".repeat(30_000);
    for command in ["segment", "keywords", "lint", "encode"] {
        let output = piped(&Room::new(), &[command, "--json"], megabyte.as_bytes());
        assert!(output.status.success(), "{command}");
    }
    let output = piped(&Room::new(), &["prompt"], megabyte.as_bytes());
    assert!(String::from_utf8(output.stderr).unwrap().contains("65536"));
}

#[test]
fn files_with_mistakes() {
    let room = Room::new();
    room.write("words.txt", "好词 3 nz\n坏词 3 zz9\n".as_bytes());
    room.write("tags.csv", b"cat,0,1,\"kitty\n,,\n");
    std::fs::create_dir(room.path("scenes")).unwrap();
    room.write("scenes/mine.toml", b"id = \"mine\"\nzh = 3\n");
    std::fs::create_dir(room.path("rules")).unwrap();
    room.write("rules/mine.toml", b"id = \"mine\"\nsurprise = 1\n");
    std::fs::create_dir(room.path("bert")).unwrap();
    let cases: [&[&str]; 6] = [
        &["segment", "--dictionary", "words.txt", "好词"],
        &["prompt", "--tags", "tags.csv", "cat"],
        &["prompt", "--scenes", "scenes", "cat"],
        &["lint", "--rules", "rules", "cat"],
        &["encode", "--model", "bert", "cat"],
        &["prompt", "--family", "sd99", "cat"],
    ];
    let told: Vec<String> = cases.iter().map(|case| crate::errors::failure(&room, case)).collect();
    assert_snapshot!(told.join("\n"));
}
