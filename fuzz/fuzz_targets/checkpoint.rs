//! Any bytes as weights.

#![no_main]

use std::path::Path;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = qingyun_models::checkpoint::parse(bytes, Path::new("file"));
});
