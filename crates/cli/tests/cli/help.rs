//! Help and listings, in both languages.

use insta::assert_snapshot;

use crate::room::Room;

const COMMANDS: [&str; 14] = [
    "paint", "info", "talk", "prompt", "segment", "keywords", "lint", "encode", "train", "plan",
    "models", "model", "samplers", "devices",
];

/// What the program prints in English, then in Chinese.
fn both(arguments: &[&str]) -> String {
    let room = Room::new();
    let in_language =
        |lang| room.stable(room.ok(&[arguments, &["--lang", lang]].concat()).as_bytes());
    format!("{}\n────\n\n{}", in_language("en"), in_language("zh"))
}

#[test]
fn help() {
    assert_snapshot!("help", both(&["--help"]));
    for command in COMMANDS {
        assert_snapshot!(format!("help_{command}"), both(&[command, "--help"]));
    }
    for command in ["add", "remove"] {
        assert_snapshot!(format!("help_model_{command}"), both(&["model", command, "--help"]));
    }
    for command in ["serve", "train"] {
        assert_snapshot!(format!("help_plan_{command}"), both(&["plan", command, "--help"]));
    }
}

#[test]
fn listings() {
    assert_snapshot!("models", both(&["models"]));
    assert_snapshot!("samplers", both(&["samplers"]));
    assert_snapshot!("samplers_json", Room::new().ok(&["samplers", "--json"]));
}

#[test]
fn every_listing_is_json_too() {
    for command in ["models", "samplers", "devices"] {
        let json: serde_json::Value =
            serde_json::from_str(&Room::new().ok(&[command, "--json"])).unwrap();
        assert!(!json[command].as_array().unwrap().is_empty());
    }
}

#[test]
fn the_system_chooses_the_language() {
    let room = Room::new();
    let chinese = |name, value| {
        let mut command = room.command(crate::room::program());
        let output = command.env_remove("LC_ALL").env(name, value).arg("--help").output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains("用法")
    };
    assert!(chinese("LANG", "zh_CN.UTF-8"));
    assert!(chinese("LC_MESSAGES", "zh_TW.UTF-8"));
    assert!(!chinese("LC_ALL", "en_US.UTF-8"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let room = Room::new();
    let mut command = room.command(crate::room::program());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.arg("samplers").stdout(writer).output().unwrap();
    assert!(output.status.success());
    assert_eq!(output.stderr, b"");
}
