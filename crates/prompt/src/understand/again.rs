//! A thing that is named again is the one that was named before: 一个花瓶，花瓶里有花.

use super::sense::Sense;
use super::stage::{REACH, Stage};
use crate::{Link, Subject};

/// Merges each later mention of which nothing new is said into the first.
pub(super) fn merge(stage: &mut Stage) {
    if !stage.names.is_general() {
        return;
    }
    let mut slot = 1;
    while slot < stage.slots.len() {
        match earlier(stage, slot) {
            Some(first) => join(stage, first, slot),
            None => slot += 1,
        }
    }
}

/// The earlier mention of the same thing, if this one brings neither number nor quality.
fn earlier(stage: &Stage, slot: usize) -> Option<usize> {
    let subject = &stage.slots[slot].subject;
    if !is_bare(subject) || !mentions(stage, stage.slots[slot].at) {
        return None;
    }
    let mut before = slot.saturating_sub(REACH)..slot;
    let same = |first: &usize| {
        let first = &stage.slots[*first].subject;
        first.tag.is_some() && first.tag == subject.tag
    };
    before.find(same)
}

fn is_bare(subject: &Subject) -> bool {
    let shown = subject.colour.is_some() || subject.material.is_some() || subject.size.is_some();
    !shown && subject.count == 1 && subject.attributes.is_empty() && subject.place.is_none()
}

/// Whether a word names what is known already: a bare noun in Chinese, one after "the" in English.
fn mentions(stage: &Stage, at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &stage.terms[before]);
    if stage.terms[at].span.of(stage.utterance).is_ascii() {
        let the = |term: &super::sense::Term| term.span.of(stage.utterance) == "the";
        return before.is_some_and(the);
    }
    before.is_none_or(|term| {
        !term.sense.is_number() && term.sense != Sense::Measure && !term.sense.is_attribute()
    })
}

/// Moves what is said of the later mention to the first, and takes the later one away.
fn join(stage: &mut Stage, first: usize, later: usize) {
    let gone = stage.slots.remove(later);
    let moved = |subject: usize| match subject {
        subject if subject == later => first,
        subject if subject > later => subject - 1,
        subject => subject,
    };
    let subject = &mut stage.slots[first].subject;
    subject.links.extend(gone.subject.links);
    if subject.pose.is_none() {
        subject.pose = gone.subject.pose;
    }
    for (index, slot) in stage.slots.iter_mut().enumerate() {
        let links = std::mem::take(&mut slot.subject.links).into_iter();
        let links = links.map(|link| Link { subject: moved(link.subject), ..link });
        for link in links.filter(|link| link.subject != index) {
            if !slot.subject.links.contains(&link) {
                slot.subject.links.push(link);
            }
        }
    }
}
