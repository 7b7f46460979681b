//! Which subject has which colour, size, place, pose, material and quality.

use super::relate::is_attributive;
use super::sense::{Fate, Meaning, Sense, Term};
use super::stage::{REACH, Stage};
use super::vocabulary::Kind;
use crate::{Place, Subject};

/// Gives each attribute to the nearest subject that fits and has none.
pub(super) fn claim(stage: &mut Stage) {
    for at in 0..stage.terms.len() {
        if stage.terms[at].is_open()
            && let Some(meaning) = attach(stage, at)
        {
            stage.use_as(at, meaning);
        }
    }
}

fn attach(stage: &mut Stage, at: usize) -> Option<Meaning> {
    match stage.terms[at].sense.clone() {
        Sense::Colour(colour) => {
            let owner = described(stage, at, |subject| subject.colour.is_none())?;
            let meaning = Meaning::Colour(colour.name.clone());
            stage.slots[owner].subject.colour = Some(colour);
            Some(meaning)
        }
        Sense::Size(size) => {
            let owner = described(stage, at, |subject| subject.size.is_none())?;
            stage.slots[owner].subject.size = Some(size);
            Some(Meaning::Size(size))
        }
        Sense::Place([x, y]) => {
            let owner = placed(stage, at)?;
            stage.slots[owner].subject.place = Some(Place { x, y });
            Some(Meaning::Place([x, y]))
        }
        Sense::Pose(index) => pose(stage, at, index),
        Sense::Material(index) => {
            let owner = qualified(stage, at)?;
            let subject = &stage.slots[owner].subject;
            if subject.material.is_some() {
                return None;
            }
            stage.slots[owner].subject.material = Some(stage.named(index, stage.terms[at].span));
            Some(Meaning::Material(stage.names.tag(index).to_owned()))
        }
        Sense::Trait(index) => {
            let owner = qualified(stage, at)?;
            Some(add(stage, at, owner, index))
        }
        Sense::Mood(index) => {
            let owner = feels(stage, at, index)?;
            Some(add(stage, at, owner, index))
        }
        _ => None,
    }
}

/// Adds an attribute, once.
fn add(stage: &mut Stage, at: usize, owner: usize, index: usize) -> Meaning {
    let named = stage.named(index, stage.terms[at].span);
    let attributes = &mut stage.slots[owner].subject.attributes;
    if !attributes.iter().any(|known| known.tag == named.tag) {
        attributes.push(named);
    }
    Meaning::Attribute(stage.names.tag(index).to_owned())
}

/// Who has a colour or a size: the thing right after it (红色的猫); after a link the one before
/// (猫是红色的); else the next in the clause, the last before it, the next at all. A word that
/// describes something unknown ("on green grass") belongs to nobody here.
fn described(stage: &Stage, at: usize, free: impl Fn(&Subject) -> bool) -> Option<usize> {
    let (terms, slots, clause) = (&*stage.terms, &stage.slots, stage.clauses[at]);
    if let Some(thing) = right_after(terms, at) {
        let owner = stage.slot_at(thing)?;
        return free(&slots[owner].subject).then_some(owner);
    }
    let is_free = |owner: &usize| free(&slots[*owner].subject);
    let split = stage.split(at);
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
fn placed(stage: &Stage, at: usize) -> Option<usize> {
    let (slots, split, clause) = (&stage.slots, stage.split(at), stage.clauses[at]);
    let free = |owner: &usize| slots[*owner].subject.place.is_none();
    let before = (0..split).rev().find(free);
    let whole = |owner: &usize| free(owner) && !slots[*owner].object;
    let after = (split..slots.len()).find(whole).or((split..slots.len()).find(free));
    let here = |owner: &usize| slots[*owner].clause == clause;
    before.filter(here).or(after.filter(here)).or(before).or(after)
}

/// Who is of a material or quality: the thing right after it, else the last one in the clause,
/// the last at all, the next at all.
fn qualified(stage: &Stage, at: usize) -> Option<usize> {
    let split = stage.split(at);
    let before = split.checked_sub(1);
    let here = before.filter(|owner| stage.slots[*owner].clause == stage.clauses[at]);
    let after = Some(split).filter(|owner| *owner < stage.slots.len());
    stage.right_after(at).or(here).or(after.filter(|_| before.is_none())).or(before)
}

/// Who does it: the thing that it describes, else the living topic, else the next living thing.
fn pose(stage: &mut Stage, at: usize, index: usize) -> Option<Meaning> {
    let owner = actor(stage, at)?;
    let named = stage.named(index, stage.terms[at].span);
    let tag = stage.names.tag(index).to_owned();
    let subject = &mut stage.slots[owner].subject;
    match &subject.pose {
        None => subject.pose = Some(named),
        Some(known) if known.tag == named.tag => {}
        Some(_) => return Some(add(stage, at, owner, index)),
    }
    Some(Meaning::Pose(tag))
}

fn actor(stage: &Stage, at: usize) -> Option<usize> {
    let de = stage.terms.get(at + 1).is_some_and(|term| term.sense == Sense::De);
    if (de || is_attributive(stage, at))
        && let Some(owner) = stage.right_after(at)
    {
        return Some(owner);
    }
    if let Some(there) = appears(stage, at) {
        return Some(there);
    }
    let topic = stage.topic(at, true);
    let here = topic.filter(|topic| stage.slots[*topic].clause == stage.clauses[at]);
    let clause = || stage.described_by_clause(at);
    let next = || {
        let after = stage.split(at)..stage.slots.len();
        let mut after = after.take(3).filter(|slot| !stage.slots[*slot].object);
        after.find(|slot| stage.slots[*slot].kind.is_animate())
    };
    let any = || Some(stage.split(at)).filter(|slot| *slot < stage.slots.len());
    here.or_else(clause).or(topic).or_else(next).or_else(any)
}

/// Who is there, where the clause begins with a place: 腿上趴着一只猫.
fn appears(stage: &Stage, at: usize) -> Option<usize> {
    let clause = stage.clauses[at];
    let mut before = (0..at).rev().take(REACH).take_while(|at| stage.clauses[*at] == clause);
    let placed = before.any(|before| matches!(stage.terms[before].sense, Sense::After(_)));
    let first = stage.next_content(at).and_then(|next| stage.slot_at(next));
    let alive = first.filter(|slot| stage.slots[*slot].kind.is_animate());
    alive.filter(|_| placed && stage.topic_here(at, false).is_none())
}

/// Who feels it, if it is no mood of the whole picture: a living thing right after it, or one
/// spoken of before, for what shows on a face.
fn feels(stage: &Stage, at: usize, index: usize) -> Option<usize> {
    let alive = |slot: &usize| stage.slots[*slot].kind.is_animate();
    let shown = stage.names.kind_at(index) == Kind::Expression;
    let next = stage.next_content(at).map(|next| &stage.terms[next].sense);
    if matches!(next, Some(Sense::Atmosphere | Sense::Scene(_))) {
        return None;
    }
    if let Some(owner) = stage.right_after(at) {
        return Some(owner).filter(alive);
    }
    let topic = stage.topic(at, true).filter(alive);
    let next = || (stage.split(at)..stage.slots.len()).take(3).find(alive);
    topic.or_else(next).filter(|_| shown)
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
