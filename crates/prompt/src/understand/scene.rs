//! Where, when and in what light the picture is, with what is said of that.

use super::sense::{Fate, Meaning, Sense};
use super::stage::{Stage, named};
use super::vocabulary::Kind;
use crate::Named;

/// Takes every scene, each after the qualities right before it (五彩斑斓的黑夜).
pub(super) fn claim(stage: &mut Stage) -> Vec<Named> {
    let mut scene: Vec<Named> = Vec::new();
    for at in 0..stage.terms.len() {
        let Sense::Scene(index) = stage.terms[at].sense else { continue };
        if !stage.terms[at].is_open() {
            continue;
        }
        scene.extend(qualities(stage, at));
        let place = stage.named(index, stage.terms[at].span);
        stage.use_as(at, Meaning::Scene(stage.names.tag(index).to_owned()));
        if !scene.iter().any(|known| known.tag == place.tag) {
            scene.push(place);
        }
        scene.extend(predicate(stage, at));
    }
    scene
}

/// Colours and traits between a scene and what stands before it.
fn qualities(stage: &mut Stage, at: usize) -> Vec<Named> {
    let mut found = Vec::new();
    for before in (0..at).rev() {
        let term = &stage.terms[before];
        let tag = match &term.sense {
            Sense::Colour(colour) if term.is_open() => colour.name.clone(),
            Sense::Trait(index) if term.is_open() => stage.names.tag(*index).to_owned(),
            Sense::Pose(index) if term.is_open() && introduced(stage, before) => {
                stage.names.tag(*index).to_owned()
            }
            Sense::Mood(_) => continue,
            sense if sense.is_filler() => continue,
            _ => break,
        };
        found.push(named(Some(tag.clone()), term.span, stage.utterance));
        stage.use_as(before, Meaning::Scene(tag));
    }
    found.reverse();
    found
}

/// Whether an English pose is part of what a scene is called: "a burning village".
fn introduced(stage: &Stage, at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &stage.terms[before].sense);
    stage.terms[at].span.of(stage.utterance).is_ascii() && before.is_some_and(Sense::is_filler)
}

/// A quality that alone follows a scene to the end of its clause: 霓虹灯闪烁.
fn predicate(stage: &mut Stage, at: usize) -> Option<Named> {
    let ends = stage.terms.get(at + 2).is_none_or(|term| term.sense == Sense::Break);
    let next = stage.terms.get(at + 1).filter(|term| ends && term.is_open())?;
    let Sense::Trait(index) = next.sense else { return None };
    let quality = stage.named(index, next.span);
    stage.use_as(at + 1, Meaning::Scene(stage.names.tag(index).to_owned()));
    Some(quality)
}

/// Subjects that turned out to be where the picture is leave for the scene; where nothing else
/// was named, the first place is what to paint.
pub(super) fn settle(stage: &mut Stage, scene: &mut Vec<Named>) {
    let subjects = std::mem::take(&mut stage.slots);
    let mut moved = vec![None; subjects.len()];
    for (index, mut slot) in subjects.into_iter().enumerate() {
        if slot.scene {
            let subject = slot.subject;
            let tag = subject.tag.clone().unwrap_or_default();
            stage.terms[slot.at].fate = Fate::Used(Meaning::Scene(tag));
            scene.push(Named { tag: subject.tag, words: subject.words, span: subject.span });
            continue;
        }
        moved[index] = Some(stage.slots.len());
        slot.subject.links.retain(|link| link.subject != index);
        stage.slots.push(slot);
    }
    for slot in &mut stage.slots {
        let links = std::mem::take(&mut slot.subject.links).into_iter();
        let kept = links.filter_map(|link| {
            let subject = moved.get(link.subject).copied().flatten()?;
            Some(crate::Link { subject, ..link })
        });
        slot.subject.links = kept.collect();
    }
    if stage.slots.is_empty() {
        paint_place(stage, scene);
    }
}

fn paint_place(stage: &mut Stage, scene: &mut Vec<Named>) {
    let place = |named: &Named| {
        let kind = named.tag.as_deref().and_then(|tag| stage.names.kind(tag));
        kind.is_some_and(|kind| kind.is_thing() || kind == Kind::Place)
    };
    let Some(found) = scene.iter().position(place) else { return };
    let Named { tag, span, .. } = scene[found].clone();
    let at = stage.terms.iter().position(|term| Some(term.span) == span);
    if let Some(at) = at {
        scene.remove(found);
        stage.use_as(at, Meaning::Subject(tag.clone().unwrap_or_default()));
        stage.push(at, tag, Kind::Place);
    }
}
