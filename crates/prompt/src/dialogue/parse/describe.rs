//! Whatever else is said of things: 它在跳舞, "the robot is made of wood"; and things that are
//! only named: a new one joins the picture, a known one is what "it" means from now on.

use super::{Parsed, View, glean};
use crate::dialogue::clause::{Clause, is_filler};
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::{Change, Edit, Whom};
use crate::dialogue::reference::{self, Reference, implied};
use crate::{Brief, Subject};

pub(super) fn parse(clause: &Clause, view: &View) -> Option<Parsed> {
    let named = reference::find(clause, view.moment, clause.tokens.len());
    if let Some(named) = &named
        && let Some(only) = only_named(clause, named)
    {
        return Some(only);
    }
    let whom = named.clone().unwrap_or_else(|| implied(view.moment));
    let [index] = whom.subjects()[..] else { return new_things(clause, view) };
    let subject = view.moment.brief.subjects.get(index)?;
    let words = spoken(clause, subject, named.as_ref());
    let mut said = glean(&words, view.vocabulary);
    let at = said.subjects.iter().position(|other| other.tag == subject.tag)?;
    let about = said.subjects.remove(at);
    let mut edits = whole(&said);
    if about != Subject::new(about.tag.clone(), about.words.clone(), None) {
        edits.push(Edit::Of(Whom::Subject(index), Change::Describe(Box::new(about))));
    }
    let others: Vec<Subject> =
        said.subjects.into_iter().filter(|other| other.tag.is_some()).collect();
    edits.extend((!others.is_empty()).then_some(Edit::Add(others, None)));
    (!edits.is_empty()).then_some(Parsed::Edits(edits))
}

/// A clause that says nothing but whom it speaks of.
fn only_named(clause: &Clause, named: &Reference) -> Option<Parsed> {
    let quiet = |at: usize| {
        named.used.contains(&at)
            || is_filler(&clause.tokens[at])
            || clause.is(at, Cue::The)
            || clause.is(at, Cue::One)
            || clause.is(at, Cue::Measure)
    };
    let subjects = named.subjects();
    let only = (0..clause.tokens.len()).all(quiet) && !subjects.is_empty() && named.sure;
    only.then_some(Parsed::Mention(subjects))
}

/// The clause with the subject's own name in place of whatever pointed to it, or before it.
fn spoken(clause: &Clause, subject: &Subject, named: Option<&Reference>) -> String {
    let name = &subject.words;
    let used = named.map_or(&[][..], |named| &named.used[..]);
    let Some(first) = used.first() else { return format!("{name} {}", clause.whole()) };
    let before = clause.rest(|at| at < *first && !used.contains(&at));
    let after = clause.rest(|at| at > *first && !used.contains(&at));
    format!("{before} {name}{after}")
}

/// Things that nobody spoke of before.
fn new_things(clause: &Clause, view: &View) -> Option<Parsed> {
    let said = glean(clause.whole(), view.vocabulary);
    let mut edits = whole(&said);
    let named = said.subjects.iter().any(|subject| subject.tag.is_some());
    edits.extend(named.then_some(Edit::Add(said.subjects, None)));
    (!edits.is_empty()).then_some(Parsed::Edits(edits))
}

fn whole(said: &Brief) -> Vec<Edit> {
    let scene = &said.background.scene;
    let mut edits = Vec::new();
    edits.extend((!scene.is_empty()).then(|| Edit::Scene(scene.clone())));
    edits.extend(said.style.clone().map(Edit::Style));
    edits.extend(said.mood.clone().map(Edit::Mood));
    edits.extend(said.exclude.iter().cloned().map(Edit::Exclude));
    edits
}
