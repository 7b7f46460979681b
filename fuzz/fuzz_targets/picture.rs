//! Any bytes as a PNG with a record.

#![no_main]

use std::path::Path;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = qingyun_provenance::png::parse(bytes, Path::new("file"));
});
