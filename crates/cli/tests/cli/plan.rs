//! Plans of what computing costs.

use insta::assert_snapshot;
use serde_json::Value;

use crate::errors::failure;
use crate::room::Room;

/// The program's own plan of a language model's service, without what depends on the machine.
const SERVE: [&str; 6] = ["plan", "serve", "--tokens-per-day", "1e9", "--params", "7e9"];
const TRAIN: [&str; 10] = [
    "plan",
    "train",
    "--params",
    "860e6",
    "--samples",
    "2e9",
    "--gpu",
    "h100",
    "--utilisation",
    "0.4",
];

fn both(arguments: &[&str]) -> String {
    let room = Room::new();
    let in_language = |lang| room.ok(&[arguments, &["--lang", lang]].concat());
    format!("{}\n────\n\n{}", in_language("en"), in_language("zh"))
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&Room::new().ok(&[arguments, &["--json"]].concat())).unwrap()
}

/// A result's value.
fn value(estimate: &Value, name: &str) -> f64 {
    let results = estimate["results"].as_array().unwrap();
    results.iter().find(|r| r["name"] == name).unwrap()["value"].as_f64().unwrap()
}

/// An input, whole.
fn input(estimate: &Value, name: &str) -> Value {
    let inputs = estimate["inputs"].as_array().unwrap();
    inputs.iter().find(|input| input["name"] == name).unwrap().clone()
}

#[test]
fn published_estimates() {
    for name in ["gpt-3-training", "gopher", "palm", "chatgpt-2023", "google-search"] {
        assert_snapshot!(name, both(&["plan", "--like", name]));
    }
}

#[test]
fn plans_of_ones_own() {
    assert_snapshot!("serve_tokens", both(&SERVE));
    assert_snapshot!("train_samples", both(&TRAIN));
    let pictures =
        ["plan", "serve", "--pictures-per-day", "1e6", "--model", "sd15", "--on", "a100"];
    assert_snapshot!("serve_pictures", both(&pictures));
    let tokens = ["plan", "train", "--params", "70e9", "--tokens", "1.4e12", "--gpu", "h200"];
    assert_snapshot!("train_tokens", both(&tokens));
}

#[test]
fn a_service_on_this_machine_is_measured() {
    let serve = ["plan", "serve", "--model", "tiny", "--pictures-per-day", "1000000"];
    let estimate = json(&[&serve[..], &["--on", "1 cores", "--steps", "2"]].concat());
    for name in ["fixed", "overhead", "speed", "measured"] {
        assert_eq!(input(&estimate, name)["origin"], "measured", "{name}");
    }
    assert_eq!(input(&estimate, "pass_flop")["range"]["likely"], 0.425_521_152);
    assert!(value(&estimate, "machines") >= 1.0);
    assert!(value(&estimate, "predicted_share") > 0.0);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let room = Room::new();
    let plan = |seed| room.ok(&["plan", "--like", "palm", "--json", "--seed", seed]);
    assert_eq!(plan("7"), plan("7"));
    assert_ne!(plan("7"), plan("8"));
}

#[test]
fn every_input_can_be_changed() {
    let plan =
        ["plan", "--like", "chatgpt-2023", "--set", "pue=1.2", "--set", "servers=2000..4000"];
    let estimate = json(&plan);
    assert!((value(&estimate, "electricity_per_day") - 49_920.0 * 1.2 * 0.75).abs() < 1e-6);
    let train = [
        "plan",
        "train",
        "--samples",
        "1e6",
        "--model",
        "tiny",
        "--set",
        "rent=350 cent/machine/h",
    ];
    let rent = input(&json(&train), "rent");
    assert_eq!((&rent["origin"], &rent["range"]["likely"]), (&"yours".into(), &3.5.into()));
}

#[test]
fn csv_has_a_line_for_each_quantity() {
    let room = Room::new();
    let csv = room.ok(&["plan", "--like", "gpt-3-training", "--csv", "--draws", "100"]);
    assert_snapshot!("csv", csv);
}

#[test]
fn a_page_is_written_whole() {
    let room = Room::new();
    for lang in ["en", "zh"] {
        let told = room.ok(&["plan", "--like", "palm", "--html", "palm.html", "--lang", lang]);
        assert!(told.contains("palm.html"), "{told}");
        let page = String::from_utf8(room.read("palm.html")).unwrap();
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        assert!(page.contains("<svg") && page.contains("11.20"));
    }
}

#[test]
fn hardware_of_ones_own() {
    let room = Room::new();
    let mine = "[[hardware]]\nname = 'abacus'\ntitle = 'My abacus'\npeaks = { bf16 = 1.0 }\n\
                memory = 100.0\nbandwidth = 1.0\npower = 1.0\nsource = 'me'\ndate = '2026'\n";
    room.write("mine.toml", mine.as_bytes());
    let told = room.ok(&[&SERVE[..], &["--on", "abacus", "--hardware", "mine.toml"]].concat());
    assert!(told.contains("stated: me, 2026"), "{told}");
}

#[test]
fn nonsense_is_refused_with_the_fields_name() {
    let room = Room::new();
    room.write("broken.toml", b"[[hardware]]\nname = 1");
    let like = ["plan", "--like", "palm", "--set"];
    let settings = ["price=0", "price=-1", "price=NaN", "price=inf", "price=2 kWh", "price=much"];
    let more = ["price=3..2", "utilisation=1.5", "prize=2", "params=1e308", "price"];
    let mut cases: Vec<Vec<&str>> =
        settings.iter().chain(&more).map(|setting| [&like[..], &[setting]].concat()).collect();
    cases.push(vec!["plan", "--like", "gpt-5"]);
    cases.push(vec!["plan"]);
    cases.push(vec!["plan", "serve"]);
    cases.push(vec!["plan", "serve", "--pictures-per-day", "-5", "--on", "h100"]);
    cases.push(vec!["plan", "serve", "--pictures-per-day", "5", "--on", "abacus"]);
    cases.push(vec!["plan", "serve", "--pictures-per-day", "5", "--on", "0 cores"]);
    cases.push(vec![
        "plan",
        "serve",
        "--pictures-per-day",
        "5",
        "--model",
        "sd15",
        "--on",
        "1 cores",
    ]);
    cases.push(vec!["plan", "serve", "--tokens-per-day", "5"]);
    cases.push(vec!["plan", "train", "--samples", "0"]);
    cases.push(vec!["plan", "train", "--samples", "1e9", "--gpu", "t4"]);
    cases.push(vec!["plan", "train", "--samples", "1e9", "--grid", "moon"]);
    cases.push(vec!["plan", "train", "--samples", "1e9", "--set", "batch=1e6"]);
    cases.push(vec!["plan", "train", "--samples", "1e9", "--hardware", "none.toml"]);
    cases.push(vec!["plan", "train", "--samples", "1e9", "--hardware", "broken.toml"]);
    let told = |case: &Vec<&str>| format!("$ qingyun {}\n{}", case.join(" "), failure(&room, case));
    assert_snapshot!("nonsense", cases.iter().map(told).collect::<Vec<_>>().join("\n"));
}
