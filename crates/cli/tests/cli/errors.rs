//! Everything a person can get wrong: a clear message in both languages, a non-zero exit, and
//! nothing left behind.

use insta::assert_snapshot;
use qingyun_provenance::png;

use crate::room::Room;

/// Runs what must fail, in both languages; gives the exit code and both messages.
pub(crate) fn failure(room: &Room, arguments: &[&str]) -> String {
    let before = room.names();
    let [en, zh] = ["en", "zh"].map(|lang| {
        let output = room.qingyun(&[&["--lang", lang], arguments].concat());
        assert!(!output.status.success(), "{arguments:?}");
        assert_eq!(output.stdout, b"", "{arguments:?}");
        (output.status.code().unwrap(), room.stable(&output.stderr))
    });
    assert_eq!(room.names(), before, "{arguments:?}");
    assert_eq!(en.0, zh.0);
    assert!(zh.1.starts_with("错误："), "{}", zh.1);
    format!("exit {}\n{}{}", en.0, en.1, zh.1)
}

fn failures(cases: &[&[&str]]) -> String {
    let room = Room::new();
    let told = |case: &&[&str]| format!("$ qingyun {}\n{}", case.join(" "), failure(&room, case));
    cases.iter().map(told).collect::<Vec<_>>().join("\n")
}

#[test]
fn arguments() {
    let told = failures(&[
        &["pant", "cat"],
        &["paint"],
        &["paint", "cat", "--sede", "1"],
        &["paint", "cat", "--seed"],
        &["info"],
    ]);
    assert_snapshot!(told);
}

#[test]
fn values() {
    let told = failures(&[
        &["paint", "cat", "--steps", "0"],
        &["paint", "cat", "--steps", "10000"],
        &["paint", "cat", "--size", "0x0"],
        &["paint", "cat", "--size", "63x65"],
        &["paint", "cat", "--seed", "-1"],
        &["paint", "cat", "--seed", "18446744073709551616"],
        &["paint", "cat", "--seed", "18446744073709551615", "--count", "2"],
        &["paint", "cat", "--guidance", "NaN"],
        &["paint", "cat", "--count", "0"],
        &["paint", "cat", "--noise", "white"],
    ]);
    assert_snapshot!(told);
}

#[test]
fn names() {
    let told = failures(&[
        &["paint", "cat", "--sampler", "eular"],
        &["paint", "cat", "--schedule", "karas"],
        &["paint", "cat", "--model", "large"],
        &["paint", "cat", "--device", "abacus"],
    ]);
    assert_snapshot!(told);
}

#[test]
fn texts() {
    let told = failures(&[
        &["paint", ""],
        &["paint", " \u{3000} "],
        &["paint", "qqqqqqqqqqqqqqq"],
        &["paint", "Negative prompt: a cat"],
    ]);
    assert_snapshot!(told);
}

#[test]
fn a_text_that_is_too_long() {
    let long = "猫".repeat(30_000);
    let told = failure(&Room::new(), &["paint", &long]);
    assert_snapshot!(told);
}

#[cfg(unix)]
#[test]
fn a_text_in_gbk() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dog_in_gbk = OsStr::from_bytes(&[0xb9, 0xb7]);
    let arguments = [OsStr::new("paint"), dog_in_gbk, OsStr::new("--lang=zh")];
    let output = Room::new().qingyun(&arguments);
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap());
}

#[test]
fn places() {
    let room = Room::new();
    room.write("file", b"");
    let cases = [
        ["--out", "no/such/cat.png"],
        ["--out", "no-such-folder"],
        ["--out", "file/cat.png"],
        ["--out", "cat.jpg"],
        ["--latents-out", "cat.bin"],
        ["--latents-out", "no/cat.safetensors"],
    ];
    let told = cases.map(|[option, path]| failure(&room, &["paint", "cat", option, path]));
    let told = told.join("\n");
    assert_snapshot!(told);
}

/// Even the superuser cannot make files there.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to() {
    let told = failure(&Room::new(), &["paint", "cat", "--out", "/proc/cat.png"]);
    assert_snapshot!(told);
}

#[test]
fn pictures_that_say_nothing_usable() {
    let room = Room::new();
    let picture = |name: &str, text: &str| {
        room.write(name, &png::encode(&[0; 12], 2, 2, text).unwrap());
    };
    room.write("photo.jpg", b"\xff\xd8\xff\xe0");
    let mut cut = png::encode(&[0; 12], 2, 2, "cat").unwrap();
    cut.truncate(30);
    room.write("cut.png", &cut);
    picture("foreign.png", "cat\nSteps: 20, Sampler: Euler a, Seed: 1, Model: v1-5");
    picture("steps.png", "cat\nSteps: 20000, Sampler: Euler a, Seed: 1");
    picture("size.png", "cat\nSteps: 20, Sampler: Euler a, Seed: 1, Size: 512x512");
    picture("seed.png", "cat\nSteps: 20, Sampler: Euler a, Seed: one");
    picture("silent.png", "Steps: 20, Sampler: Euler a, Seed: 1");
    let names = ["none", "photo", "cut", "foreign", "steps", "size", "seed", "silent"];
    let file = |name: &str| format!("{name}.{}", if name == "photo" { "jpg" } else { "png" });
    let told = names.map(|name| failure(&room, &["paint", "--like", &file(name)])).join("\n");
    assert_snapshot!(told);
}

#[test]
fn info_of_what_is_no_picture() {
    let room = Room::new();
    room.write("note.txt", b"cat");
    let told = ["none.png", "note.txt"].map(|name| failure(&room, &["info", name])).join("\n");
    assert_snapshot!(told);
}
