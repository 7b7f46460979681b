//! What an edit makes of a brief.

mod look;
mod things;

use super::edit::{Change, Edit, Whom};
use super::parse::MOST;
use crate::{Brief, Named};

/// The brief after an edit. What an edit names and the brief lacks is left alone.
pub fn apply(brief: &Brief, edit: &Edit) -> Brief {
    let mut brief = brief.clone();
    match edit {
        Edit::Anew(wanted) => brief = (**wanted).clone(),
        Edit::Of(whom, change) => one(&mut brief, *whom, change),
        Edit::Add(subjects, tie) => things::add(&mut brief, subjects, *tie),
        Edit::Swap(one, other) => things::swap(&mut brief, *one, *other),
        Edit::Keep(kept) => things::keep(&mut brief, |index| kept.contains(&index)),
        Edit::Scene(words) => look::scene(&mut brief.background, words),
        Edit::Forget(words) => look::forget(&mut brief, words),
        Edit::Style(style) => brief.style = Some(style.clone()),
        Edit::Mood(mood) => brief.mood = Some(mood.clone()),
        Edit::Exclude(unwanted) => {
            let known = brief.exclude.iter().any(|known| known == unwanted);
            if !known && brief.exclude.len() < MOST {
                brief.exclude.push(unwanted.clone());
            }
        }
    }
    brief
}

fn one(brief: &mut Brief, whom: Whom, change: &Change) {
    let Whom::Subject(index) = whom else { return look::background(brief, change) };
    let Some(subject) = brief.subjects.get_mut(index) else { return };
    match change {
        Change::Remove => things::keep(brief, |kept| kept != index),
        Change::More(more) => {
            let count = i64::from(subject.count).saturating_add(*more).clamp(0, things::MOST);
            subject.count = u32::try_from(count).unwrap_or_default();
            if subject.count == 0 {
                things::keep(brief, |kept| kept != index);
            }
        }
        Change::Become(other) => things::replace(brief, index, other),
        change => look::subject(subject, change),
    }
}

/// Whether two words mean the same.
fn same(one: &Named, other: &Named) -> bool {
    match (&one.tag, &other.tag) {
        (Some(one), Some(other)) => one == other,
        _ => one.words == other.words,
    }
}
