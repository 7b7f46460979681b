//! One thing comes in place of another: 把猫换成狗, "make it a dog", "swap them for pears".

use super::{Parsed, View, glean};
use crate::dialogue::clause::Clause;
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::{Change, Edit};
use crate::dialogue::reference::{self, implied};
use crate::dialogue::tokens::Kind;

pub(super) fn parse(clause: &Clause, view: &View) -> Option<Parsed> {
    let (value, _) = *clause.things().last()?;
    let verb = verb(clause, value)?;
    if clause.tokens.iter().any(|token| token.kind == Kind::Background)
        || is_target(clause, view, value)
    {
        return None;
    }
    let said = glean(&clause.rest(|at| at > verb), view.vocabulary);
    let new = said.subjects.into_iter().find(|subject| subject.tag.is_some())?;
    let whom = reference::find(clause, view.moment, verb).or_else(|| {
        let between = reference::find(clause, view.moment, value);
        between.filter(|found| found.used.iter().all(|at| *at != value))
    });
    if let (None, Some((_, old))) = (&whom, view.removed) {
        let mut both = old.clone();
        (both.tag, both.words) = (new.tag.clone(), new.words.clone());
        both.colour = new.colour.or(both.colour.take());
        both.links.clear();
        return Some(Parsed::Edits(vec![Edit::Add(vec![both], None)]));
    }
    let whom = whom.unwrap_or_else(|| implied(view.moment));
    Some(Parsed::Changes(vec![Change::Become(Box::new(new))], whom))
}

/// The cue after which the new thing stands, or "instead" behind it.
fn verb(clause: &Clause, value: usize) -> Option<usize> {
    let is_verb = |at: &usize| [Cue::Become, Cue::For].iter().any(|cue| clause.is(*at, *cue));
    let wants = |at: &usize| clause.is(*at, Cue::Want);
    (0..value).rev().find(is_verb).or_else(|| {
        let instead = (value..clause.tokens.len()).find(|at| clause.text(*at) == "instead");
        instead.map(|_| (0..value).rev().find(wants).unwrap_or(0))
    })
}

/// Whether the thing is what changes, not what it changes into: "make the *scarf* red".
fn is_target(clause: &Clause, view: &View, value: usize) -> bool {
    let known = view.moment.brief.subjects.iter().any(|subject| match &clause.tokens[value].kind {
        Kind::Thing(tag) => subject.tag.as_ref() == Some(tag),
        _ => false,
    });
    let the = (0..value).rev().take(3).any(|at| clause.is(at, Cue::The));
    let more = clause.tokens[value + 1..].iter().any(|token| {
        let cue = |cue: &Cue| {
            matches!(cue, Cue::Toward(_) | Cue::Shift(_) | Cue::Plain(_) | Cue::Step(_))
        };
        match &token.kind {
            Kind::Colour(_) | Kind::Size(_) | Kind::Place(_) | Kind::Number(_) => true,
            Kind::Cue(said) => cue(said),
            _ => false,
        }
    });
    let only = clause.things().len() == 1;
    known && only && (the || more)
}
