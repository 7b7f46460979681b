//! The words of a sentence with the greatest score.
//!
//! A semi-Markov conditional random field (Sarawagi and Cohen 2004, "Semi-Markov Conditional
//! Random Fields for Information Extraction", section 2): the score of a row of words is the sum
//! of how well each suits its class and of how well its class follows the one before. Words are
//! the dictionary's, and new ones of characters that suit their places. The best row is found
//! from the last unit to the first (Viterbi 1967).

use super::dictionary::{Dictionary, LONGEST};
use super::lattice::Lattice;
use super::model::{BEYOND, CLASSES, Model, NEVER, best, scores};
use super::units::Unit;

/// What is worse by so much than another way on from the same unit is given up.
const MARGIN: i32 = 16;

/// What will be worse by so much, if its step is no better than others, is not looked at.
const HOPE: i32 = 30;

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
    pub(crate) length: u8,
    pub(crate) class: u8,
}

/// The edges of a unit.
#[derive(Clone, Copy, Debug)]
struct Place {
    from: u32,
    to: u32,
    /// The greatest value.
    best: i32,
}

/// Where no word begins.
const NOWHERE: Place = Place { from: 0, to: 0, best: NONE };

/// Room for a search, used again for each sentence.
#[derive(Debug, Default)]
pub(crate) struct Search {
    lattice: Lattice,
    ways: Ways,
}

/// The edges of the units from the last to the one that is looked at.
#[derive(Debug, Default)]
struct Ways {
    edges: Vec<Edge>,
    places: Vec<Place>,
}

impl Search {
    /// The best words of a sentence, from the first to the last.
    pub(crate) fn best(
        &mut self,
        units: &[Unit],
        dictionary: &Dictionary,
        model: &Model,
    ) -> impl Iterator<Item = Edge> {
        self.lattice.fill(units, dictionary, model);
        let ways = &mut self.ways;
        ways.edges.clear();
        ways.edges.push(Edge { value: 0, next: 0, length: 0, class: BEYOND });
        ways.places.clear();
        ways.places.resize(units.len(), NOWHERE);
        ways.places.push(Place { from: 0, to: 1, best: 0 });
        for at in (0..units.len()).rev() {
            if self.lattice.begin(at).is_empty() {
                continue;
            }
            let from = ways.edges.len() as u32;
            let mut here = Here { ways, model, at, best: NONE };
            here.known(&self.lattice);
            here.new_words(units, &self.lattice);
            let best = here.best;
            ways.places[at] = Place { from, to: ways.edges.len() as u32, best };
        }
        let first = ways.places[0];
        let (_, mut at) = ways.follow(model, BEYOND, first);
        std::iter::from_fn(move || {
            let edge = ways.edges.get(at as usize).filter(|edge| edge.length > 0)?;
            at = edge.next;
            Some(*edge)
        })
    }
}

impl Ways {
    #[inline]
    fn place(&self, at: usize) -> Place {
        self.places.get(at).copied().unwrap_or(NOWHERE)
    }

    /// The best sum on from a class before a unit, and the edge that has it.
    #[inline]
    fn follow(&self, model: &Model, class: u8, place: Place) -> (i32, u32) {
        let steps = model.steps(class);
        let mut best = (NONE, place.from);
        let edges = self.edges.get(place.from as usize..place.to as usize).unwrap_or_default();
        for (edge, number) in edges.iter().zip(place.from..) {
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
    ways: &'a mut Ways,
    model: &'a Model,
    at: usize,
    /// The greatest value of an edge so far.
    best: i32,
}

impl Here<'_> {
    /// Adds the dictionary's words that begin here.
    #[inline]
    fn known(&mut self, lattice: &Lattice) {
        for word in lattice.begin(self.at).iter().rev() {
            let end = self.ways.place(self.at + word.length);
            for (class, score) in word.choices {
                // The choices after it are worse.
                if !self.hopes(score, end) {
                    break;
                }
                self.edge(class, score, word.length, end);
            }
        }
        if self.best == NONE {
            self.edge(BEYOND, 0, 1, self.ways.place(self.at + 1));
        }
    }

    /// Adds the new words that begin here; none holds a unit where one of the dictionary's
    /// begins, but for its last.
    #[inline]
    fn new_words(&mut self, units: &[Unit], lattice: &Lattice) {
        let first = &self.model.places(units[self.at].id)[0];
        let mut most = best(first);
        if most == NEVER || lattice.is_known(self.at) {
            return;
        }
        let mut sums = scores(first);
        for (unit, end) in units[self.at + 1..].iter().zip(self.at + 2..).take(LONGEST - 1) {
            let [_, middle, last] = self.model.places(unit.id);
            if unit.spaced {
                return;
            }
            let place = self.ways.place(end);
            if best(last) != NEVER && self.hopes(most + best(last), place) {
                for ((sum, score), class) in sums.iter().zip(scores(last)).zip(1..) {
                    self.edge(class, sum + score, end - self.at, place);
                }
            }
            if best(middle) == NEVER || lattice.is_known(end - 1) {
                return;
            }
            most += best(middle);
            sums.iter_mut().zip(scores(middle)).for_each(|(sum, score)| *sum += score);
        }
    }

    /// Whether a word with this score up to a place may be worth a look.
    #[inline]
    fn hopes(&self, score: i32, end: Place) -> bool {
        score + end.best + HOPE > self.best
    }

    #[inline]
    fn edge(&mut self, class: u8, score: i32, length: usize, end: Place) {
        let (value, next) = self.ways.follow(self.model, class, end);
        let value = value + score;
        if value + MARGIN > self.best {
            self.best = self.best.max(value);
            self.ways.edges.push(Edge { value, next, length: length as u8, class });
        }
    }
}
