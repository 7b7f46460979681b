//! Message catalogues of programs and games (GNU gettext's compiled form, `.mo`).

use std::path::Path;

use anyhow::Result;

use super::{Text, clean, files};

/// The pairs of all catalogues in simplified Chinese.
pub(super) fn read(folder: &Path) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for path in files(folder, "mo")? {
        if path.components().any(|part| part.as_os_str() == "zh_CN") {
            texts.extend(catalogue(&std::fs::read(&path)?).into_iter().filter_map(pair));
        }
    }
    Ok(texts)
}

fn pair((en, zh): (String, String)) -> Option<Text> {
    let (en, zh) = (clean::message(&en)?, clean::message(&zh)?);
    let (long, short) = (en.chars().count() as f64, zh.chars().count() as f64);
    let translated = (0.08..=1.5).contains(&(short / long)) && long <= 1600.0;
    translated.then(|| Text::pair("gettext", &en, &zh))
}

/// Messages with their translations. The file: a magic number, a revision, the count, and the
/// offsets of two tables of (length, offset), all in 32 bits.
fn catalogue(bytes: &[u8]) -> Vec<(String, String)> {
    if number(bytes, 0) != Some(0x9504_12de) {
        return Vec::new();
    }
    let table = |at: usize| number(bytes, at).unwrap_or_default();
    let (count, ids, values) = (table(8), table(12), table(16));
    let pair = |index: usize| {
        let id = string(bytes, ids + 8 * index)?;
        // A context stands before the message; the plural, which a zero byte parts, is not needed.
        let id = id.rsplit('\u{4}').next()?.to_owned();
        Some((id, string(bytes, values + 8 * index)?))
    };
    (0..count).filter_map(pair).collect()
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_le_bytes(four) as usize)
}

fn string(bytes: &[u8], entry: usize) -> Option<String> {
    let (length, offset) = (number(bytes, entry)?, number(bytes, entry + 4)?);
    let text = std::str::from_utf8(bytes.get(offset..offset + length)?).ok()?;
    Some(text.split('\0').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One message, laid out by hand as gettext's manual shows it.
    fn file(id: &str, value: &str) -> Vec<u8> {
        let (ids, values, text) = (20u32, 28u32, 36u32);
        let words = [0x9504_12de, 0, 1, ids, values];
        let mut bytes: Vec<u8> = words.iter().flat_map(|word: &u32| word.to_le_bytes()).collect();
        for (length, offset) in [(id.len(), 0), (value.len(), id.len() + 1)] {
            bytes.extend((length as u32).to_le_bytes());
            bytes.extend((text + offset as u32).to_le_bytes());
        }
        bytes.extend(format!("{id}\0{value}\0").bytes());
        bytes
    }

    #[test]
    fn a_message_is_read_without_its_context() {
        let read = catalogue(&file("animal\u{4}cat", "猫"));
        assert_eq!(read, [("cat".to_owned(), "猫".to_owned())]);
        assert!(catalogue(b"not a catalogue").is_empty());
        assert!(catalogue(&file("cat", "猫")[..30]).is_empty());
    }
}
