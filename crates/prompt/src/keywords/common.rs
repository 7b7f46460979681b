//! How common words are.
//!
//! `common.en.txt` holds stems in order of the texts that have them (descriptions of Debian's
//! packages, glosses of WordNet), `common.zh.txt` words in order of jieba's counts. By Zipf's law
//! (1949) a word's place in such a list tells its frequency, so no counts are kept.

use std::collections::HashMap;
use std::sync::LazyLock;

static PLACES: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let lists = [include_str!("common.en.txt"), include_str!("common.zh.txt")];
    lists.iter().flat_map(|list| list.lines().enumerate()).map(|(at, word)| (word, at)).collect()
});

/// Places among which no difference is made: grammar's own words.
const FLAT: f32 = 20.0;

/// Where words stand that are in no list.
const UNLISTED: usize = 8000;

/// How rare a word is, from 0; about the logarithm of how many words are more common. Takes words
/// as they are counted.
pub(super) fn rarity(word: &str) -> f32 {
    let place = PLACES.get(word).copied().unwrap_or(UNLISTED);
    (1.0 + place as f32 / FLAT).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_are_rarer() {
        assert!(rarity("the") < 0.1);
        assert!(rarity("的") < 1.0);
        assert!(rarity("method") < rarity("micel"));
        assert!(rarity("方法") < rarity("收缩压"));
    }
}
