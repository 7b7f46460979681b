//! A disk that fills up in the middle of a write.

#![cfg(unix)]

use crate::room::{Room, program};

/// Runs under a limit of 512 bytes a file, with the signal ignored that would end the program:
/// writing more fails, as it does on a full disk.
fn with_a_full_disk(room: &Room, arguments: &[&str]) -> String {
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let mut command = room.command("sh");
    let output = command.args(["-c", script]).arg(program()).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn no_half_written_picture_is_left() {
    let room = Room::new();
    let paint = ["paint", "cat", "--size", "256x256", "--steps", "1", "--out", "cat.png"];
    let told = with_a_full_disk(&room, &paint);
    assert!(told.starts_with("error: cannot write cat.png"), "{told}");
    assert!(room.names().is_empty(), "{:?}", room.names());
}

#[test]
fn the_picture_that_was_there_is_kept() {
    let room = Room::new();
    room.write("cat.png", b"the first cat");
    let paint = ["paint", "cat", "--size", "256x256", "--steps", "1", "--out", "cat.png"];
    let told = with_a_full_disk(&room, &[&paint[..], &["--lang", "zh"]].concat());
    assert!(told.starts_with("错误：无法写入 cat.png"), "{told}");
    assert_eq!(room.names(), ["cat.png"]);
    assert_eq!(room.read("cat.png"), b"the first cat");
}
