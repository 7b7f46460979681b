//! What is known of words before any sentence is read.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use qingyun_prompt::words::chinese::dictionary::{Dictionary, Id};

use crate::words::file;

/// What the dictionaries say of a word.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    /// How rare it is: −8 ln of its share of a big text; at least 1.
    pub(super) cost: u8,
    /// Its most frequent part of speech in jieba's set; 0 where none is known.
    pub(super) tag: u8,
    /// What its English glosses say, a bit each.
    pub(super) gloss: u8,
}

/// The dictionary with its facts.
pub(super) struct Lexicon {
    pub(super) dictionary: Dictionary,
    facts: Vec<[u8; 3]>,
    /// The words of several characters, with their numbers.
    pub(super) entries: Vec<(Vec<Id>, usize)>,
    /// By character, in how many tenths of its words it is in a long name; the same where it is
    /// not the first.
    names: HashMap<Id, [u64; 2]>,
}

/// jieba's tags of names, by their places in the list from 1.
const NAMES: [u8; 4] = [23, 24, 25, 26];

impl Lexicon {
    /// Reads both files.
    pub(super) fn open() -> Result<Self> {
        let read = |name| {
            let path = file(name);
            std::fs::read(&path).with_context(|| format!("reading {}", path.display()))
        };
        let dictionary = Dictionary::new(read("zh-dictionary.bin")?.leak());
        let facts = read("zh-facts.bin")?.as_chunks().0.to_vec();
        ensure!(facts.len() == dictionary.words(), "zh-facts.bin is of another dictionary");
        let entries = dictionary.entries();
        let mut lexicon = Self { dictionary, facts, entries, names: HashMap::new() };
        lexicon.names = lexicon.count_names();
        Ok(lexicon)
    }

    /// The facts of a word by its number, if it is in the dictionary.
    pub(super) fn facts(&self, word: usize) -> Option<Facts> {
        let [cost, tag, gloss] = *self.facts.get(word)?;
        (cost > 0).then_some(Facts { cost, tag, gloss })
    }

    /// The facts of a word.
    pub(super) fn find(&self, word: &[Id]) -> Option<Facts> {
        self.facts(self.dictionary.word(word)?)
    }

    /// How much a character is one of long names: as any of theirs, as a later one.
    pub(super) fn name(&self, id: Id) -> [u64; 2] {
        self.names.get(&id).copied().unwrap_or([15, 15])
    }

    /// How many numbers of units there are.
    pub(super) fn units(&self) -> usize {
        self.facts.len() - self.entries.len()
    }

    fn count_names(&self) -> HashMap<Id, [u64; 2]> {
        let mut counts: HashMap<Id, [f32; 3]> = HashMap::new();
        for (word, number) in &self.entries {
            let tag = self.facts(*number).map_or(0, |facts| facts.tag);
            let name = word.len() >= 3 && NAMES.contains(&tag);
            for (at, id) in word.iter().enumerate() {
                let count = counts.entry(*id).or_default();
                count[0] += 1.0;
                count[1] += f32::from(name);
                count[2] += f32::from(name && at > 0);
            }
        }
        let tenths = |part: f32, all: f32| ((part + 0.2) / (all + 2.0) * 10.0) as u64;
        counts
            .into_iter()
            .map(|(id, [all, any, later])| (id, [tenths(any, all), tenths(later, all)]))
            .collect()
    }
}
