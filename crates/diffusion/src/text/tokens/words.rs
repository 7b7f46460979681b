//! A text's words, as CLIP parts them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What English leaves out letters for, in the order in which they are tried.
const CONTRACTIONS: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

/// The text as words are looked for in it: composed, in small letters, one by one.
pub(super) fn fold(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).collect()
}

/// The words of a folded text: a contraction, letters in a row, a single digit, or other signs
/// in a row.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (word, after) = rest.split_at(length(first, rest));
        rest = after.trim_start();
        Some(word)
    })
}

/// Bytes of the word at the start of a text.
fn length(first: char, text: &str) -> usize {
    if let Some(found) = CONTRACTIONS.iter().find(|short| text.starts_with(**short)) {
        return found.len();
    }
    match Kind::of(first) {
        Kind::Number => first.len_utf8(),
        kind => text.find(|c| Kind::of(c) != kind).unwrap_or(text.len()),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Blank,
    Letter,
    Number,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            c if c.is_whitespace() => Self::Blank,
            c if c.is_numeric() => Self::Number,
            c if is_letter(c) => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// Unicode's general category L, for what is no number: the alphabetic characters without marks
/// and without letters in circles and boxes.
fn is_letter(c: char) -> bool {
    let enclosed = matches!(
        u32::from(c),
        0x24B6..=0x24E9 | 0x1F130..=0x1F149 | 0x1F150..=0x1F169 | 0x1F170..=0x1F189
    );
    c.is_alphabetic() && !is_combining_mark(c) && !enclosed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        split(&fold(text)).map(str::to_owned).collect()
    }

    #[test]
    fn words_are_parted_by_kind() {
        assert_eq!(words(" Don't  STOP12!!! "), ["don", "'t", "stop", "1", "2", "!!!"]);
        assert_eq!(words("'sleep ''s !'s"), ["'s", "leep", "''", "s", "!'", "s"]);
        assert_eq!(words("红色cat，猫½"), ["红色cat", "，", "猫", "½"]);
        assert_eq!(words("cafe\u{301} ΣΑΣ Ⓐb"), ["café", "σασ", "ⓐ", "b"]);
        assert_eq!(words("a\u{200b}b\u{0}\u{3000}c"), ["a", "\u{200b}", "b", "\u{0}", "c"]);
        assert!(words(" \n\t").is_empty());
    }
}
