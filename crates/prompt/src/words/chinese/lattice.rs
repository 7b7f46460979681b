//! The dictionary's words at each unit of a sentence.
//!
//! All are looked up before any is judged: reads of the dictionary then wait for memory together.

use super::dictionary::{Dictionary, LONGEST};
use super::model::{Choices, Model};
use super::units::Unit;

/// A word of the dictionary, or a single unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) choices: Choices,
    /// Units.
    pub(crate) length: usize,
}

/// The words that begin at each unit.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    words: Vec<Found>,
    /// Where the words of each unit lie: from, to.
    units: Vec<(u32, u32)>,
}

/// A word that is sure so far.
#[derive(Clone, Copy)]
struct Sure {
    start: usize,
    end: usize,
}

impl Lattice {
    /// Looks all words up; none crosses a space. Where a word is sure, and none reaches across
    /// its ends, others are left out.
    pub(crate) fn fill(&mut self, units: &[Unit], dictionary: &Dictionary, model: &Model) {
        self.words.clear();
        self.units.clear();
        let mut reach = 0;
        let mut sure: Option<Sure> = None;
        for (at, unit) in units.iter().enumerate() {
            let from = self.words.len() as u32;
            self.words.push(Found { choices: model.choices(usize::from(unit.id)), length: 1 });
            self.longer(at, units, dictionary, model);
            self.units.push((from, self.words.len() as u32));
            let Some(longest) = self.words.last() else { continue };
            let end = at + longest.length;
            match sure {
                Some(word) if end > word.end => sure = None,
                Some(word) if at + 1 == word.end => {
                    self.keep_only(word);
                    sure = None;
                }
                None if longest.choices.is_sure() && reach <= at => {
                    sure = Some(Sure { start: at, end });
                }
                _ => {}
            }
            reach = reach.max(end);
        }
    }

    /// Adds the words of several units.
    #[inline]
    fn longer(&mut self, at: usize, units: &[Unit], dictionary: &Dictionary, model: &Model) {
        let Some(mut cell) = units.get(at).and_then(|unit| dictionary.first(unit.id)) else {
            return;
        };
        for (unit, length) in units[at + 1..].iter().zip(2..=LONGEST) {
            let next = dictionary.next(cell, unit.id).filter(|_| !unit.spaced);
            let Some(next) = next else { return };
            cell = next;
            if let Some(word) = cell.word() {
                self.words.push(Found { choices: model.choices(word), length });
            }
        }
    }

    /// Leaves the longest word of a unit, and none that begins inside it.
    fn keep_only(&mut self, word: Sure) {
        for (from, to) in &mut self.units[word.start..word.end] {
            *from = *to;
        }
        self.units[word.start].0 -= 1;
    }

    /// The words that begin at a unit, from the single unit to the longest; none inside a word
    /// that is sure.
    #[inline]
    pub(crate) fn begin(&self, at: usize) -> &[Found] {
        let (from, to) = self.units.get(at).copied().unwrap_or_default();
        self.words.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Whether a word of several units begins at a unit, or one that is sure is there.
    #[inline]
    pub(crate) fn is_known(&self, at: usize) -> bool {
        self.begin(at).last().is_none_or(|word| word.length > 1)
    }
}
