//! A piece of text, and the file that holds all of them.

use std::collections::HashSet;
use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::fetch;

/// Most characters of an English text: about the 256 tokens that the teacher reads.
const LONGEST: usize = 1600;

/// English, with what it is in Chinese where that is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Text {
    /// The reader that found it.
    pub(crate) source: String,
    /// Kept from training, to check with.
    pub(crate) held: bool,
    /// What the teacher reads.
    pub(crate) en: String,
    /// The same in Chinese.
    pub(crate) zh: Option<String>,
}

impl Text {
    /// English alone; one in a hundred is held out.
    pub(super) fn english(source: &str, en: &str) -> Self {
        Self { source: source.into(), held: draw(en, 100), en: en.into(), zh: None }
    }

    /// A pair; all pairs with one Chinese in a hundred are held out.
    pub(super) fn pair(source: &str, en: &str, zh: &str) -> Self {
        Self { source: source.into(), held: draw(zh, 100), en: en.into(), zh: Some(zh.into()) }
    }
}

/// Whether the text is the one in `count` that its hash picks: the same on every run.
pub(super) fn draw(text: &str, count: u32) -> bool {
    let hash = fetch::sha256(text.as_bytes());
    u32::from_str_radix(&hash[..7], 16).is_ok_and(|hash| hash.is_multiple_of(count))
}

/// Each text once, without those that are empty, too long, or not what they should be.
pub(super) fn unique(texts: Vec<Text>) -> Vec<Text> {
    let mut seen = HashSet::new();
    let fits = |text: &Text| {
        let latin = text.en.chars().filter(char::is_ascii_alphabetic).count();
        let chinese = text.zh.as_deref().is_none_or(|zh| zh.chars().any(is_han));
        latin >= 2 && text.en.len() <= LONGEST && chinese && !text.en.chars().any(is_han)
    };
    texts
        .into_iter()
        .filter(fits)
        .filter(|text| seen.insert((text.en.clone(), text.zh.clone())))
        .collect()
}

/// A Han character of the basic block.
pub(crate) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// One line a text: source, `held` or `learn`, English, Chinese.
pub(super) fn write(texts: &[Text]) -> String {
    let mut tsv = String::new();
    for Text { source, held, en, zh } in texts {
        let held = if *held { "held" } else { "learn" };
        let zh = zh.as_deref().unwrap_or_default();
        let _ = writeln!(tsv, "{source}\t{held}\t{}\t{}", flat(en), flat(zh));
    }
    tsv
}

/// Reads what [`write()`] wrote.
pub(crate) fn read(tsv: &str) -> Result<Vec<Text>> {
    let text = |(number, line): (usize, &str)| {
        let mut fields = line.split('\t').map(str::to_owned);
        let mut field = || {
            let hint = "four columns are expected; run `cargo xtask bert gather` again";
            fields.next().with_context(|| format!("text.tsv, line {}: {hint}", number + 1))
        };
        let (source, held, en, zh) = (field()?, field()? == "held", field()?, field()?);
        Ok(Text { source, held, en, zh: Some(zh).filter(|zh| !zh.is_empty()) })
    };
    tsv.lines().enumerate().map(text).collect()
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let texts = vec![Text::pair("a", "a cat", "猫"), Text::english("b", "two\nlines")];
        let read = read(&write(&texts)).unwrap();
        assert_eq!(read[0], texts[0]);
        assert_eq!((read[1].en.as_str(), &read[1].zh), ("two lines", &None));
    }

    #[test]
    fn texts_in_the_wrong_script_go() {
        let texts = vec![
            Text::pair("a", "cat", "cat"),
            Text::pair("a", "猫", "猫"),
            Text::pair("a", "cat", "猫"),
            Text::pair("a", "cat", "猫"),
        ];
        assert_eq!(unique(texts).len(), 1);
    }
}
