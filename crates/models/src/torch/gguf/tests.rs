//! Against llama.cpp's own package; `tests/parity/quantised.py` wrote the fixture.
#![allow(clippy::unwrap_used)]

use serde::Deserialize;

use super::*;
use crate::parity::fixture;

#[derive(Deserialize)]
struct Fixture {
    blocks: std::collections::BTreeMap<String, Blocks>,
    file: String,
    q8_0: Vec<f32>,
}

#[derive(Deserialize)]
struct Blocks {
    bytes: String,
    values: Vec<f32>,
}

fn unhex(text: &str) -> Vec<u8> {
    let byte = |i| u8::from_str_radix(&text[i..i + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

fn whole() -> Vec<u8> {
    unhex(&fixture::<Fixture>("quantised").file)
}

fn opened(bytes: &[u8]) -> Result<GgufFile> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gguf");
    std::fs::write(&path, bytes).unwrap();
    GgufFile::open(&path)
}

#[test]
fn blocks_have_the_values_of_the_reference() {
    for (name, blocks) in fixture::<Fixture>("quantised").blocks {
        let format = (0..40).filter_map(format::of).find(|format| format.name == name).unwrap();
        let file = Bytes::Memory(unhex(&blocks.bytes).into());
        let (path, name, block, decode) = (Path::new("a"), &*name, format.sizes(), format.decode);
        let lying = Lying { file: &file, path, name, start: 0, block, decode };
        let count = blocks.values.len();
        for range in [0..count, 0..1, 3..count, count / 2 - 1..count / 2 + 1] {
            let mut values = vec![0.0; range.len()];
            lying.read(range.start, &mut values).unwrap();
            assert_eq!(values, blocks.values[range], "{name}");
        }
    }
}

#[test]
fn a_file_of_the_reference_is_read() {
    let file = opened(&whole()).unwrap();
    let shape = |name| file.stock(name).unwrap().shape;
    let numbers: Vec<f32> = (0..64).map(|i| i as f32).collect();
    assert_eq!(file.names(), ["blocks", "half", "reshaped", "single"]);
    for name in ["single", "half"] {
        assert_eq!(shape(name), [2, 3]);
        assert_eq!(file.values(name).unwrap(), numbers[..6]);
    }
    assert_eq!(shape("blocks"), [2, 32]);
    assert_eq!(file.values("blocks").unwrap(), fixture::<Fixture>("quantised").q8_0);
    assert_eq!(shape("reshaped"), [2, 4, 2, 4]);
    assert_eq!(file.values("reshaped").unwrap(), numbers);
    assert!(matches!(file.values("other"), Err(Error::Missing { .. })));
}

#[test]
fn a_cut_file_is_an_error() {
    let whole = whole();
    // The last tensor is filled up to a multiple of 32 bytes.
    for length in 4..whole.len() - 31 {
        assert!(matches!(opened(&whole[..length]), Err(Error::Gguf { .. })), "{length}");
    }
}

/// A header with one tensor.
fn header(version: u32, counts: [u64; 2], shape: &[u64], format: u32, start: u64) -> Vec<u8> {
    let mut bytes = b"GGUF".to_vec();
    bytes.extend(version.to_le_bytes());
    bytes.extend(counts.map(u64::to_le_bytes).concat());
    bytes.extend([&1_u64.to_le_bytes()[..], b"a"].concat());
    bytes.extend((shape.len() as u32).to_le_bytes());
    bytes.extend(shape.iter().flat_map(|axis| axis.to_le_bytes()));
    bytes.extend(format.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.resize(bytes.len().next_multiple_of(32) + 64, 0);
    bytes
}

#[test]
fn a_header_that_lies_is_an_error() {
    let huge = u64::MAX / 2;
    let fault = |bytes: &[u8]| match opened(bytes) {
        Err(Error::Gguf { fault, .. }) => Some(fault),
        _ => None,
    };
    let tensor = Some(GgufFault::Tensor("a".into()));
    assert_eq!(fault(&header(3, [1, 0], &[16], 0, 0)), None, "this one is whole");
    assert_eq!(fault(&header(1, [1, 0], &[16], 0, 0)), Some(GgufFault::Version(1)));
    assert_eq!(fault(&header(3, [1, 0], &[17], 0, 0)), tensor, "beyond the end");
    assert_eq!(fault(&header(3, [1, 0], &[8], 0, 16)), tensor, "not aligned");
    assert_eq!(fault(&header(3, [1, 0], &[8], 0, huge & !31)), tensor, "far beyond the end");
    assert_eq!(fault(&header(3, [1, 0], &[huge, 4], 0, 0)), tensor, "more values than numbers");
    assert_eq!(fault(&header(3, [1, 0], &[16], 8, 0)), tensor, "half a block");
    assert_eq!(fault(&header(3, [1, 0], &[1; 9], 0, 0)), tensor, "nine axes");
    assert!(fault(&header(3, [huge, 0], &[16], 0, 0)).is_some(), "more tensors than bytes");
    assert!(fault(&header(3, [1, huge], &[16], 0, 0)).is_some(), "more values than bytes");
    let format = GgufFault::Format { name: "a".into(), format: 10 };
    assert_eq!(fault(&header(3, [1, 0], &[256], 10, 0)), Some(format));
}

#[test]
fn no_changed_byte_panics() {
    let whole = whole();
    for place in (4..whole.len().min(600)).step_by(3) {
        for byte in [0, 1, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[place] = byte;
            if let Ok(file) = opened(&changed) {
                file.names().iter().for_each(|name| drop(file.values(name)));
            }
        }
    }
}
