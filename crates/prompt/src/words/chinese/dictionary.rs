//! The Chinese dictionary: a small number for each character, and the words that begin at one.
//!
//! Words lie in a double-array trie (Aoe 1989, "An Efficient Digital Search Algorithm by Using a
//! Double-Array Structure"): one read a character, and a prefix that no word has fails at once.

use std::collections::HashMap;

use crate::clean::{half_width, simplify};

/// The number of a character or of a unit's looks; 0 for characters without one.
pub type Id = u16;

/// Numbers below stand for looks: digits, letters, addresses and what has no number of its own.
pub const LOOKS: Id = 32;

/// Numbers from [`LOOKS`] up to here are marks, the rest Chinese characters.
pub const HAN: Id = 256;

/// The number of a Chinese character that has none of its own.
pub const RARE: Id = 18;

/// The number of a mark that has none of its own.
pub const MARK: Id = 19;

/// Most characters of a word.
pub const LONGEST: usize = 8;

/// Characters that can have numbers: Unicode's basic plane.
pub const PLANE: usize = 0x1_0000;

/// The base of a cell whose word begins no longer one: nothing lies there.
pub const LAST: usize = 0xff_ffff;

/// Bytes of the header: number of words, a little-endian `u32`.
const HEADER: usize = 4;

/// The words of Chinese, in simplified characters. Words are numbered: those of one unit as the
/// unit, longer ones from there on.
#[derive(Clone, Copy, Debug)]
pub struct Dictionary {
    words: usize,
    ids: &'static [[u8; 2]],
    cells: &'static [[u8; 8]],
}

impl Dictionary {
    /// The dictionary that a file holds: a header, numbers by code point, then cells.
    ///
    /// # Panics
    /// If it is too short. Only files that are built into the program are opened, in constants,
    /// so this is found while building.
    pub const fn new(bytes: &'static [u8]) -> Self {
        let (header, rest) = bytes.split_at(HEADER);
        let words = u32::from_le_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let (ids, cells) = rest.split_at(2 * PLANE);
        let (ids, cells) = (ids.as_chunks().0, cells.as_chunks());
        assert!(cells.1.is_empty());
        Self { words, ids, cells: cells.0 }
    }

    /// One more than the greatest number of a word.
    pub const fn words(&self) -> usize {
        self.words
    }

    /// The number of a character; traditional forms have that of the simplified one, full-width
    /// forms that of the half-width one.
    #[inline]
    pub fn id(&self, c: char) -> Id {
        self.ids.get(c as usize).map_or(0, |id| Id::from_le_bytes(*id))
    }

    /// The cell of words that begin with this character.
    #[inline]
    pub(crate) fn first(&self, id: Id) -> Option<Cell> {
        self.cell(0, id)
    }

    /// The cell one character on.
    #[inline]
    pub(crate) fn next(&self, cell: Cell, id: Id) -> Option<Cell> {
        self.cell(cell.base(), id)
    }

    #[inline]
    fn cell(&self, base: usize, id: Id) -> Option<Cell> {
        let cell = Cell(u64::from_le_bytes(*self.cells.get(base + usize::from(id))?));
        (cell.label() == id).then_some(cell)
    }

    /// The words of several characters, with their numbers.
    pub fn entries(&self) -> Vec<(Vec<Id>, usize)> {
        let full =
            self.cells.iter().enumerate().map(|(at, cell)| (at, Cell(u64::from_le_bytes(*cell))));
        let full: Vec<(usize, Cell)> = full.filter(|(_, cell)| cell.label() != 0).collect();
        let before: HashMap<usize, (usize, Cell)> = full
            .iter()
            .map(|(at, cell)| (cell.base(), (at - usize::from(cell.label()), *cell)))
            .collect();
        let spell = |(at, cell): &(usize, Cell)| {
            let mut word = vec![cell.label()];
            let mut base = at - usize::from(cell.label());
            while let Some((under, cell)) = before.get(&base).filter(|_| base > 0) {
                word.insert(0, cell.label());
                base = *under;
            }
            Some((word, cell.word()?))
        };
        full.iter().filter_map(spell).collect()
    }

    /// The number of a word.
    pub fn word(&self, ids: &[Id]) -> Option<usize> {
        let (first, rest) = ids.split_first()?;
        if rest.is_empty() {
            return Some(usize::from(*first));
        }
        rest.iter().try_fold(self.first(*first)?, |cell, id| self.next(cell, *id))?.word()
    }
}

/// A place in the trie: 24 bits for where the cells of longer words begin, 16 for the character,
/// 24 for the number of the word that ends here.
#[derive(Clone, Copy, Debug)]
pub struct Cell(u64);

impl Cell {
    /// A cell; both numbers below 2²⁴.
    pub const fn new(base: usize, label: Id, word: usize) -> Self {
        Self(base as u64 | (label as u64) << 24 | (word as u64) << 40)
    }

    /// As a file has it.
    pub const fn bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    #[inline]
    const fn base(self) -> usize {
        (self.0 & 0xff_ffff) as usize
    }

    #[inline]
    const fn label(self) -> Id {
        (self.0 >> 24) as Id
    }

    /// The word that ends here.
    #[inline]
    pub(crate) fn word(self) -> Option<usize> {
        let word = (self.0 >> 40) as usize;
        (word > 0).then_some(word)
    }
}

/// The form of a character that is numbered: simplified, half width.
pub fn plain(c: char) -> char {
    simplify(half_width(c))
}
