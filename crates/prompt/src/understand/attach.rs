//! Which subject has which colour, size and place.

use super::sense::{Fate, Meaning, Sense, Term};
use crate::{Place, Subject, Vocabulary};

/// How many terms an attribute looks past to find what it describes; keeps the work linear.
const REACH: usize = 24;

/// A subject and the term that names it.
struct Slot {
    at: usize,
    clause: usize,
    subject: Subject,
}

/// Takes the subjects, then gives each attribute to the nearest subject that fits and has none.
pub(crate) fn claim(terms: &mut [Term], utterance: &str, vocabulary: &Vocabulary) -> Vec<Subject> {
    let clauses = clauses(terms);
    let mut slots = subjects(terms, &clauses, utterance, vocabulary);
    for at in 0..terms.len() {
        if terms[at].is_open()
            && let Some(meaning) = attach(terms, at, clauses[at], &mut slots)
        {
            terms[at].fate = Fate::Used(meaning);
        }
    }
    slots.into_iter().map(|slot| slot.subject).collect()
}

/// The number of the clause in which each term stands.
fn clauses(terms: &[Term]) -> Vec<usize> {
    let count = |clause: &mut usize, term: &Term| {
        *clause += usize::from(term.sense == Sense::Break);
        Some(*clause)
    };
    terms.iter().scan(0, count).collect()
}

fn subjects(
    terms: &mut [Term],
    clauses: &[usize],
    utterance: &str,
    vocabulary: &Vocabulary,
) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (at, term) in terms.iter_mut().enumerate() {
        let Sense::Subject(index) = term.sense else { continue };
        if !term.is_open() {
            continue;
        }
        let tag = vocabulary.tag(index).to_owned();
        term.fate = Fate::Used(Meaning::Subject(tag.clone()));
        let words = term.span.of(utterance).to_owned();
        let subject = Subject::new(Some(tag), words, Some(term.span));
        slots.push(Slot { at, clause: clauses[at], subject });
    }
    slots
}

fn attach(terms: &[Term], at: usize, clause: usize, slots: &mut [Slot]) -> Option<Meaning> {
    match &terms[at].sense {
        Sense::Colour(colour) => {
            let owner = described(terms, at, clause, slots, |subject| subject.colour.is_none())?;
            slots[owner].subject.colour = Some(colour.clone());
            Some(Meaning::Colour(colour.name.clone()))
        }
        Sense::Size(size) => {
            let owner = described(terms, at, clause, slots, |subject| subject.size.is_none())?;
            slots[owner].subject.size = Some(*size);
            Some(Meaning::Size(*size))
        }
        Sense::Place(place) => {
            let owner = placed(at, clause, slots)?;
            let [x, y] = *place;
            slots[owner].subject.place = Some(Place { x, y });
            Some(Meaning::Place(*place))
        }
        _ => None,
    }
}

/// Who has a colour or a size: the thing right after it (红色的猫); after a link the one before
/// (猫是红色的); else the next in the clause, the last before it, the next at all. A word that
/// describes something unknown ("on green grass") belongs to nobody here.
fn described(
    terms: &[Term],
    at: usize,
    clause: usize,
    slots: &[Slot],
    free: impl Fn(&Subject) -> bool,
) -> Option<usize> {
    if let Some(thing) = right_after(terms, at) {
        let owner = slots.binary_search_by_key(&thing, |slot| slot.at).ok()?;
        return free(&slots[owner].subject).then_some(owner);
    }
    let is_free = |owner: &usize| free(&slots[*owner].subject);
    let split = slots.partition_point(|slot| slot.at < at);
    let before = (0..split).rev().find(is_free);
    if before.is_some() && linked(terms, at) {
        return before;
    }
    let after = (split..slots.len()).find(is_free);
    let same_clause = after.filter(|owner| slots[*owner].clause == clause);
    if same_clause.is_some() || next_is_unknown(terms, at) {
        return same_clause;
    }
    before.or(after)
}

/// Who has a place: the last thing in the clause without one (猫在左边), else the next in the
/// clause (左边一只猫), else the last before it, else the next at all.
fn placed(at: usize, clause: usize, slots: &[Slot]) -> Option<usize> {
    let split = slots.partition_point(|slot| slot.at < at);
    let free = |owner: &usize| slots[*owner].subject.place.is_none();
    let before = (0..split).rev().find(free);
    let after = (split..slots.len()).find(free);
    let here = |owner: &usize| slots[*owner].clause == clause;
    before.filter(here).or(after.filter(here)).or(before).or(after)
}

/// The term of the thing that follows with only attributes and fillers between.
fn right_after(terms: &[Term], at: usize) -> Option<usize> {
    let passes = |sense: &Sense| sense.is_attribute() || sense.is_filler();
    let next = (at + 1..terms.len()).take(REACH).find(|next| !passes(&terms[*next].sense))?;
    let thing = terms[next].fate != Fate::Ignored && matches!(terms[next].sense, Sense::Subject(_));
    thing.then_some(next)
}

fn linked(terms: &[Term], at: usize) -> bool {
    let passes = |sense: &Sense| sense.is_attribute() || sense.is_filler() || *sense == Sense::And;
    let mut before = terms[..at].iter().rev().take(REACH);
    before.find(|term| !passes(&term.sense)).is_some_and(|term| term.sense == Sense::Link)
}

fn next_is_unknown(terms: &[Term], at: usize) -> bool {
    let next = terms[at + 1..].iter().take(REACH).find(|term| !term.sense.is_filler());
    next.is_some_and(|term| term.sense == Sense::Unknown)
}
