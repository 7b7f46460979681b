//! WordNet's words, and what it says that they mean.

use std::path::Path;

use anyhow::Result;

use super::{Text, text};

/// One gloss in so many is taken; the words are taken all.
const GLOSS: u32 = 4;

/// The words of each set of synonyms, and its gloss.
pub(super) fn read(folder: &Path) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for part in ["noun", "verb", "adj", "adv"] {
        let file =
            std::fs::read_to_string(folder.join("package/dict").join(format!("data.{part}")))?;
        texts.extend(file.lines().filter(|line| !line.starts_with(' ')).flat_map(synset));
    }
    Ok(texts)
}

/// A line: offset, file, part of speech, count of words in hex, then word and number each, …, and
/// the gloss after a bar.
fn synset(line: &str) -> Vec<Text> {
    let Some((data, gloss)) = line.split_once('|') else { return Vec::new() };
    let mut fields = data.split(' ').skip(3);
    let count = fields.next().and_then(|hex| usize::from_str_radix(hex, 16).ok()).unwrap_or(0);
    let word = |word: &str| {
        let word = word.split('(').next().unwrap_or_default().replace('_', " ");
        Text::english("wordnet", &word)
    };
    let words = fields.step_by(2).take(count).map(word);
    let gloss = Some(gloss.trim()).filter(|gloss| text::draw(gloss, GLOSS));
    words.chain(gloss.map(|gloss| Text::english("glosses", gloss))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_its_words_and_gloss() {
        let line = "00002137 03 n 02 abstraction 0 abstract_entity 0 010 @ 1 n 0000 | a concept  ";
        let english: Vec<_> = synset(line).into_iter().map(|text| text.en).collect();
        assert_eq!(english[..2], ["abstraction", "abstract entity"]);
    }
}
