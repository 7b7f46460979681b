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
    /// Where the words of each unit begin, and the end of the last one's.
    starts: Vec<u32>,
}

impl Lattice {
    /// Looks all words up; none crosses a space.
    pub(crate) fn fill(&mut self, units: &[Unit], dictionary: &Dictionary, model: &Model) {
        self.words.clear();
        self.starts.clear();
        for (at, unit) in units.iter().enumerate() {
            self.starts.push(self.words.len() as u32);
            self.words.push(Found { choices: model.choices(usize::from(unit.id)), length: 1 });
            let Some(mut cell) = dictionary.first(unit.id) else { continue };
            for (unit, length) in units[at + 1..].iter().zip(2..=LONGEST) {
                let next = dictionary.next(cell, unit.id).filter(|_| !unit.spaced);
                let Some(next) = next else { break };
                cell = next;
                if let Some(word) = cell.word() {
                    self.words.push(Found { choices: model.choices(word), length });
                }
            }
        }
        self.starts.push(self.words.len() as u32);
    }

    /// The words that begin at a unit, from the single unit to the longest.
    #[inline]
    pub(crate) fn begin(&self, at: usize) -> &[Found] {
        match self.starts.get(at..at + 2) {
            Some(&[from, to]) => &self.words[from as usize..to as usize],
            _ => &[],
        }
    }
}
