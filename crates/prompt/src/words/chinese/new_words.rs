//! Words that the dictionary lacks, of characters that suit their places.

use super::Chinese;
use super::dictionary::LONGEST;
use super::lookup::longest;
use super::model::{Model, NEVER, Suit, best, scores};
use super::units::Unit;
use super::ways::{Here, Ways};

/// How much less than its units apart a new word may score, without steps.
const LESS: i32 = 4;

/// A beginning of a new word.
struct Part {
    /// The greatest score.
    most: i32,
    /// The score of its units apart.
    apart: i32,
}

impl Part {
    #[inline]
    fn may_end(&self, last: &Suit) -> bool {
        best(last) != NEVER && self.most + best(last) + LESS > self.apart
    }

    #[inline]
    fn may_go_on(&self, middle: &Suit) -> bool {
        best(middle) != NEVER && self.most + best(middle) > self.apart
    }
}

/// The score of a unit by itself.
#[inline]
fn single(unit: &Unit, model: &Model) -> i32 {
    model.choices(usize::from(unit.id)).best()
}

/// Whether a new word may begin at the first unit: few do, and a glance tells.
#[inline(always)]
pub(crate) fn may_begin(units: &[Unit], model: &Model) -> bool {
    let [first, second, ..] = units else { return false };
    let most = best(&model.places(first.id)[0]);
    if most == NEVER || second.spaced {
        return false;
    }
    let [_, middle, last] = model.places(second.id);
    let part = Part { most, apart: single(first, model) + single(second, model) };
    part.may_end(last) || part.may_go_on(middle)
}

/// Adds the new words that begin at the first unit, each in its likeliest class; none holds a
/// unit where one of the dictionary's begins, but for its last.
#[inline(never)]
pub(crate) fn add(ways: Ways, units: &[Unit], ends: &mut [Ways], chinese: &Chinese) {
    let Chinese { dictionary, model } = chinese;
    let [first, rest @ ..] = units else { return };
    let start = &model.places(first.id)[0];
    let here = Here::new(ways, model);
    let mut part = Part { most: best(start), apart: single(first, model) };
    let mut sums = scores(start);
    for ((at, unit), end) in rest.iter().enumerate().zip(&mut ends[1..]).take(LONGEST - 1) {
        if unit.spaced {
            return;
        }
        let [_, middle, last] = model.places(unit.id);
        part.apart += single(unit, model);
        if part.may_end(last) {
            let sums = sums.iter().zip(scores(last)).map(|(sum, score)| sum + score);
            let likelier =
                |best: (i32, u8), new: (i32, u8)| if new.0 > best.0 { new } else { best };
            if let Some((score, class)) = sums.zip(1..).reduce(likelier) {
                here.add(class, score, at + 2, end);
            }
        }
        if !part.may_go_on(middle) || longest(&rest[at..], dictionary) > 1 {
            return;
        }
        part.most += best(middle);
        sums.iter_mut().zip(scores(middle)).for_each(|(sum, score)| *sum += score);
    }
}
