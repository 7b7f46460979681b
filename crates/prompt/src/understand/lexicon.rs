//! Every phrase that means something, with all that it can mean.

use std::collections::HashMap;

use super::colours::{COLOURS, SHADES};
use super::grammar::{NUMBERS, WORDS};
use super::inflect::singulars;
use super::places::PLACES;
use super::relating::RELATING;
use super::segment::{is_han, pieces};
use super::sense::Sense;
use super::sizes::SIZES;
use crate::clean::Clean;

/// Phrases by their key (see [`key`]).
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    senses: HashMap<String, Vec<Sense>>,
    /// Pieces of the longest phrase; bounds the search.
    longest: usize,
}

impl Lexicon {
    /// The lexicon of all that does not depend on a vocabulary.
    pub(crate) fn new() -> Self {
        let mut lexicon = Self::default();
        lexicon.add_common();
        lexicon
    }

    fn add_common(&mut self) {
        for (sense, words) in WORDS {
            self.add_list(sense, words);
        }
        for (number, words) in NUMBERS {
            self.add_list(&Sense::Number(*number), words);
        }
        for (place, words) in PLACES {
            self.add_list(&Sense::Place(*place), words);
        }
        for (size, words) in SIZES {
            self.add_list(&Sense::Size(*size), words);
        }
        for (shade, words) in SHADES {
            self.add_all(&Sense::Shade(*shade), words);
        }
        for named in COLOURS {
            let sense = Sense::Colour(named.colour());
            self.add_all(&sense, named.en);
            self.add_all(&sense, named.zh);
        }
    }

    /// The same, with the words that tie subjects to one another, to scenes and to numbers.
    pub(crate) fn general() -> Self {
        let mut lexicon = Self { senses: HashMap::with_capacity(GENERAL), longest: 0 };
        for (sense, words) in RELATING {
            lexicon.add_list(sense, words);
        }
        lexicon.add_common();
        lexicon
    }

    fn add_list(&mut self, sense: &Sense, phrases: &str) {
        for phrase in phrases.split(", ") {
            self.add(phrase, sense.clone());
        }
    }

    fn add_all(&mut self, sense: &Sense, phrases: &[&str]) {
        for phrase in phrases {
            self.add(phrase, sense.clone());
        }
    }

    /// Adds a phrase. Of two things with one name the first keeps it.
    pub(crate) fn add(&mut self, phrase: &str, sense: Sense) {
        let clean = Clean::new(phrase).text;
        let (key, length) = key(&clean);
        if !key.is_empty() {
            self.insert(key, length, sense);
        }
    }

    /// Adds a phrase that is most often its own key, which saves cleaning it.
    pub(crate) fn add_plain(&mut self, phrase: &str, sense: &Sense) {
        match plain_length(phrase) {
            Some(length) => self.insert(phrase.to_owned(), length, sense.clone()),
            None => self.add(phrase, sense.clone()),
        }
    }

    fn insert(&mut self, key: String, length: usize, sense: Sense) {
        self.longest = self.longest.max(length);
        let senses = self.senses.entry(key).or_default();
        let kind = std::mem::discriminant(&sense);
        if !senses.iter().any(|known| std::mem::discriminant(known) == kind) {
            senses.push(sense);
        }
    }

    /// Lets a thing whose name is a plural be asked for in the singular, where that is free.
    pub(crate) fn add_singulars(&mut self, phrase: &str, sense: &Sense) {
        for one in singulars(&key(&Clean::new(phrase).text).0) {
            self.senses.entry(one).or_insert_with(|| vec![sense.clone()]);
        }
    }

    /// Lets a plural that ends in s be asked for in the singular, where that is free.
    pub(crate) fn add_singular(&mut self, phrase: &str, sense: &Sense) {
        if phrase.ends_with('s') && !phrase.ends_with("ss") && !OTHERWISE.contains(&phrase) {
            self.add_singulars(phrase, sense);
        }
    }

    /// What a phrase of clean text can mean: as it stands, else as a plural.
    pub(crate) fn senses(&self, phrase: &str) -> Option<&[Sense]> {
        let (key, _) = key(phrase);
        let plural = || singulars(&key).iter().find_map(|one| self.senses.get(one));
        self.senses.get(&key).or_else(plural).map(Vec::as_slice)
    }

    /// Pieces of the longest phrase.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }
}

/// About how many phrases the general vocabulary has; room made at once saves moving them.
const GENERAL: usize = 12_000;

/// Plurals whose singular is something else: a glass, short.
const OTHERWISE: &[&str] = &["glasses", "shorts"];

/// Pieces of a phrase that is its own key: only Chinese characters, or only lower-case letters
/// with single spaces between words.
fn plain_length(phrase: &str) -> Option<usize> {
    if phrase.chars().all(is_han) {
        return Some(phrase.chars().count());
    }
    let letters = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    phrase.split(' ').all(letters).then(|| phrase.split(' ').count())
}

/// How phrases compare, and how many pieces they have: pieces joined by one space, but no space
/// between Chinese characters; `T-恤` and `t 恤` are the same.
pub(crate) fn key(phrase: &str) -> (String, usize) {
    let mut key = String::new();
    let mut length = 0;
    for piece in pieces(phrase).map(|(_, piece)| piece) {
        let glued = key.ends_with(is_han) && piece.starts_with(is_han);
        if !key.is_empty() && !glued {
            key.push(' ');
        }
        key.push_str(piece);
        length += 1;
    }
    (key, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        assert_eq!(key("t-shirt").0, "t shirt");
        assert_eq!(key("左 上角").0, "左上角");
        assert_eq!(key("t恤").0, "t 恤");
        assert_eq!(key("🐱").0, "🐱");
    }

    #[test]
    fn the_first_thing_keeps_a_shared_name() {
        let mut lexicon = Lexicon::new();
        lexicon.add("Orange", Sense::Subject(3));
        lexicon.add("orange", Sense::Subject(4));
        let senses = lexicon.senses("oranges").unwrap_or_default();
        assert!(matches!(senses, [Sense::Colour(_), Sense::Subject(3)]));
    }
}
