//! All words that a sentence may be made of.

use std::collections::HashMap;

use qingyun_prompt::words::Pos;
use qingyun_prompt::words::chinese::dictionary::{Id, LONGEST};
use qingyun_prompt::words::chinese::model::NEW;

use super::classes::Classes;
use super::features::{self, Feature, Features};
use super::lexicon::{Facts, Lexicon};
use super::sentence::{Known, Right};

/// A word of units `start..end` in one class.
pub(super) struct Edge {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) class: u8,
    pub(super) pos: Pos,
    /// Which of the index's lists are its features.
    pub(super) list: usize,
}

/// A sentence's edges, by where they start, and which of them are right.
pub(super) struct Lattice {
    pub(super) units: usize,
    pub(super) edges: Vec<Edge>,
    pub(super) right: Vec<usize>,
}

/// Features as places of weights: of the word, and of its part of speech (the first of a row).
pub(super) type Places = [Vec<(usize, f32)>; 2];

/// Numbers features as they are met.
pub(super) struct Index<'a> {
    lexicon: &'a Lexicon,
    numbers: HashMap<u64, usize>,
    /// One more than the last place.
    pub(super) size: usize,
    pub(super) lists: Vec<Places>,
    met: HashMap<Vec<Id>, usize>,
}

impl<'a> Index<'a> {
    pub(super) fn new(lexicon: &'a Lexicon) -> Self {
        Self { lexicon, numbers: HashMap::new(), size: 0, lists: Vec::new(), met: HashMap::new() }
    }

    /// Places of features that were met.
    pub(super) fn find(&self, features: &Features) -> Places {
        let place = |(key, value): &Feature| Some((*self.numbers.get(key)?, *value));
        [&features.word, &features.tag].map(|list| list.iter().filter_map(place).collect())
    }

    fn meet(&mut self, features: &Features) {
        for (list, width) in [(&features.word, 1), (&features.tag, Pos::ALL.len())] {
            for (key, _) in list {
                if !self.numbers.contains_key(key) {
                    self.numbers.insert(*key, self.size);
                    self.size += width;
                }
            }
        }
    }

    /// The list of a word's features.
    fn list(&mut self, word: &[Id]) -> usize {
        if let Some(list) = self.met.get(word) {
            return *list;
        }
        let features = describe(self.lexicon, word);
        self.meet(&features);
        self.lists.push(self.find(&features));
        self.met.insert(word.to_vec(), self.lists.len() - 1);
        self.lists.len() - 1
    }
}

/// The features of a word: the dictionary's, a single unit, or a new word.
pub(super) fn describe(lexicon: &Lexicon, word: &[Id]) -> Features {
    match (lexicon.find(word), word) {
        (Some(facts), _) => features::known(lexicon, word, facts),
        (None, [_]) => features::known(lexicon, word, Facts { cost: 1, tag: 0, gloss: 0 }),
        (None, _) => {
            let mut all = Features::default();
            for (at, id) in word.iter().enumerate() {
                let place = if at == 0 {
                    0
                } else if at + 1 == word.len() {
                    2
                } else {
                    1
                };
                let one = features::place(lexicon, *id, place);
                all.word.extend(one.word);
                all.tag.extend(one.tag);
            }
            all
        }
    }
}

impl Lattice {
    /// The lattice of a sentence; right words are in it even if they would not be found.
    pub(super) fn new(sentence: &Known, classes: &Classes, index: &mut Index) -> Self {
        let mut lattice =
            Self { units: sentence.units.len(), edges: Vec::new(), right: Vec::new() };
        let mut right = sentence.words.iter().peekable();
        for start in 0..sentence.units.len() {
            let right = right.next_if(|word| word.start == start);
            lattice.begin(sentence, start, right, classes, index);
        }
        lattice
    }

    fn begin(
        &mut self,
        sentence: &Known,
        start: usize,
        right: Option<&Right>,
        classes: &Classes,
        index: &mut Index,
    ) {
        let lexicon = index.lexicon;
        let right_end = right.map_or(start, |word| word.end);
        let joined =
            sentence.units[start + 1..].iter().take_while(|unit| unit.is_han() && !unit.spaced);
        let han = sentence.units[start].is_han();
        let most = start + 1 + if han { joined.take(LONGEST - 1).count() } else { 0 };
        let mut may_be_new = han;
        for end in start + 1..=most.max(right_end) {
            let ids = sentence.ids(start, end);
            let known = end == start + 1 || lexicon.find(&ids).is_some();
            let mut tags = match known {
                true => classes.tags(lexicon, &ids),
                false if may_be_new && end <= most && !begins(lexicon, sentence, start, end) => {
                    NEW.to_vec()
                }
                false => Vec::new(),
            };
            may_be_new &= end == start + 1 || !known;
            let right = right.filter(|word| word.end == end);
            tags.extend(right.map(|word| word.pos).filter(|pos| !tags.contains(pos)));
            for pos in tags {
                let new = Classes::new_word(pos).filter(|_| !known);
                let class = new.unwrap_or_else(|| classes.class(lexicon, &ids, pos));
                if right.is_some_and(|word| word.pos == pos) {
                    self.right.push(self.edges.len());
                }
                let list = index.list(&ids);
                self.edges.push(Edge { start, end, class, pos, list });
            }
        }
    }
}

/// Whether a word of the dictionary begins at a unit of a new word before its last.
fn begins(lexicon: &Lexicon, sentence: &Known, start: usize, end: usize) -> bool {
    (start..end - 1).any(|from| {
        let most = sentence.units.len().min(from + LONGEST);
        (from + 2..=most).any(|to| lexicon.find(&sentence.ids(from, to)).is_some())
    })
}
