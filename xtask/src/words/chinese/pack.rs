//! Rounds what was learned to the bytes of `zh-words.bin`.

use qingyun_prompt::words::Pos;
use qingyun_prompt::words::chinese::dictionary::{HAN, Id, RARE};
use qingyun_prompt::words::chinese::model::{BEYOND, CHOICES, CLASSES, NEVER, NEW, SURE};

use super::classes::Classes;
use super::features;
use super::field::Field;
use super::lattice::{Index, describe};
use super::lexicon::Lexicon;

/// Units of a byte in one of a logarithm.
const SCALE: f32 = 8.0;

/// Choices of a word that are worse than its best by so much are left out.
const MARGIN: f32 = 2.25;

/// A word is sure if shorter ones score less by so much.
const CLEAR: f32 = 1.5;

/// Characters that are worse than this at a place of a new word are never looked for there.
const FLOOR: f32 = -2.0;

/// What was learned, and what with.
pub(super) struct Learned<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) classes: &'a Classes,
    pub(super) index: &'a Index<'a>,
    pub(super) field: &'a Field,
}

impl Learned<'_> {
    /// The bytes of a `Model`.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let units = self.lexicon.units();
        let mut words: Vec<Vec<(u8, f32)>> =
            (0..units).map(|id| self.choices(&[id as Id])).collect();
        words.resize(units + self.lexicon.entries.len(), Vec::new());
        for (word, number) in &self.lexicon.entries {
            words[*number] = self.choices(word);
        }
        let mut rows: Vec<_> = words.iter().map(|choices| row(choices)).collect();
        for (word, number) in &self.lexicon.entries {
            if self.is_sure(word, &words) {
                rows[*number][0] |= SURE;
            }
        }
        let mut tags = [0; CLASSES];
        tags.iter_mut().zip(&self.classes.tags).for_each(|(tag, pos)| *tag = *pos as u8);
        let steps = (0..CLASSES * CLASSES).map(|at| ((at / CLASSES) as u8, (at % CLASSES) as u8));
        let steps = steps.map(|(from, to)| round(self.field.step(from, to)));
        let places = (0..units).flat_map(|id| self.places(id as Id));
        let header = [words.len() as u32, units as u32];
        let header = header.into_iter().flat_map(u32::to_le_bytes);
        header.chain(tags).chain(steps).chain(rows.into_iter().flatten()).chain(places).collect()
    }

    /// A word's classes with their scores, the best first.
    fn choices(&self, word: &[Id]) -> Vec<(u8, f32)> {
        let places = self.index.find(&describe(self.lexicon, word));
        let tags = self.classes.tags(self.lexicon, word).into_iter();
        let score = |pos: Pos| {
            (self.classes.class(self.lexicon, word, pos), self.field.score(&places, pos))
        };
        let mut choices: Vec<(u8, f32)> = tags.map(score).collect();
        choices.sort_by(|a, b| b.1.total_cmp(&a.1));
        let best = choices.first().map_or(0.0, |choice| choice.1);
        choices.retain(|choice| choice.1 > best - MARGIN && choice.0 != BEYOND);
        choices.truncate(CHOICES);
        choices
    }

    /// Whether a word scores more by [`CLEAR`] than any shorter words that its units could be.
    fn is_sure(&self, word: &[Id], words: &[Vec<(u8, f32)>]) -> bool {
        let best = |part: &[Id]| {
            let choices = words.get(self.lexicon.dictionary.word(part)?)?;
            choices.first().map(|choice| choice.1)
        };
        let mut sums = vec![0.0];
        for end in 1..=word.len() {
            let starts = (0..end).filter(|start| end - start < word.len());
            let ways = starts.filter_map(|start| Some(sums[start] + best(&word[start..end])?));
            sums.push(ways.fold(f32::MIN, f32::max));
        }
        best(word).is_some_and(|score| score > sums[word.len()] + CLEAR)
    }

    fn places(&self, id: Id) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(3 * (NEW.len() + 1));
        for place in 0..3 {
            let places = self.index.find(&features::place(self.lexicon, id, place));
            let scores = NEW.map(|pos| self.field.score(&places, pos));
            let best = scores.iter().copied().fold(f32::MIN, f32::max);
            let good = (id >= HAN || id == RARE) && best > FLOOR;
            let scores = scores.into_iter().chain([best]);
            bytes.extend(scores.map(|score| if good { round(score) } else { NEVER as u8 }));
        }
        bytes
    }
}

fn round(score: f32) -> u8 {
    (score * SCALE).round().clamp(-127.0, 127.0) as i8 as u8
}

fn row(choices: &[(u8, f32)]) -> [u8; 2 * CHOICES] {
    let mut row = [BEYOND; 2 * CHOICES];
    for (pair, (class, score)) in row.chunks_mut(2).zip(choices) {
        pair.copy_from_slice(&[*class, round(*score)]);
    }
    row
}
