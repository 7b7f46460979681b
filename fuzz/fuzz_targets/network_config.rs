//! Any text as a network's `config.json`.

#![no_main]

use qingyun_models::sd::{AutoencoderConfig, ClipConfig, UnetConfig};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = UnetConfig::parse(text);
    let _ = AutoencoderConfig::parse(text);
    let _ = ClipConfig::parse(text);
});
