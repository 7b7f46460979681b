//! Counts: 变成三只, "make it three".

use super::View;
use crate::dialogue::clause::Clause;
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::Change;
use crate::dialogue::tokens::Kind;

pub(super) fn parse(clause: &Clause, _: &View, used: &[usize]) -> Option<Change> {
    let mut free = clause.tokens.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let number = free.find_map(|(_, token)| match token.kind {
        Kind::Number(number) => Some(number),
        _ => None,
    });
    let one = clause.has(Cue::Become) && clause.has(Cue::Measure);
    number.filter(|number| *number > 0).or(one.then_some(1)).map(Change::Count)
}
