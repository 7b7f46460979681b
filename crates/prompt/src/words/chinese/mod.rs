//! Chinese: the dictionary, where words end, and what part of speech they are.

pub mod dictionary;
mod lattice;
mod segment;
mod tag;

use dictionary::Dictionary;
use lattice::Lattice;
pub use segment::{EDGES, Edge};

use super::sequence::Sequence;
use super::unit::{Unit, units};
use super::{Pos, Word, fixed};
use crate::Span;

/// Most units that are read at once where no mark ends a sentence.
const SENTENCE: usize = 512;

/// Finds and tags Chinese words.
#[derive(Clone, Debug)]
pub struct Chinese {
    dictionary: Dictionary,
    edges: Sequence<EDGES>,
    tags: Sequence<{ Pos::ALL.len() }>,
}

impl Chinese {
    /// From a dictionary, and weights for edges and for parts of speech.
    pub const fn new(
        dictionary: Dictionary,
        edges: Sequence<EDGES>,
        tags: Sequence<{ Pos::ALL.len() }>,
    ) -> Self {
        Self { dictionary, edges, tags }
    }

    /// The words of a part of a text, in order.
    pub fn words(&self, text: &str, part: Span) -> Vec<Word> {
        let units = units(text, part);
        let mut words = Vec::with_capacity(units.len());
        for sentence in sentences(&units) {
            self.sentence(sentence, &mut words);
        }
        words
    }

    fn sentence(&self, units: &[Unit], words: &mut Vec<Word>) {
        let lattice = Lattice::new(units, &self.dictionary);
        let ranges = self.ranges(units, &lattice);
        let mut scores = Vec::with_capacity(ranges.len());
        tag::features(units, &lattice, &ranges, |keys| scores.push(self.tags.scores(keys)));
        let labels = self.tags.best(&scores);
        for ((start, end), label) in ranges.iter().zip(labels) {
            let span = units[*start].span.join(units[*end - 1].span);
            let alone = Some(&units[*start]).filter(|_| end - start == 1);
            let known = alone.and_then(|unit| fixed(unit.kind, unit.code));
            words.push(Word { span, pos: known.unwrap_or(Pos::ALL[label]) });
        }
    }

    /// The words as ranges of units; none crosses a space.
    fn ranges(&self, units: &[Unit], lattice: &Lattice) -> Vec<(usize, usize)> {
        let mut scores = Vec::with_capacity(units.len());
        segment::features(units, lattice, |keys| scores.push(self.edges.scores(keys)));
        let labels = self.edges.best(&scores);
        let mut ranges: Vec<(usize, usize)> = Vec::with_capacity(units.len());
        for (at, (unit, label)) in units.iter().zip(labels).enumerate() {
            let begins = label == Edge::Begin as usize || label == Edge::Single as usize;
            match ranges.last_mut() {
                Some(last) if !begins && !unit.spaced => last.1 = at + 1,
                _ => ranges.push((at, at + 1)),
            }
        }
        ranges
    }
}

/// Rows of units up to the end of a sentence, or of [`SENTENCE`] units.
fn sentences(units: &[Unit]) -> impl Iterator<Item = &[Unit]> {
    let ends = |unit: &Unit| matches!(char::from_u32(unit.code), Some('。' | '!' | '?' | ';'));
    units.split_inclusive(ends).flat_map(|sentence| sentence.chunks(SENTENCE))
}

/// What a model learns from: features of each item and the index of its right label.
pub type Lesson = Vec<(Vec<u64>, usize)>;

/// The lessons of a sentence whose words are known: in edges of units, and in parts of speech.
pub fn lessons(text: &str, words: &[Word], dictionary: &Dictionary) -> (Lesson, Lesson) {
    let units = units(text, Span { start: 0, end: text.len() });
    let lattice = Lattice::new(&units, dictionary);
    let ranges = gold(&units, words);
    let mut labels = ranges
        .iter()
        .flat_map(|(start, end, _)| (*start..*end).map(|at| Edge::of(at, *start, *end) as usize));
    let mut edges = Vec::with_capacity(units.len());
    segment::features(&units, &lattice, |keys| {
        edges.extend(labels.next().map(|label| (keys.to_vec(), label)));
    });
    let bare: Vec<(usize, usize)> = ranges.iter().map(|(start, end, _)| (*start, *end)).collect();
    let mut labels = ranges.iter().map(|(_, _, pos)| *pos as usize);
    let mut tags = Vec::with_capacity(ranges.len());
    tag::features(&units, &lattice, &bare, |keys| {
        tags.extend(labels.next().map(|label| (keys.to_vec(), label)));
    });
    (edges, tags)
}

/// Known words as ranges of units: a unit belongs to the word that holds its first byte.
fn gold(units: &[Unit], words: &[Word]) -> Vec<(usize, usize, Pos)> {
    let mut ranges = Vec::with_capacity(words.len());
    let mut at = 0;
    for word in words {
        let start = at;
        while units.get(at).is_some_and(|unit| unit.span.start < word.span.end) {
            at += 1;
        }
        if at > start {
            ranges.push((start, at, word.pos));
        }
    }
    ranges
}
