//! Classes of words: a part of speech each, and finer than it where that pays. Frequent words are
//! classes by themselves, others by jieba's tag and whether they are one character.

use std::collections::{BTreeMap, HashMap};

use qingyun_prompt::words::Pos;
use qingyun_prompt::words::chinese::dictionary::{HAN, Id, LOOKS, MARK, RARE};
use qingyun_prompt::words::chinese::model::{CLASSES, NEW};

use super::lexicon::Lexicon;
use super::sentence::Known;
use crate::words::dictionary::letter;

/// Words seen less often are no class by themselves, nor are fewer words a class.
const LEAST: u32 = 12;

/// A part of speech is looked for in words of a kind if it has this share of them.
const SHARE: f32 = 0.02;

/// What makes a class, finest first.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Word(Vec<Id>),
    /// The first letter of jieba's tag, and whether the word is one unit.
    Tag(u8, bool),
    Looks(Id),
    Any,
}

/// Classes, and the parts of speech that words can have.
pub(super) struct Classes {
    numbers: HashMap<(Pos, Kind), u8>,
    /// The part of speech of each class.
    pub(super) tags: Vec<Pos>,
    /// By jieba's tag and length.
    usual: HashMap<(u8, usize), Vec<Pos>>,
    seen: HashMap<Vec<Id>, Vec<Pos>>,
}

impl Classes {
    /// As these sentences use words.
    pub(super) fn new(sentences: &[Known], lexicon: &Lexicon) -> Self {
        let mut classes: BTreeMap<(Pos, Kind), u32> = BTreeMap::new();
        let mut usual: HashMap<(u8, usize), BTreeMap<Pos, u32>> = HashMap::new();
        let mut seen: HashMap<Vec<Id>, BTreeMap<Pos, u32>> = HashMap::new();
        for sentence in sentences {
            for word in &sentence.words {
                let ids = sentence.ids(word.start, word.end);
                for kind in kinds(lexicon, &ids) {
                    *classes.entry((word.pos, kind)).or_default() += 1;
                }
                let tags = usual.entry(usual_key(lexicon, &ids)).or_default();
                *tags.entry(word.pos).or_default() += 1;
                *seen.entry(ids).or_default().entry(word.pos).or_default() += 1;
            }
        }
        let (numbers, tags) = number(classes);
        let often = |tags: BTreeMap<Pos, u32>| {
            let all: u32 = tags.values().sum();
            let least = SHARE * all as f32 + 0.5;
            tags.into_iter()
                .filter(|(_, count)| *count as f32 > least)
                .map(|(pos, _)| pos)
                .collect()
        };
        let usual = usual.into_iter().map(|(key, tags)| (key, often(tags))).collect();
        let seen =
            seen.into_iter().map(|(word, tags)| (word, tags.into_keys().collect())).collect();
        Self { numbers, tags, usual, seen }
    }

    /// The class of a word with a part of speech.
    pub(super) fn class(&self, lexicon: &Lexicon, word: &[Id], pos: Pos) -> u8 {
        let number = |kind: Kind| self.numbers.get(&(pos, kind)).copied();
        kinds(lexicon, word).into_iter().find_map(number).unwrap_or(0)
    }

    /// The class of a new word.
    pub(super) fn new_word(pos: Pos) -> Option<u8> {
        NEW.iter().zip(1..).find(|(new, _)| **new == pos).map(|(_, class)| class)
    }

    /// The parts of speech that a word can have.
    pub(super) fn tags(&self, lexicon: &Lexicon, word: &[Id]) -> Vec<Pos> {
        match *word {
            [2..=7] => return vec![Pos::Num],
            [16] => return vec![Pos::X],
            [17] => return vec![Pos::Sym],
            [RARE] => return vec![Pos::Propn, Pos::Noun],
            [MARK | LOOKS..HAN] => return vec![Pos::Punct],
            _ => {}
        }
        let mut tags = self.usual.get(&usual_key(lexicon, word)).cloned().unwrap_or_default();
        let more = self.seen.get(word).into_iter().flatten().copied();
        more.for_each(|pos| {
            if !tags.contains(&pos) {
                tags.push(pos)
            }
        });
        if tags.is_empty() { vec![Pos::Noun, Pos::Verb, Pos::Propn, Pos::Adj] } else { tags }
    }
}

fn kinds(lexicon: &Lexicon, word: &[Id]) -> Vec<Kind> {
    let fine = match (lexicon.find(word), word) {
        (Some(facts), _) => Kind::Tag(letter(facts.tag), word.len() == 1),
        (None, [id]) => Kind::Looks(*id),
        (None, _) => Kind::Any,
    };
    vec![Kind::Word(word.to_vec()), fine, Kind::Any]
}

fn usual_key(lexicon: &Lexicon, word: &[Id]) -> (u8, usize) {
    match (lexicon.find(word), word) {
        (Some(facts), _) => (facts.tag, word.len().min(3)),
        (None, [id]) => (100 + (*id).min(LOOKS) as u8, 1),
        (None, _) => (255, 0),
    }
}

/// Numbers the most frequent classes; each part of speech is one in any case.
fn number(counts: BTreeMap<(Pos, Kind), u32>) -> (HashMap<(Pos, Kind), u8>, Vec<Pos>) {
    let must = Pos::ALL.map(|pos| ((pos, Kind::Any), u32::MAX));
    let often =
        counts.into_iter().filter(|((_, kind), count)| *kind != Kind::Any && *count >= LEAST);
    let mut order: Vec<((Pos, Kind), u32)> = must.into_iter().chain(often).collect();
    order.sort_by_key(|(_, count)| u32::MAX - count);
    let mut tags = vec![Pos::X];
    tags.extend(NEW);
    let mut numbers = HashMap::new();
    for (key, _) in order.into_iter().take(CLASSES - tags.len()) {
        let class = tags.len() as u8;
        tags.push(key.0);
        numbers.insert(key, class);
    }
    (numbers, tags)
}
