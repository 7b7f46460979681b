//! The words of a sentence with the greatest score.
//!
//! A semi-Markov conditional random field (Sarawagi and Cohen 2004, "Semi-Markov Conditional
//! Random Fields for Information Extraction", section 2): the score of a row of words is the sum
//! of how well each suits its class and of how well its class follows the one before. Words are
//! the dictionary's, and new ones of characters that suit their places. The best row is found
//! from the last unit to the first (Viterbi 1967).

use super::dictionary::{Dictionary, LONGEST};
use super::model::{BEYOND, CLASSES, Model, NEVER, NEW};
use super::units::Unit;

/// What is worse by so much than another way on from the same unit is given up: steps seldom
/// differ more.
const MARGIN: i32 = 100;

/// Lower than any sum of a sentence.
const NONE: i32 = i32::MIN / 2;

/// A word in one of its classes, with the best way on from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// The sum of scores from here to the end.
    value: i32,
    /// The word after it.
    next: u32,
    /// Units.
    pub(crate) length: u16,
    pub(crate) class: u8,
}

/// The rest of a new word, and the best way on from it.
#[derive(Clone, Copy, Debug)]
struct Rest {
    value: i32,
    next: u32,
    length: u16,
}

const NOTHING: [Rest; NEW.len()] = [Rest { value: NONE, next: 0, length: 0 }; NEW.len()];

/// Room for a search, used again for each sentence.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// Those that begin at the last unit first.
    edges: Vec<Edge>,
    /// Where the edges of each unit lie: from, to.
    places: Vec<(u32, u32)>,
}

impl Search {
    /// The best words of a sentence, from the first to the last.
    pub(crate) fn best(
        &mut self,
        units: &[Unit],
        dictionary: &Dictionary,
        model: &Model,
    ) -> impl Iterator<Item = Edge> {
        self.edges.clear();
        self.places.clear();
        self.places.resize(units.len() + 1, (0, 1));
        self.edges.push(Edge { value: 0, next: 0, length: 0, class: BEYOND });
        let mut rest = NOTHING;
        for at in (0..units.len()).rev() {
            let from = self.edges.len();
            let mut here = Here { search: self, model, at, best: NONE };
            let begins = here.known(units, dictionary);
            rest = here.new_words(units, begins, &rest);
            self.places[at] = (from as u32, self.edges.len() as u32);
        }
        let (_, first) = self.follow(model, BEYOND, 0);
        let mut at = first;
        std::iter::from_fn(move || {
            let edge = self.edges.get(at as usize).filter(|edge| edge.length > 0)?;
            at = edge.next;
            Some(*edge)
        })
    }

    /// The best sum on from a class before a unit, and the edge that has it.
    #[inline]
    fn follow(&self, model: &Model, class: u8, at: usize) -> (i32, u32) {
        let steps = model.steps(class);
        let (from, to) = self.places.get(at).copied().unwrap_or((0, 1));
        let mut best = (NONE, from);
        for (edge, number) in self.edges[from as usize..to as usize].iter().zip(from..) {
            let step = steps[usize::from(edge.class) % CLASSES] as i8;
            let value = edge.value + i32::from(step);
            if value > best.0 {
                best = (value, number);
            }
        }
        best
    }
}

/// The search at one unit.
struct Here<'a> {
    search: &'a mut Search,
    model: &'a Model,
    at: usize,
    /// The greatest value of an edge so far.
    best: i32,
}

impl Here<'_> {
    /// Adds the dictionary's words that begin here; true if there is one of several units.
    #[inline]
    fn known(&mut self, units: &[Unit], dictionary: &Dictionary) -> bool {
        let Some(unit) = units.get(self.at) else { return false };
        let mut any = false;
        if let Some(mut cell) = dictionary.first(unit.id) {
            for (length, unit) in units[self.at..].iter().enumerate().take(LONGEST).skip(1) {
                let Some(next) = dictionary.next(cell, unit.id).filter(|_| !unit.spaced) else {
                    break;
                };
                cell = next;
                if let Some(word) = cell.word() {
                    any = true;
                    self.word(word, length + 1);
                }
            }
        }
        self.word(usize::from(unit.id), 1);
        if self.best == NONE {
            self.push(BEYOND, 0, 1);
        }
        any
    }

    #[inline]
    fn word(&mut self, word: usize, length: usize) {
        for (class, score) in self.model.choices(word) {
            self.push(class, score, length);
        }
    }

    #[inline]
    fn push(&mut self, class: u8, score: i32, length: usize) {
        let (value, next) = self.search.follow(self.model, class, self.at + length);
        self.keep(Edge { value: value + score, next, length: length as u16, class });
    }

    #[inline]
    fn keep(&mut self, edge: Edge) {
        if edge.value + MARGIN > self.best {
            self.best = self.best.max(edge.value);
            self.search.edges.push(edge);
        }
    }

    /// Adds the new words that begin here, and gives the rests of those that began before.
    #[inline]
    fn new_words(
        &mut self,
        units: &[Unit],
        begins: bool,
        after: &[Rest; NEW.len()],
    ) -> [Rest; NEW.len()] {
        let unit = &units[self.at];
        let [first, middle, last] = self.model.places(unit.id);
        if first[0] != NEVER && !begins {
            for ((rest, class), score) in after.iter().zip(1..).zip(first) {
                let value = rest.value + i32::from(*score as i8);
                self.keep(Edge { value, next: rest.next, length: rest.length + 1, class });
            }
        }
        if unit.spaced {
            return NOTHING;
        }
        let mut rests = NOTHING;
        if last[0] != NEVER {
            for ((rest, class), score) in rests.iter_mut().zip(1..).zip(last) {
                let (value, next) = self.search.follow(self.model, class, self.at + 1);
                *rest = Rest { value: value + i32::from(*score as i8), next, length: 1 };
            }
        }
        if middle[0] != NEVER && !begins {
            for ((rest, after), score) in rests.iter_mut().zip(after).zip(middle) {
                let value = after.value + i32::from(*score as i8);
                if value > rest.value {
                    *rest = Rest { value, length: after.length + 1, ..*after };
                }
            }
        }
        rests
    }
}
