//! Any bytes as what goes beside a model: a ControlNet, or a small decoder.

#![no_main]

use std::io::Write;

use qingyun_models::device;
use qingyun_models::ops::Precision;
use qingyun_models::sd::files::{ControlFile, TinyFile};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let cpu = device::choose("cpu").unwrap();
    if let Ok(control) = ControlFile::open(file.path()) {
        let _ = control.network(&cpu, Precision::F32);
    }
    if let Ok(Some(decoder)) = TinyFile::open(file.path()) {
        let _ = decoder.decoder(&cpu, Precision::F32);
    }
});
