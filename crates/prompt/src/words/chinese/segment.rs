//! Where words end: each unit begins a word, is inside one, ends one, or is one.

use super::dictionary::{Entry, LONGEST};
use super::lattice::{Lattice, Piece};
use crate::words::features::{Keys, rows};
use crate::words::table::Key;
use crate::words::unit::Unit;

/// What a unit is to its word (Xue 2003, "Chinese Word Segmentation as Character Tagging").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The first of several units.
    Begin,
    /// Neither the first nor the last.
    Middle,
    /// The last of several.
    End,
    /// The only one.
    Single,
}

/// How many [`Edge`]s there are.
pub const EDGES: usize = 4;

impl Edge {
    /// What the unit at `at` is to a word of units `start..end`.
    pub(crate) fn of(at: usize, start: usize, end: usize) -> Self {
        match (at == start, at + 1 == end) {
            (true, true) => Edge::Single,
            (true, false) => Edge::Begin,
            (false, true) => Edge::End,
            (false, false) => Edge::Middle,
        }
    }
}

/// Kinds of features are counted from here.
const KINDS: u64 = 0;

/// What each unit's features are made of.
struct Sight {
    code: u64,
    kind: u64,
    /// The unit's place in the likeliest word.
    edge: u64,
    /// The likeliest word: where it stands, its tag and key.
    piece: Piece,
    tag: u64,
    word: u64,
    /// Length and tag of the longest word that begins here, and of the longest that ends here.
    begins: u64,
    ends: u64,
    /// What the parts of the likeliest word are if it is cut before this unit.
    cut: u64,
}

/// Stands for what lies beyond the text.
const BEYOND: u64 = 0;

/// The features of each unit, a row of keys each.
pub(crate) fn features(units: &[Unit], lattice: &Lattice, each: impl FnMut(&[u64])) {
    rows(&sights(units, lattice), KINDS, describe, each);
}

fn sights(units: &[Unit], lattice: &Lattice) -> Vec<Sight> {
    let ends = longest_ends(units.len(), lattice);
    let mut sights = Vec::with_capacity(units.len());
    for piece in lattice.path(units.len()) {
        let word = lattice.word(piece.start, piece.end);
        let codes = units[piece.start..piece.end].iter().map(|unit| u64::from(unit.code));
        let key = codes.fold(Key::of(0), Key::and).bits();
        for at in piece.start..piece.end {
            let unit = &units[at];
            sights.push(Sight {
                code: u64::from(unit.code),
                kind: unit.kind as u64 + 1,
                edge: Edge::of(at, piece.start, piece.end) as u64 + 1,
                piece,
                tag: tag(word),
                word: key,
                begins: longest_begin(lattice.begin(at)),
                ends: ends[at],
                cut: cut(lattice, piece, at, word),
            });
        }
    }
    sights
}

fn tag(word: Option<Entry>) -> u64 {
    word.map_or(0, |word| u64::from(word.tag) + 1)
}

fn longest_begin(row: &[Option<Entry>]) -> u64 {
    let last = row.iter().enumerate().rev().find_map(|(at, word)| Some((at, (*word)?)));
    last.map_or(0, |(at, word)| (at as u64 + 1) * 256 + u64::from(word.tag))
}

/// Length and tag of the longest word that ends at each unit.
fn longest_ends(units: usize, lattice: &Lattice) -> Vec<u64> {
    let mut ends = vec![0; units];
    for start in 0..units {
        for (word, length) in lattice.begin(start).iter().zip(1..) {
            if let Some(word) = word {
                let longest: &mut u64 = &mut ends[start + length - 1];
                *longest = (*longest).max(length as u64 * 256 + u64::from(word.tag));
            }
        }
    }
    ends
}

/// Tags of the two parts of a word cut before a unit, and by how much they are likelier.
fn cut(lattice: &Lattice, piece: Piece, at: usize, word: Option<Entry>) -> u64 {
    if at == piece.start {
        return BEYOND;
    }
    let (left, right) = (lattice.word(piece.start, at), lattice.word(at, piece.end));
    let cost = |word: Option<Entry>| word.map_or(255, |word| i32::from(word.cost));
    let gain = (cost(left) + cost(right) - cost(word)).clamp(0, 255) / 24;
    1 + tag(left) + 64 * tag(right) + 4096 * gain as u64
}

/// The keys of a unit's features.
fn describe(sights: &[Sight], at: usize, keys: &mut Keys) {
    let see = |step: isize| at.checked_add_signed(step).and_then(|at| sights.get(at));
    let code = |step| see(step).map_or(BEYOND, |sight| sight.code);
    let kind = |step| see(step).map_or(BEYOND, |sight| sight.kind);
    let edge = |step| see(step).map_or(BEYOND, |sight| sight.edge);
    let tag = |step| see(step).map_or(BEYOND, |sight| sight.tag);
    let begins = |step| see(step).map_or(BEYOND, |sight| sight.begins);
    let ends = |step| see(step).map_or(BEYOND, |sight| sight.ends);
    let cut = |step| see(step).map_or(BEYOND, |sight| sight.cut);
    let here = &sights[at];
    let length = (here.piece.end - here.piece.start) as u64;
    let place = length.min(LONGEST as u64) * 16 + (at - here.piece.start).min(15) as u64;
    let mut add = |parts: &[u64]| keys.add(parts);
    add(&[]);
    (-2..=2).for_each(|step| add(&[code(step)]));
    (-2..=1).for_each(|step| add(&[code(step), code(step + 1)]));
    add(&[code(-1), code(1)]);
    add(&[code(-1), code(0), code(1)]);
    add(&[kind(-1), kind(0), kind(1)]);
    add(&[place, here.tag]);
    add(&[here.word, place]);
    add(&[edge(-1), edge(0), edge(1)]);
    add(&[edge(-2), edge(-1), edge(0), edge(1), edge(2)]);
    add(&[edge(0), code(0)]);
    add(&[edge(-1), edge(0), tag(-1), tag(0)]);
    add(&[edge(0), edge(1), tag(0), tag(1)]);
    add(&[begins(0), ends(0)]);
    add(&[begins(0) / 256, ends(0) / 256, begins(1) / 256, ends(-1) / 256]);
    add(&[cut(0), edge(0)]);
    add(&[cut(1), edge(0)]);
    add(&[cut(0) % 4096, code(0)]);
    add(&[cut(1) % 4096, code(0)]);
    add(&[cut(0) / 4096, code(0), place]);
    add(&[cut(1) / 4096, code(0), place]);
}
