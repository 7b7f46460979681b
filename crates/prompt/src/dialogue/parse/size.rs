//! Sizes: 大一点, "much smaller", 变成巨大.

use super::View;
use crate::dialogue::clause::Clause;
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::{Axis, Change, Degree};
use crate::dialogue::tokens::Kind;

/// One step of a size; a large one is two.
const STEP: f32 = 1.25;

pub(super) fn parse(clause: &Clause, _: &View, used: &[usize]) -> Option<Change> {
    let free = || clause.tokens.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let larger = free().find_map(|(_, token)| match token.kind {
        Kind::Cue(Cue::Shift(axis)) => larger(axis),
        Kind::Cue(Cue::Plain(axis)) if changes(clause) => larger(axis),
        _ => None,
    });
    let Some(larger) = larger else {
        return free().find_map(|(_, token)| match token.kind {
            Kind::Size(size) => Some(Change::Size(size)),
            _ => None,
        });
    };
    let factor = if clause.degree() == Degree::Large { STEP * STEP } else { STEP };
    let grows = larger != clause.has(Cue::Too);
    Some(Change::Scale(if grows { factor } else { 1.0 / factor }))
}

fn changes(clause: &Clause) -> bool {
    clause.compares()
        || clause.has(Cue::Become)
        || clause.has(Cue::Want)
        || clause.tokens.len() == 1
}

fn larger(axis: Axis) -> Option<bool> {
    match axis {
        Axis::Larger => Some(true),
        Axis::Smaller => Some(false),
        _ => None,
    }
}
