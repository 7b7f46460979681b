//! The dictionary's words of several units that begin at a unit.

use super::Chinese;
use super::dictionary::{Dictionary, LONGEST};
use super::model::Choices;
use super::units::Unit;

/// A word of several units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    pub(crate) choices: Choices,
    /// Units.
    pub(crate) length: usize,
}

/// Number and length of each word that begins at the first unit, from the shortest to the
/// longest; none crosses a space.
#[inline(always)]
fn each(units: &[Unit], dictionary: &Dictionary, mut found: impl FnMut(usize, usize)) {
    let [first, rest @ ..] = units else { return };
    let Some(mut cell) = dictionary.first(first.id) else { return };
    for (unit, length) in rest.iter().zip(2..) {
        let next = if unit.spaced { None } else { dictionary.next(cell, unit.id) };
        let Some(next) = next else { return };
        cell = next;
        if let Some(word) = cell.word() {
            found(word, length);
        }
    }
}

/// The words that begin at the first unit, from the shortest to the longest.
#[inline(always)]
pub(crate) fn find<'a>(
    units: &[Unit],
    chinese: &Chinese,
    room: &'a mut [Found; LONGEST],
) -> &'a [Found] {
    let mut count = 0;
    each(units, &chinese.dictionary, |word, length| {
        if let Some(place) = room.get_mut(count) {
            *place = Found { choices: chinese.model.choices(word), length };
            count += 1;
        }
    });
    room.get(..count).unwrap_or_default()
}

/// Units of the longest word that begins at the first unit.
#[inline]
pub(crate) fn longest(units: &[Unit], dictionary: &Dictionary) -> usize {
    let mut longest = 1;
    each(units, dictionary, |_, length| longest = length);
    longest
}

/// Whether a word begins within the first `length` units that ends beyond them.
#[inline]
pub(crate) fn is_crossed(units: &[Unit], length: usize, dictionary: &Dictionary) -> bool {
    (0..length).any(|at| at + longest(&units[at..], dictionary) > length)
}
