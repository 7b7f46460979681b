//! The same networks in a file of GGUF.

use super::*;
use crate::formula::weight;

/// A file of GGUF with weights by the formula, all in f32.
fn gguf(shapes: &Shapes) -> Vec<u8> {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let mut header = [&b"GGUF"[..], &3_u32.to_le_bytes()].concat();
    header.extend([shapes.len() as u64, 0].map(u64::to_le_bytes).concat());
    let mut data = Vec::new();
    for (name, shape) in shapes {
        header.extend(text(name));
        header.extend((shape.len() as u32).to_le_bytes());
        header.extend(shape.iter().rev().flat_map(|&axis| (axis as u64).to_le_bytes()));
        header.extend(0_u32.to_le_bytes());
        header.extend((data.len() as u64).to_le_bytes());
        data.extend(weight(name, shape).iter().flat_map(|value| value.to_le_bytes()));
        data.resize(data.len().next_multiple_of(32), 0);
    }
    header.resize(header.len().next_multiple_of(32), 0);
    [header, data].concat()
}

#[test]
fn a_file_of_gguf_is_read() {
    let fixture: Fixture = fixture("names_sd1");
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join("model.gguf");
    fs::write(&path, gguf(&fixture.shapes())).unwrap();
    let files = Files::open(&path).unwrap();
    assert_eq!(files.family(), Some(Family::Sd1));
    fixture.unet.agrees(&*files.unet.as_ref().unwrap().weights);
    all_are_made(&files, 1);
}
