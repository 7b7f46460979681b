//! Any bytes as a training picture, its caption and the folder's metadata.

#![no_main]

use std::fs;

libfuzzer_sys::fuzz_target!(|files: [&[u8]; 3]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let names = ["a.png", "a.txt", "metadata.jsonl"];
    for (name, bytes) in names.iter().zip(files) {
        if !bytes.is_empty() && fs::write(folder.path().join(name), bytes).is_err() {
            return;
        }
    }
    let _ = qingyun_corpus::folder::Folder::read(folder.path());
});
