//! Colours: 改成蓝色, "a bit greener", 太亮了, 橙里面透一点绿.

use super::View;
use crate::Colour;
use crate::dialogue::clause::Clause;
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::{Axis, Change, Degree, Heading, Tone};
use crate::dialogue::state::Moment;
use crate::dialogue::tokens::{Kind, Token};
use crate::dialogue::tone::mix;
use crate::understand::colours::by_name;

pub(super) fn parse(clause: &Clause, view: &View, used: &[usize]) -> Option<Change> {
    let free = || clause.tokens.iter().enumerate().filter(|(at, _)| !used.contains(at));
    let colours: Vec<&Colour> = free().filter_map(|(_, token)| colour(token)).collect();
    if let Some(mixed) = through(clause, &colours) {
        return Some(mixed);
    }
    let along = free().find_map(|(_, token)| axis(clause, token));
    let toward = free().find_map(|(_, token)| match token.kind {
        Kind::Cue(Cue::Toward(name)) => by_name(name),
        _ => None,
    });
    let relative = clause.compares() || clause.has(Cue::Fewer);
    let heading = match (along, toward, colours.last()) {
        (_, Some(target), _) => Heading::Toward(target),
        (_, None, Some(target)) if relative => Heading::Toward((*target).clone()),
        (_, None, Some(wanted)) => return Some(Change::Colour(Some((*wanted).clone()))),
        (Some(axis), None, None) => Heading::Along(axis),
        (None, None, None) => return None,
    };
    let too = clause.has(Cue::Too) || clause.has(Cue::Fewer);
    let heading = if too { back(heading) } else { heading };
    let degree = if too { last_degree(view.moment) } else { clause.degree() };
    Some(Change::Tone(Tone { heading, degree, share: 1.0 }))
}

fn colour(token: &Token) -> Option<&Colour> {
    match &token.kind {
        Kind::Colour(colour) => Some(colour),
        _ => None,
    }
}

/// Lightness or chroma; a bare adjective counts beside something that compares or changes.
fn axis(clause: &Clause, token: &Token) -> Option<Axis> {
    let Kind::Cue(cue) = token.kind else { return None };
    let changes = clause.compares() || clause.has(Cue::Become) || clause.tokens.len() == 1;
    match cue {
        Cue::Shift(axis) => Some(axis),
        Cue::Plain(axis) if changes => Some(axis),
        _ => None,
    }
    .filter(|axis| !matches!(axis, Axis::Larger | Axis::Smaller))
}

/// 橙里面透一点绿: one colour in which another shows.
fn through(clause: &Clause, colours: &[&Colour]) -> Option<Change> {
    let [base, tint] = colours else { return None };
    let says = clause.has(Cue::Through) || clause.has(Cue::Within);
    says.then(|| Change::Colour(Some(mix(base, tint, clause.degree()))))
}

/// There is too much of it: the other way.
fn back(heading: Heading) -> Heading {
    match heading {
        Heading::Along(axis) => Heading::Along(axis.opposite()),
        Heading::Toward(colour) => Heading::Away(colour),
        Heading::Away(colour) => Heading::Toward(colour),
    }
}

/// "Too much" goes back over the last step, which halves.
fn last_degree(moment: &Moment) -> Degree {
    let changes = moment.last.iter().flat_map(|last| &last.changes);
    let mut degree = changes.filter_map(|change| match change {
        Change::Tone(tone) => Some(tone.degree),
        _ => None,
    });
    degree.next_back().unwrap_or_default()
}
