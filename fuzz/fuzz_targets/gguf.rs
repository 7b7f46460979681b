//! Any bytes behind GGUF's magic number.

#![no_main]

use std::io::Write;

use qingyun_models::sd::Files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"GGUF").unwrap();
    file.write_all(bytes).unwrap();
    let _ = Files::open(file.path());
});
