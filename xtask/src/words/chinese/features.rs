//! What is looked at to tell how well a word suits a sentence, and its part of speech the word.
//! Only the word itself is looked at: what it scores is known before any sentence.

use qingyun_prompt::words::chinese::dictionary::Id;
use qingyun_prompt::words::table::Key;

use super::lexicon::{Facts, Lexicon};

/// A feature with its value.
pub(super) type Feature = (u64, f32);

/// Features of a word: for whether it is one, and for its part of speech.
#[derive(Default)]
pub(super) struct Features {
    pub(super) word: Vec<Feature>,
    pub(super) tag: Vec<Feature>,
}

/// Adds features to a list, each of a kind of its own.
struct Keys<'a> {
    list: &'a mut Vec<Feature>,
    kind: u64,
}

impl Keys<'_> {
    fn add(&mut self, parts: &[u64]) {
        self.worth(parts, 1.0);
    }

    fn worth(&mut self, parts: &[u64], value: f32) {
        self.kind += 1;
        let key = parts.iter().fold(Key::of(self.kind), |key, part| key.and(*part));
        self.list.push((key.bits(), value));
    }
}

/// Cost of a part that the dictionary lacks.
const UNKNOWN: i32 = 240;

fn key(word: &[Id]) -> u64 {
    word.iter().fold(Key::of(0), |key, id| key.and(u64::from(*id))).bits()
}

/// The features of a word of the dictionary, or of a single unit.
pub(super) fn known(lexicon: &Lexicon, word: &[Id], facts: Facts) -> Features {
    let mut features = Features::default();
    is_word(word, facts, &mut Keys { list: &mut features.word, kind: 0 });
    if word.len() > 1 {
        is_whole(lexicon, word, facts, &mut Keys { list: &mut features.word, kind: 32 });
    }
    tag(lexicon, word, facts, &mut Keys { list: &mut features.tag, kind: 64 });
    features
}

fn is_word(word: &[Id], facts: Facts, keys: &mut Keys) {
    let length = word.len() as u64;
    let short = length.min(4);
    let (tag, gloss) = (u64::from(facts.tag), u64::from(facts.gloss));
    let [first, last] = [word[0], word[word.len() - 1]].map(u64::from);
    keys.add(&[length]);
    keys.worth(&[short], f32::from(facts.cost) / 64.0);
    keys.add(&[short, u64::from(facts.cost / 12)]);
    keys.add(&[key(word)]);
    keys.add(&[tag, length]);
    keys.add(&[gloss, short]);
    keys.add(&[gloss & 128, tag, short]);
    keys.add(&[first, length.min(3)]);
    keys.add(&[last, length.min(3)]);
}

/// Whether the word stands whole, by what it falls into at its likeliest cut.
fn is_whole(lexicon: &Lexicon, word: &[Id], facts: Facts, keys: &mut Keys) {
    let cost = |part: &[Id]| lexicon.find(part).map_or(UNKNOWN, |facts| i32::from(facts.cost));
    let tag = |part: &[Id]| lexicon.find(part).map_or(99, |facts| u64::from(facts.tag));
    let both = |cut: &usize| cost(&word[..*cut]) + cost(&word[*cut..]);
    let cut = (1..word.len()).min_by_key(both).unwrap_or(1);
    let (left, right) = word.split_at(cut);
    let gain = both(&cut) - i32::from(facts.cost);
    let much = (gain / 16).clamp(0, 15) as u64;
    let shape = (cut * 16 + word.len()) as u64;
    let [first, last] = [word[0], word[word.len() - 1]].map(u64::from);
    keys.add(&[key(&word[..2])]);
    keys.add(&[key(&word[word.len() - 2..])]);
    keys.add(&[tag(left), tag(right), shape]);
    keys.add(&[much, shape]);
    keys.add(&[tag(left), tag(right), much]);
    keys.add(&[tag(left), last, shape]);
    keys.add(&[first, tag(right), shape]);
    keys.add(&[tag(left), tag(right), u64::from(facts.tag)]);
    keys.add(&[u64::from(facts.tag), u64::from(facts.gloss), much]);
    keys.add(&[key(left), shape]);
    keys.add(&[key(right), shape]);
    keys.worth(&[word.len() as u64], gain as f32 / 64.0);
    let kind = keys.kind;
    for id in &word[1..word.len() - 1] {
        keys.kind = kind;
        keys.add(&[u64::from(*id)]);
    }
}

fn tag(lexicon: &Lexicon, word: &[Id], facts: Facts, keys: &mut Keys) {
    let known =
        |from: usize| lexicon.find(&word[from..]).map(|facts| facts.tag).filter(|tag| *tag > 0);
    let tag = match facts.tag {
        0 => 256 + u64::from((1..word.len()).find_map(known).unwrap_or(0)),
        tag => u64::from(tag),
    };
    let gloss = u64::from(facts.gloss);
    let length = word.len().min(5) as u64;
    let [first, last] = [word[0], word[word.len() - 1]].map(u64::from);
    keys.add(&[]);
    keys.add(&[key(word)]);
    keys.add(&[tag]);
    keys.add(&[gloss, tag]);
    keys.add(&[gloss, tag, length]);
    keys.add(&[first]);
    keys.add(&[last]);
    keys.add(&[last, length]);
    keys.add(&[key(&word[word.len().saturating_sub(2)..])]);
    keys.add(&[tag, last]);
    keys.add(&[length]);
    keys.add(&[tag, length]);
    keys.add(&[u64::from(facts.cost / 12), length.min(3)]);
    for bit in (0..8).filter(|bit| gloss >> bit & 1 == 1) {
        keys.kind = 96;
        keys.add(&[bit]);
        keys.add(&[bit, tag]);
    }
}

/// The features of a character at a place of a new word: the first (0), a middle (1) or the last
/// (2).
pub(super) fn place(lexicon: &Lexicon, id: Id, place: u64) -> Features {
    let mut features = Features::default();
    for (list, kind) in [(&mut features.word, 128), (&mut features.tag, 160)] {
        let mut keys = Keys { list, kind };
        let facts = lexicon.find(&[id]);
        let [any, later] = lexicon.name(id);
        keys.add(&[place]);
        keys.add(&[place, u64::from(id)]);
        keys.add(&[place, any]);
        keys.add(&[place, later]);
        keys.add(&[place, facts.map_or(30, |facts| u64::from(facts.cost / 8))]);
        keys.add(&[place, facts.map_or(99, |facts| u64::from(facts.tag))]);
        keys.add(&[place, facts.map_or(0, |facts| u64::from(facts.gloss))]);
    }
    features
}
