//! Chinese: the dictionary, and the likeliest words by it and by what was learned.

pub mod dictionary;
mod lookup;
pub mod model;
mod new_words;
mod search;
pub mod units;
mod ways;

use std::cell::RefCell;

use dictionary::{Dictionary, MARK};
use model::Model;
use search::Search;
use units::Unit;

use super::unit::Kind;
use super::{Word, fixed};
use crate::Span;
use crate::clean::half_width;

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
            words.reserve((part.end - part.start) / 4);
            let mut rest = part;
            while rest.start < rest.end {
                room.units.clear();
                rest = units::read(text, rest, &self.dictionary, &mut room.units);
                self.sentence(text, &room.units, &mut room.search, words);
            }
        });
    }

    fn sentence(&self, text: &str, units: &[Unit], search: &mut Search, words: &mut Vec<Word>) {
        let from = words.len();
        for (at, way) in search.best(units, self) {
            let (first, last) = (units.get(at), units.get(at + way.length() - 1));
            let (Some(first), Some(last)) = (first, last) else { return };
            let span = Span { start: first.span.start, end: last.span.end };
            let pos = if first.id == MARK { mark(span.of(text)) } else { None };
            words.push(Word { span, pos: pos.unwrap_or(self.model.pos(way.class())) });
        }
        words[from..].reverse();
    }
}

/// The part of speech of a mark.
fn mark(mark: &str) -> Option<super::Pos> {
    let code = mark.chars().next().map(|c| u32::from(half_width(c)))?;
    fixed(Kind::Mark, code)
}

#[cfg(test)]
mod tests {
    use super::dictionary::{Cell, LAST, PLANE};
    use super::model::{CHOICES, CLASSES, NEW};
    use super::*;
    use crate::words::Pos;

    const NOUN: u8 = 5;
    const VERB: u8 = 6;

    /// 甲 (256), 乙 (257) and 甲乙 (258).
    fn dictionary() -> Dictionary {
        let mut ids = vec![0_u8; 2 * PLANE];
        ids[2 * '甲' as usize..][..2].copy_from_slice(&256_u16.to_le_bytes());
        ids[2 * '乙' as usize..][..2].copy_from_slice(&257_u16.to_le_bytes());
        let mut cells = vec![[0_u8; 8]; 600];
        cells[256] = Cell::new(300, 256, 0).bytes();
        cells[257] = Cell::new(LAST, 257, 0).bytes();
        cells[300 + 257] = Cell::new(LAST, 257, 258).bytes();
        Dictionary::new([&259_u32.to_le_bytes()[..], &ids, &cells.concat()].concat().leak())
    }

    /// 甲 is a noun worth 10, 乙 a verb worth 10, 甲乙 a noun worth 15; new words of the two are
    /// worth `new`.
    fn model(step: i8, new: i8) -> Model {
        let mut tags = [0; CLASSES];
        tags[1..5].copy_from_slice(&NEW.map(|pos| pos as u8));
        [tags[5], tags[6]] = [Pos::Noun as u8, Pos::Verb as u8];
        let mut steps = [0_u8; CLASSES * CLASSES];
        steps[usize::from(NOUN) * CLASSES + usize::from(VERB)] = step as u8;
        let mut choices = vec![[0_u8; 2 * CHOICES]; 259];
        choices[256][..2].copy_from_slice(&[NOUN, 10]);
        choices[257][..2].copy_from_slice(&[VERB, 10]);
        choices[258][..2].copy_from_slice(&[NOUN, 15]);
        let mut places = vec![[i8::MIN as u8; 3 * (NEW.len() + 1)]; 258];
        places[257][..5].fill(new as u8);
        places[256][10..].fill(0);
        let header = [259_u32, 258].map(u32::to_le_bytes).concat();
        let parts = [&header[..], &tags, &steps, &choices.concat(), &places.concat()];
        Model::new(parts.concat().leak())
    }

    fn words(text: &str, model: Model) -> Vec<(&str, Pos)> {
        let mut words = Vec::new();
        let all = Span { start: 0, end: text.len() };
        Chinese::new(dictionary(), model).words(text, all, &mut words);
        words.iter().map(|word| (word.span.of(text), word.pos)).collect()
    }

    /// 10 + 10 is more than 15, and 10 + 10 − 10 is less.
    #[test]
    fn steps_count() {
        assert_eq!(words("甲乙", model(0, -100)), [("甲", Pos::Noun), ("乙", Pos::Verb)]);
        assert_eq!(words("甲乙", model(-10, -100)), [("甲乙", Pos::Noun)]);
        assert_eq!(words("甲 乙", model(-10, -100)), [("甲", Pos::Noun), ("乙", Pos::Verb)]);
    }

    /// 乙甲 is not in the dictionary: apart its parts are worth 20.
    #[test]
    fn new_words_are_found() {
        assert_eq!(words("乙甲", model(0, 30)), [("乙甲", Pos::Propn)]);
        assert_eq!(words("乙甲", model(0, 10)), [("乙", Pos::Verb), ("甲", Pos::Noun)]);
    }

    #[test]
    fn the_dictionary_is_spelled_out() {
        let dictionary = dictionary();
        assert_eq!(dictionary.entries(), [(vec![256, 257], 258)]);
        assert_eq!(dictionary.word(&[256, 257]), Some(258));
        assert_eq!(dictionary.word(&[257, 256]), None);
        assert_eq!(dictionary.id('丙'), 0);
    }
}
