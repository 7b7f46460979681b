//! Any bytes as a model's single file: safetensors, GGUF or something else.

#![no_main]

use std::io::Write;

use qingyun_models::device;
use qingyun_models::ops::Precision;
use qingyun_models::sd::Files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let cpu = device::choose("cpu").unwrap();
    let Ok(files) = Files::open(file.path()) else { return };
    let _ = (files.found().to_string(), files.found().zh());
    let _ = files.decoder(&cpu, Precision::F32);
});
