//! Chinese: the dictionary, and the likeliest words by it and by what was learned.

pub mod dictionary;
mod lattice;
pub mod model;
mod search;
pub mod units;

use std::cell::RefCell;

use dictionary::{Dictionary, MARK};
use model::Model;
use search::Search;
use units::{ENDS, Unit};

use super::unit::Kind;
use super::{Word, fixed};
use crate::Span;
use crate::clean::half_width;

/// Most units that are read at once where no mark ends a sentence.
const SENTENCE: usize = 512;

/// Units that room is kept for between texts.
const KEPT: usize = 1 << 16;

/// Finds and tags Chinese words.
#[derive(Clone, Debug)]
pub struct Chinese {
    dictionary: Dictionary,
    model: Model,
}

/// Room that one text leaves to the next.
#[derive(Default)]
struct Room {
    units: Vec<Unit>,
    search: Search,
}

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

impl Chinese {
    /// From a dictionary and what was learned with it.
    pub const fn new(dictionary: Dictionary, model: Model) -> Self {
        Self { dictionary, model }
    }

    /// Adds the words of a part of a text, in order.
    pub fn words(&self, text: &str, part: Span, words: &mut Vec<Word>) {
        ROOM.with_borrow_mut(|room| {
            room.units.clear();
            room.units.shrink_to(KEPT);
            units::read(text, part, &self.dictionary, &mut room.units);
            words.reserve(room.units.len());
            for sentence in sentences(&room.units) {
                self.sentence(text, sentence, &mut room.search, words);
            }
        });
    }

    fn sentence(&self, text: &str, units: &[Unit], search: &mut Search, words: &mut Vec<Word>) {
        let mut left = units;
        for edge in search.best(units, &self.dictionary, &self.model) {
            let Some((word, rest)) = left.split_at_checked(usize::from(edge.length)) else {
                return;
            };
            left = rest;
            let (Some(first), Some(last)) = (word.first(), word.last()) else { return };
            let span = first.span.join(last.span);
            let pos = Some(first).filter(|unit| unit.id == MARK).and_then(|_| mark(span.of(text)));
            words.push(Word { span, pos: pos.unwrap_or(self.model.pos(edge.class)) });
        }
    }
}

/// The part of speech of a mark.
fn mark(mark: &str) -> Option<super::Pos> {
    let code = mark.chars().next().map(|c| u32::from(half_width(c)))?;
    fixed(Kind::Mark, code)
}

/// Rows of units up to the end of a sentence, or of [`SENTENCE`] units.
fn sentences(units: &[Unit]) -> impl Iterator<Item = &[Unit]> {
    let ends = |unit: &Unit| (dictionary::LOOKS..ENDS).contains(&unit.id);
    units.split_inclusive(ends).flat_map(|sentence| sentence.chunks(SENTENCE))
}
