//! Places: 往左一点, "move it to the left", 放到右下角.

use super::View;
use crate::Place;
use crate::dialogue::clause::Clause;
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::{Change, Degree};
use crate::dialogue::reference;
use crate::dialogue::tokens::Kind;

/// One step, a share of the picture's side; a large one is two.
const STEP: f32 = 0.15;

pub(super) fn parse(clause: &Clause, _: &View, used: &[usize]) -> Option<Change> {
    let free: Vec<usize> = (0..clause.tokens.len()).filter(|at| !used.contains(at)).collect();
    let steps: Vec<(usize, [f32; 2])> =
        free.iter().filter_map(|at| Some((*at, step(clause, *at)?))).collect();
    let place = free.iter().find_map(|at| match clause.tokens[*at].kind {
        Kind::Place(place) => Some(place),
        _ => None,
    });
    let far = if clause.degree() == Degree::Large { 2.0 * STEP } else { STEP };
    match (&steps[..], place) {
        ([], None) => None,
        ([], Some(place)) if !clause.compares() => Some(Change::Place(place)),
        ([], Some(place)) => Some(Change::Move(side(place).map(|way| way * far))),
        ([(at, way)], _) if !clause.compares() && is_place(clause, *at) => {
            Some(Change::Place(reference::side(*way)))
        }
        (steps, _) => {
            let sum =
                |axis: usize| steps.iter().map(|(_, way)| way[axis]).sum::<f32>().clamp(-1.0, 1.0);
            Some(Change::Move([sum(0) * far, sum(1) * far]))
        }
    }
}

fn step(clause: &Clause, at: usize) -> Option<[f32; 2]> {
    match clause.tokens[at].kind {
        Kind::Cue(Cue::Step(way)) => Some(way),
        _ => None,
    }
}

/// "To *the* left" names a place, "left" alone a step.
fn is_place(clause: &Clause, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| clause.is(before, Cue::The))
}

/// The way to a place from the middle.
fn side(place: Place) -> [f32; 2] {
    let way = |at: f32| if (at - 0.5).abs() < 0.01 { 0.0 } else { (at - 0.5).signum() };
    [way(place.x), way(place.y)]
}
