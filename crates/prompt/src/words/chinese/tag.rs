//! What part of speech each Chinese word is.

use super::dictionary::Entry;
use super::lattice::Lattice;
use crate::words::features::{Keys, rows};
use crate::words::table::Key;
use crate::words::unit::Unit;

/// Kinds of features are counted from here.
const KINDS: u64 = 64;

/// What each word's features are made of.
struct Sight {
    word: u64,
    /// The dictionary's tag; for other words that of the longest known word at their end.
    tag: u64,
    gloss: u64,
    first: u64,
    last: u64,
    /// The word's last two units.
    tail: u64,
    length: u64,
    kind: u64,
}

const BEYOND: &Sight =
    &Sight { word: 0, tag: 0, gloss: 0, first: 0, last: 0, tail: 0, length: 0, kind: 0 };

/// The features of each word, a row of keys each. A word is its range of units.
pub(crate) fn features(
    units: &[Unit],
    lattice: &Lattice,
    words: &[(usize, usize)],
    each: impl FnMut(&[u64]),
) {
    let sights: Vec<Sight> =
        words.iter().map(|(start, end)| sight(units, lattice, *start, *end)).collect();
    rows(&sights, KINDS, describe, each);
}

fn sight(units: &[Unit], lattice: &Lattice, start: usize, end: usize) -> Sight {
    let codes = |from: usize| units[from..end].iter().map(|unit| u64::from(unit.code));
    let key = |from: usize| codes(from).fold(Key::of(0), Key::and).bits();
    let last = u64::from(units[end - 1].code);
    Sight {
        word: key(start),
        tag: tag(lattice, start, end),
        gloss: lattice.word(start, end).map_or(0, |word| u64::from(word.gloss)),
        first: u64::from(units[start].code),
        last,
        tail: key(end.saturating_sub(2).max(start)),
        length: (end - start).min(5) as u64,
        kind: units[start].kind as u64 * 8 + units[end - 1].kind as u64 + 1,
    }
}

fn tag(lattice: &Lattice, start: usize, end: usize) -> u64 {
    let known = |word: &Entry| word.tag > 0;
    if let Some(word) = lattice.word(start, end).filter(known) {
        return u64::from(word.tag);
    }
    let tail = (start + 1..end).find_map(|from| lattice.word(from, end).filter(known));
    256 + tail.map_or(0, |word| u64::from(word.tag))
}

/// The keys of a word's features.
fn describe(sights: &[Sight], at: usize, keys: &mut Keys) {
    let see =
        |step: isize| at.checked_add_signed(step).and_then(|at| sights.get(at)).unwrap_or(BEYOND);
    let [before2, before, here, after, after2] = [see(-2), see(-1), see(0), see(1), see(2)];
    let mut add = |parts: &[u64]| keys.add(parts);
    add(&[]);
    add(&[here.word]);
    add(&[before.word]);
    add(&[after.word]);
    add(&[before.word, here.word]);
    add(&[here.word, after.word]);
    add(&[here.tag]);
    add(&[before.tag]);
    add(&[after.tag]);
    add(&[before2.tag, before.tag]);
    add(&[after.tag, after2.tag]);
    add(&[before.tag, here.tag]);
    add(&[here.tag, after.tag]);
    add(&[before.tag, here.tag, after.tag]);
    add(&[here.word, before.tag]);
    add(&[here.word, after.tag]);
    add(&[here.tag, before.word]);
    add(&[here.tag, after.word]);
    add(&[here.gloss, here.tag]);
    add(&[here.gloss, here.tag, here.length]);
    add(&[here.first]);
    add(&[here.last]);
    add(&[here.last, here.length]);
    add(&[here.tail]);
    add(&[here.last, after.first]);
    add(&[here.kind, here.length]);
    add(&[here.tag, here.last]);
    add(&[here.word, before.tag, after.tag]);
}
