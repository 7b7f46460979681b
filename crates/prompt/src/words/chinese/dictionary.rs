//! The Chinese dictionary: what is known of a word before it is read in a sentence.

use crate::words::table::{Key, Table};

/// Kind of the dictionary's keys.
const WORD: u64 = 254;

/// Most characters of a word.
pub const LONGEST: usize = 8;

/// What the dictionary knows of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How rare the word is: −8 ln of its share of a big text, at most 255.
    pub cost: u8,
    /// Its most frequent part of speech in jieba's set; 0 where none is known.
    pub tag: u8,
    /// What its English glosses say, one bit each: see [`gloss`].
    pub gloss: u8,
    /// Characters of the longest word that begins with this word's first character, for words
    /// of one character.
    pub longest: u8,
}

/// Bits of [`Entry::gloss`].
pub mod gloss {
    /// "to …": a verb.
    pub const VERB: u8 = 1;
    /// It has a measure word, or a gloss with an article: a noun.
    pub const NOUN: u8 = 2;
    /// Its Pinyin begins with a capital: a name.
    pub const NAME: u8 = 4;
    /// A surname.
    pub const SURNAME: u8 = 8;
    /// "classifier for …": a measure word.
    pub const MEASURE: u8 = 16;
    /// "-ly": an adverb.
    pub const ADVERB: u8 = 32;
    /// "(of …)", "-ful", "-ous" and the like: an adjective.
    pub const ADJECTIVE: u8 = 64;
    /// In CC-CEDICT at all.
    pub const KNOWN: u8 = 128;
}

/// Bytes of an entry.
pub const WIDTH: usize = 4;

/// The words of Chinese, in simplified characters.
#[derive(Clone, Copy, Debug)]
pub struct Dictionary {
    table: Table<'static>,
}

impl Dictionary {
    /// A dictionary whose rows are cost, tag, gloss, longest.
    pub const fn new(table: Table<'static>) -> Self {
        Self { table }
    }

    /// What is known of a word of at most [`LONGEST`] simplified characters.
    pub fn entry(&self, word: &str) -> Option<Entry> {
        self.at(key().word(word))
    }

    #[inline]
    pub(crate) fn at(&self, key: Key) -> Option<Entry> {
        match *self.table.row(key.bits())? {
            [cost, tag, gloss, longest] => Some(Entry { cost, tag, gloss, longest }),
            _ => None,
        }
    }
}

/// The key of no characters yet: add those of a word.
#[inline]
pub fn key() -> Key {
    Key::of(WORD)
}
