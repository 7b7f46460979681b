//! Things that the vocabulary lacks, where the grammar shows that they are things to paint.

use super::likeness::nearest;
use super::read::Likeness;
use super::sense::{Fate, Meaning, Sense, Term};
use super::stage::{Stage, named};
use super::vocabulary::Kind;
use crate::{Encode, EncodeError};

/// Takes what is counted, held or worn and has no known name as a subject without a tag; an
/// unknown word right before a subject becomes an attribute of it.
pub(super) fn claim(stage: &mut Stage) {
    if !stage.names.is_general() {
        return;
    }
    let known = std::mem::take(&mut stage.slots);
    let mut known = known.into_iter().peekable();
    let mut at = 0;
    while at < stage.terms.len() {
        stage.slots.extend(std::iter::from_fn(|| known.next_if(|slot| slot.at <= at)));
        let end = run(stage, at);
        if end > at && is_thing(stage, at, end) {
            join(stage, at, end);
            let words = stage.terms[at].span.of(stage.utterance).to_owned();
            stage.use_as(at, Meaning::Subject(words));
            stage.push(at, None, Kind::Object);
        }
        at = end.max(at + 1);
    }
    stage.slots.extend(known);
}

/// One past the open unknown terms that begin at a term.
fn run(stage: &Stage, at: usize) -> usize {
    let mut run = stage.terms[at..].iter();
    at + run.position(|term| !is_unknown(term)).unwrap_or(stage.terms.len() - at)
}

fn is_unknown(term: &Term) -> bool {
    term.is_open() && term.sense == Sense::Unknown
}

/// Whether the unknown words `at..end` stand where only a thing does: after a number, an article
/// or a verb such as "holding", and not before another thing that they describe.
fn is_thing(stage: &Stage, at: usize, end: usize) -> bool {
    let introduced = introduced(stage, at);
    let describes = stage.terms.get(end).is_some_and(|term| {
        let part = matches!(term.sense, Sense::Subject(_) | Sense::De | Sense::Body(_));
        part || term.sense.is_attribute() && !matches!(term.sense, Sense::Place(_))
    });
    let mut next = stage.terms[end..].iter().take(2);
    introduced && !describes && next.all(|term| term.sense != Sense::De)
}

/// Whether a number, article, measure word or verb stands before, with only qualities between.
fn introduced(stage: &Stage, at: usize) -> bool {
    let skipped = |sense: &Sense| sense.is_attribute() || *sense == Sense::De;
    let before = stage.terms[..at].iter().rev().take(4).find(|term| !skipped(&term.sense));
    before.is_some_and(|term| match term.sense {
        Sense::Verb(_) => true,
        Sense::Measure => true,
        _ => term.sense.is_number(),
    })
}

/// Makes several unknown terms one.
fn join(stage: &mut Stage, at: usize, end: usize) {
    for part in at + 1..end {
        let span = stage.terms[part].span;
        stage.terms[at].span = stage.terms[at].span.join(span);
        stage.terms[part].fate = Fate::Helped;
    }
}

/// Unknown words that stand right before a subject describe it: "a rococo mirror", 古怪的猫.
pub(super) fn describe(stage: &mut Stage) {
    if !stage.names.is_general() {
        return;
    }
    for at in 0..stage.terms.len() {
        let next = stage.terms.get(at + 1).map(|term| &term.sense);
        let before = matches!(next, Some(Sense::De | Sense::Subject(_)));
        if is_unknown(&stage.terms[at])
            && before
            && (introduced(stage, at) || next == Some(&Sense::De))
            && let Some(owner) = stage.right_after(at)
        {
            let span = stage.terms[at].span;
            let attribute = named(None, span, stage.utterance);
            stage.use_as(at, Meaning::Attribute(attribute.words.clone()));
            stage.slots[owner].subject.attributes.push(attribute);
        }
    }
}

/// Gives subjects and attributes without a tag the one that is nearest in meaning, and tells the
/// likeness; what is near to nothing stays without.
pub(super) fn guess(stage: &mut Stage, encoder: &dyn Encode) -> Result<Vec<Likeness>, EncodeError> {
    let mut found = Vec::new();
    for slot in &mut stage.slots {
        let subject = &mut slot.subject;
        if subject.tag.is_none()
            && let Some((index, likeness)) =
                nearest(&subject.words, stage.names, encoder, Kind::is_thing)?
        {
            subject.tag = Some(stage.names.tag(index).to_owned());
            slot.kind = stage.names.kind_at(index);
            found.push(Likeness::new(subject.span, subject.tag.clone(), likeness));
        }
        for attribute in subject.attributes.iter_mut().filter(|named| named.tag.is_none()) {
            let quality = |kind| matches!(kind, Kind::Trait | Kind::Pattern | Kind::Expression);
            if let Some((index, likeness)) =
                nearest(&attribute.words, stage.names, encoder, quality)?
            {
                attribute.tag = Some(stage.names.tag(index).to_owned());
                found.push(Likeness::new(attribute.span, attribute.tag.clone(), likeness));
            }
        }
    }
    Ok(found)
}
