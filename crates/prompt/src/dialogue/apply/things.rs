//! Subjects that come, go, and take each other's place.

use crate::dialogue::edit::Tie;
use crate::dialogue::numbers;
use crate::dialogue::parse::MOST as MANY;
use crate::{Brief, Link, Place, Subject};

/// The most of one thing.
pub(super) const MOST: i64 = numbers::MOST as i64;

/// Where two things stand that change places before either had one.
const LEFT: Place = Place { x: 0.3, y: 0.5 };
const RIGHT: Place = Place { x: 0.7, y: 0.5 };

/// Adds subjects, and ties the first to one that is there. What is wanted is no longer unwanted.
pub(super) fn add(brief: &mut Brief, subjects: &[Subject], tie: Option<Tie>) {
    let first = brief.subjects.len();
    for subject in subjects.iter().take(MANY.saturating_sub(first)) {
        brief.exclude.retain(|unwanted| unwanted.tag.is_none() || unwanted.tag != subject.tag);
        let mut subject = subject.clone();
        subject.links.retain(|link| link.subject < subjects.len());
        subject.links.iter_mut().for_each(|link| link.subject += first);
        brief.subjects.push(subject);
    }
    let Some(Tie { relation, to }) = tie.filter(|tie| tie.to < first) else { return };
    let (holder, held) =
        if super::super::scenes::is_held(relation) { (to, first) } else { (first, to) };
    if let Some(holder) = brief.subjects.get_mut(holder) {
        holder.links.push(Link { relation, subject: held });
    }
}

/// Keeps some subjects; links that led to the others end.
pub(super) fn keep(brief: &mut Brief, kept: impl Fn(usize) -> bool) {
    let mut moved = Vec::with_capacity(brief.subjects.len());
    let mut next = 0;
    for index in 0..brief.subjects.len() {
        moved.push(kept(index).then_some(next));
        next += usize::from(kept(index));
    }
    let mut index = 0;
    brief.subjects.retain(|_| {
        index += 1;
        kept(index - 1)
    });
    for subject in &mut brief.subjects {
        subject.links = subject.links.iter().filter_map(|link| lead(*link, &moved)).collect();
    }
}

fn lead(link: Link, moved: &[Option<usize>]) -> Option<Link> {
    let subject = moved.get(link.subject).copied().flatten()?;
    Some(Link { subject, ..link })
}

/// Another thing in a subject's place: what was said of the new one counts, and what was said of
/// the old one stays.
pub(super) fn replace(brief: &mut Brief, index: usize, other: &Subject) {
    let Some(subject) = brief.subjects.get_mut(index) else { return };
    subject.tag.clone_from(&other.tag);
    subject.words.clone_from(&other.words);
    subject.span = other.span;
    super::look::describe(subject, other);
}

/// Two subjects change places; without any the first stands on the left.
pub(super) fn swap(brief: &mut Brief, one: usize, other: usize) {
    if one == other || one.max(other) >= brief.subjects.len() {
        return;
    }
    let (first, second) = (brief.subjects[one].place, brief.subjects[other].place);
    let none = first.is_none() && second.is_none();
    let (first, second) = if none { (Some(LEFT), Some(RIGHT)) } else { (first, second) };
    brief.subjects[one].place = second;
    brief.subjects[other].place = first;
}
