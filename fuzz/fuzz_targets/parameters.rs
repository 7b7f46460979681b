//! Any text as a picture's record: what can be read can be written, and reads back the same.

#![no_main]

use qingyun_provenance::Parameters;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(read) = Parameters::from_text(text) else { return };
    let Ok(written) = read.to_text() else { return };
    let again = Parameters::from_text(&written);
    assert_eq!(again.as_ref().ok(), Some(&read), "{written}");
});
