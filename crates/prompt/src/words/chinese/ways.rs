//! The best ways to a unit of a sentence.

use super::model::{BEYOND, CLASSES, Choices, Model};

/// What is worse by so much than what is there, if its step is no better, is not looked at.
const HOPE: i32 = 16;

/// Lower than any sum of a sentence.
const NONE: i32 = i32::MIN / 2;

/// A word in one of its classes, and which way comes before it: from the lowest bit 8 of class,
/// 8 of length, 16 of which way, 32 of the sum of scores from the sentence's start to the word's
/// end. In one number, it is read and written at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way(i64);

impl Way {
    #[inline]
    const fn new(value: i32, class: u8, length: usize, is_other: bool) -> Self {
        Self((value as i64) << 32 | (is_other as i64) << 16 | (length as i64) << 8 | class as i64)
    }

    #[inline]
    fn value(self) -> i32 {
        (self.0 >> 32) as i32
    }

    #[inline]
    pub(crate) fn class(self) -> u8 {
        self.0 as u8
    }

    /// Units.
    #[inline]
    pub(crate) fn length(self) -> usize {
        usize::from((self.0 >> 8) as u8)
    }

    /// The way before it.
    #[inline]
    pub(crate) fn before(self, ways: &Ways) -> Self {
        if self.0 & 0x1_0000 == 0 { ways.best } else { ways.other }
    }
}

/// The best way to a unit, and the best one whose last word is of another class. With the first
/// alone tags suffer; more than two gain nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ways {
    best: Way,
    other: Way,
}

impl Ways {
    /// Where no word ends.
    pub(crate) const NONE: Self = {
        let none = Way::new(NONE, BEYOND, 1, false);
        Self { best: none, other: none }
    };

    /// The start of a sentence.
    pub(crate) const START: Self = Self { best: Way::new(0, BEYOND, 0, false), ..Self::NONE };

    #[inline]
    fn add(&mut self, way: Way) {
        let is_new = way.class() != self.best.class();
        if way.value() > self.best.value() {
            if is_new {
                self.other = self.best;
            }
            self.best = way;
        } else if way.value() > self.other.value() && is_new {
            self.other = way;
        }
    }

    /// The best way over all of a sentence, of which these are the ways to its end.
    #[inline]
    pub(crate) fn last(self, model: &Model) -> Way {
        let (_, is_other) = Here::new(self, model).follow(BEYOND);
        if is_other { self.other } else { self.best }
    }
}

/// A unit at which words begin: the ways to it.
pub(crate) struct Here {
    values: [i32; 2],
    /// The scores of steps from the last word of each way.
    steps: [&'static [u8; CLASSES]; 2],
}

impl Here {
    #[inline]
    pub(crate) fn new(ways: Ways, model: &Model) -> Self {
        let both = [ways.best, ways.other];
        Self { values: both.map(Way::value), steps: both.map(|way| model.steps(way.class())) }
    }

    /// The greatest sum of a way and the step to a class, and whether that is the other way.
    #[inline]
    fn follow(&self, class: u8) -> (i32, bool) {
        let step = |way: usize| i32::from(self.steps[way][usize::from(class) % CLASSES] as i8);
        let (best, other) = (self.values[0] + step(0), self.values[1] + step(1));
        if other > best { (other, true) } else { (best, false) }
    }

    /// Adds a word to the ways to its end.
    #[inline]
    pub(crate) fn add(&self, class: u8, score: i32, length: usize, end: &mut Ways) {
        let (value, is_other) = self.follow(class);
        end.add(Way::new(value + score, class, length, is_other));
    }

    /// Adds a word in all of its classes.
    #[inline(always)]
    pub(crate) fn add_all(&self, choices: Choices, length: usize, end: &mut Ways) {
        for (class, score) in choices {
            // The choices after it are worse.
            if self.values[0] + score + HOPE <= end.best.value() {
                break;
            }
            self.add(class, score, length, end);
        }
    }
}
