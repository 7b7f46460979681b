//! The dictionary's words in a row of units, and the likeliest way through them.

use super::dictionary::{self, Dictionary, Entry, LONGEST};
use crate::words::unit::{Kind, Unit};

/// Cost of a unit that the dictionary lacks.
const UNKNOWN: i32 = 150;

/// A word of the likeliest way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// First unit.
    pub(crate) start: usize,
    /// One past the last unit.
    pub(crate) end: usize,
}

/// The dictionary's words in a row of units.
pub(crate) struct Lattice {
    /// At `unit * LONGEST + length - 1` the word of `length` that begins at a unit.
    words: Vec<Option<Entry>>,
}

impl Lattice {
    /// Looks up every word.
    pub(crate) fn new(units: &[Unit], dictionary: &Dictionary) -> Self {
        let mut words = vec![None; units.len() * LONGEST];
        for (start, unit) in units.iter().enumerate() {
            if unit.kind == Kind::Han {
                let row = &mut words[start * LONGEST..][..LONGEST];
                look_up(&units[start..], dictionary, row);
            }
        }
        Self { words }
    }

    /// The word of units `start..end`, if the dictionary has it.
    #[inline]
    pub(crate) fn word(&self, start: usize, end: usize) -> Option<Entry> {
        let length = end - start;
        if (1..=LONGEST).contains(&length) {
            self.words[start * LONGEST + length - 1]
        } else {
            None
        }
    }

    /// The words that begin at a unit, by length.
    #[inline]
    pub(crate) fn begin(&self, start: usize) -> &[Option<Entry>] {
        &self.words[start * LONGEST..][..LONGEST]
    }

    /// The row of words that is likeliest when each is drawn by itself.
    pub(crate) fn path(&self, units: usize) -> Vec<Piece> {
        let mut best = vec![(0, 1); units + 1];
        for start in (0..units).rev() {
            best[start] = (UNKNOWN + best[start + 1].0, 1);
            for (entry, length) in self.begin(start).iter().zip(1..) {
                let Some(entry) = entry else { continue };
                let cost = i32::from(entry.cost) + best[start + length].0;
                if cost < best[start].0 || length == 1 {
                    best[start] = (cost, length);
                }
            }
        }
        let mut pieces = Vec::with_capacity(units);
        let mut start = 0;
        while start < units {
            let end = start + best[start].1;
            pieces.push(Piece { start, end });
            start = end;
        }
        pieces
    }
}

/// Fills a row with the words that begin at the first unit; none crosses a space.
fn look_up(units: &[Unit], dictionary: &Dictionary, row: &mut [Option<Entry>]) {
    let mut key = dictionary::key();
    let mut longest = LONGEST;
    for (length, unit) in units.iter().take(LONGEST).enumerate() {
        let broken = length > 0 && (unit.spaced || unit.kind != Kind::Han);
        if broken || length >= longest {
            return;
        }
        key = key.and(u64::from(unit.code));
        row[length] = dictionary.at(key);
        if length == 0 {
            longest = row[0].map_or(LONGEST, |entry| usize::from(entry.longest));
        }
    }
}
