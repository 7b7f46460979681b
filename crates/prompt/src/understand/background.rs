//! The background's colour: 蓝色背景, 背景是蓝色, "on a blue background", "against pale yellow".

use std::mem::discriminant;

use super::sense::{Fate, Meaning, Sense, Term};
use crate::{Colour, Vocabulary};

/// Takes the first background colour that was said. Another colour is understood, but cannot be
/// followed; a thing named as the background becomes a scene where the vocabulary has scenes.
pub(crate) fn claim(terms: &mut [Term], names: &Vocabulary) -> Option<Colour> {
    let mut background = None;
    for marker in [Sense::Background, Sense::On] {
        for at in 0..terms.len() {
            if !terms[at].is_open() || terms[at].sense != marker {
                continue;
            }
            let coloured =
                if marker == Sense::On { after_on(terms, at) } else { beside(terms, at) };
            match coloured {
                Some(found) if background.is_none() => background = take(terms, at, found),
                Some(found) => ignore(terms, &[at, found]),
                None if marker == Sense::Background => scene(terms, at, names),
                None => {}
            }
        }
    }
    background
}

/// The colour that the word "background" at `at` has: tied to it by a link, else the one just
/// before it, else the one just after it unless that describes a thing.
fn beside(terms: &[Term], at: usize) -> Option<usize> {
    let (after, linked) = next(terms, at);
    let after = after.filter(|after| is_colour(&terms[*after]));
    let before = previous(terms, at).filter(|before| is_colour(&terms[*before]));
    if linked && after.is_some() {
        return after;
    }
    before.or(after.filter(|after| !describes(terms, *after)))
}

/// The colour after "on", unless it describes what follows it ("on green grass").
fn after_on(terms: &[Term], at: usize) -> Option<usize> {
    let (after, linked) = next(terms, at);
    let after = after.filter(|after| !linked && is_colour(&terms[*after]))?;
    let unknown = terms.get(after + 1).is_some_and(|term| term.sense == Sense::Unknown);
    (!unknown && !describes(terms, after)).then_some(after)
}

fn is_colour(term: &Term) -> bool {
    term.is_open() && matches!(term.sense, Sense::Colour(_))
}

/// The nearest term after `at` that says something, and whether a link stands between.
fn next(terms: &[Term], at: usize) -> (Option<usize>, bool) {
    let mut linked = false;
    for (index, term) in terms.iter().enumerate().skip(at + 1) {
        match &term.sense {
            Sense::Link => linked = true,
            sense if sense.is_filler() => {}
            _ => return (Some(index), linked),
        }
    }
    (None, linked)
}

fn previous(terms: &[Term], at: usize) -> Option<usize> {
    (0..at).rev().find(|index| !terms[*index].sense.is_filler())
}

/// Whether a thing follows with only attributes and fillers between.
fn describes(terms: &[Term], at: usize) -> bool {
    let skipped = |term: &&Term| term.sense.is_filler() || term.sense.is_attribute();
    let next = terms[at + 1..].iter().find(|term| !skipped(term));
    next.is_some_and(|term| matches!(term.sense, Sense::Subject(_)))
}

fn take(terms: &mut [Term], marker: usize, found: usize) -> Option<Colour> {
    let Sense::Colour(colour) = terms[found].sense.clone() else { return None };
    if terms[marker].sense == Sense::Background {
        terms[found].span = terms[found].span.join(terms[marker].span);
    }
    terms[found].fate = Fate::Used(Meaning::Background(colour.name.clone()));
    terms[marker].fate = Fate::Helped;
    Some(colour)
}

/// A thing named as the background is not a subject: 星空背景, "the background is a forest".
fn scene(terms: &mut [Term], at: usize, names: &Vocabulary) {
    let (after, linked) = next(terms, at);
    let scene = after.filter(|_| linked).or(previous(terms, at));
    let subject = Sense::Subject(0);
    let thing = |index: &usize| discriminant(&terms[*index].sense) == discriminant(&subject);
    let thing = scene.filter(thing);
    if !names.is_general() {
        return ignore(terms, &[at, thing.unwrap_or(at)]);
    }
    terms[at].fate = Fate::Helped;
    if let Some(thing) = thing
        && let Sense::Subject(index) = terms[thing].sense
    {
        terms[thing].sense = Sense::Scene(index);
    }
}

fn ignore(terms: &mut [Term], which: &[usize]) {
    for index in which {
        terms[*index].fate = Fate::Ignored;
    }
}
