//! The words of a sentence with the greatest score.
//!
//! A semi-Markov conditional random field (Sarawagi and Cohen 2004, "Semi-Markov Conditional
//! Random Fields for Information Extraction", section 2): the score of a row of words is the sum
//! of how well each suits its class and of how well its class follows the one before. Words are
//! the dictionary's, and new ones of characters that suit their places. The best row is found
//! from the first unit to the last (Viterbi 1967), but of the ways to a unit only the best two
//! are kept.

use super::Chinese;
use super::dictionary::LONGEST;
use super::lookup::{Found, find, is_crossed};
use super::model::{BEYOND, Choices};
use super::new_words;
use super::units::Unit;
use super::ways::{Here, Way, Ways};

/// Room for a search, used again for each sentence.
#[derive(Debug, Default)]
pub(crate) struct Search {
    found: [Found; LONGEST],
    ways: Vec<Ways>,
}

impl Search {
    /// The best words of a sentence, from the last to the first, with the unit where each begins.
    pub(crate) fn best(
        &mut self,
        units: &[Unit],
        chinese: &Chinese,
    ) -> impl Iterator<Item = (usize, Way)> {
        self.walk(units, chinese);
        let mut end = units.len();
        let mut way = self.ways[end].last(&chinese.model);
        std::iter::from_fn(move || {
            if end == 0 {
                return None;
            }
            end -= way.length();
            let word = way;
            way = way.before(self.ways.get(end)?);
            Some((end, word))
        })
    }

    /// Finds the ways to each unit. Where a word is sure, and none reaches across its ends,
    /// others are left out.
    fn walk(&mut self, units: &[Unit], chinese: &Chinese) {
        self.ways.clear();
        self.ways.resize(units.len() + 1, Ways::NONE);
        self.ways[0] = Ways::START;
        let (mut left, mut ways) = (units, &mut self.ways[..]);
        let mut reach = 0;
        while let [here, ends @ ..] = ways
            && !left.is_empty()
        {
            let (on, longest) = begin(*here, left, ends, reach == 0, chinese, &mut self.found);
            reach = reach.max(longest).saturating_sub(on);
            left = &left[on..];
            ways = &mut ways[on..];
        }
    }
}

/// Adds the words that begin at the first unit, to which no longer word reaches if it is `free`.
/// Gives how many units on words may begin again, and the units of the longest.
#[inline(always)]
fn begin(
    ways: Ways,
    units: &[Unit],
    ends: &mut [Ways],
    free: bool,
    chinese: &Chinese,
    room: &mut [Found; LONGEST],
) -> (usize, usize) {
    let [first, rest @ ..] = units else { return (1, 1) };
    let here = Here::new(ways, &chinese.model);
    let found = find(units, chinese, room);
    let longest = found.last().map_or(1, |word| word.length);
    match found.last() {
        Some(Found { choices, .. })
            if free && choices.is_sure() && !is_crossed(rest, longest - 1, &chinese.dictionary) =>
        {
            here.add_all(*choices, longest, &mut ends[longest - 1]);
            return (longest, longest);
        }
        None if new_words::may_begin(units, &chinese.model) => {
            new_words::add(ways, units, ends, chinese);
        }
        _ => {}
    }
    for word in found {
        here.add_all(word.choices, word.length, &mut ends[word.length - 1]);
    }
    add_single(&here, chinese.model.choices(usize::from(first.id)), &mut ends[0]);
    (1, longest)
}

/// Adds a single unit: the only word that begins at every one.
#[inline(always)]
fn add_single(here: &Here, choices: Choices, end: &mut Ways) {
    if choices.is_none() {
        here.add(BEYOND, 0, 1, end);
    }
    here.add_all(choices, 1, end);
}
