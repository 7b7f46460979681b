//! Any bytes as a file of PyTorch's weights, of which tensors are asked.

#![no_main]

use std::io::Write;

use qingyun_models::device;
use qingyun_models::params::{Init, Params};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let cpu = device::choose("cpu").unwrap();
    let Ok(params) = Params::open(file.path(), &cpu) else { return };
    let _ = params.root().get("a", [2], Init::Zeros);
    let _ = params.root().get("a", [2, 3], Init::Zeros);
    let _ = params.root().get("a", [1, 1, 2, 3], Init::Zeros);
});
