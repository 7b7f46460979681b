//! Hair, eyes and body: 蓝色长发, "a girl with big green eyes".

use super::sense::{Fate, Meaning, Sense};
use super::stage::Stage;
use crate::{Named, Span};

/// Gives each feature, with its colour and quality, to whom it belongs.
pub(super) fn claim(stage: &mut Stage) {
    for at in 0..stage.terms.len() {
        let Sense::Body(index) = stage.terms[at].sense else { continue };
        if !stage.terms[at].is_open() {
            continue;
        }
        let features = features(stage, at, index);
        if features.is_empty() {
            stage.terms[at].fate = Fate::Helped;
            continue;
        }
        let Some(owner) = owner(stage, at) else { continue };
        let told = features.iter().filter_map(|named| named.tag.clone()).collect::<Vec<_>>();
        stage.use_as(at, Meaning::Attribute(told.join(", ")));
        let attributes = &mut stage.slots[owner].subject.attributes;
        for feature in features {
            if !attributes.iter().any(|known| known.tag == feature.tag) {
                attributes.push(feature);
            }
        }
    }
}

/// Features that say nothing unless something is said of them.
const BARE: &[&str] = &["hair", "eyes", "skin", "face", "lips", "nose", "ears", "eyebrows"];

/// Ways to wear the hair: a colour before them is the hair's.
const HAIR: &[&str] =
    &["ponytail", "twintails", "braid", "bob cut", "bangs", "ahoge", "afro", "mohawk"];

/// The feature itself, where it says something, and one for each quality of it.
fn features(stage: &mut Stage, at: usize, index: usize) -> Vec<Named> {
    let tag = stage.names.tag(index).to_owned();
    let span = stage.terms[at].span;
    let mut found = Vec::new();
    if !BARE.contains(&tag.as_str()) {
        found.push(stage.named(index, span));
    }
    for quality in qualities(stage, at) {
        let said = stage.terms[quality].span.join(span);
        if let Some(feature) = feature(stage, quality, &tag, said) {
            stage.use_as(quality, Meaning::Attribute(feature.tag.clone().unwrap_or_default()));
            found.push(feature);
        }
    }
    found
}

/// The terms that describe a feature: right before it, or tied to it by a link.
fn qualities(stage: &Stage, at: usize) -> Vec<usize> {
    let describes = |index: &usize| {
        let term = &stage.terms[*index];
        let quality = matches!(term.sense, Sense::Colour(_) | Sense::Size(_) | Sense::Trait(_));
        quality && term.is_open()
    };
    let de = |index: &usize| stage.terms[*index].sense == Sense::De;
    let before = (0..at).rev().filter(|index| !de(index)).take_while(describes);
    let mut found: Vec<usize> = before.take(4).collect();
    let link = stage.terms.get(at + 1).is_some_and(|term| term.sense == Sense::Link);
    found.reverse();
    found.extend(Some(at + 2).filter(|next| link && *next < stage.terms.len()).filter(describes));
    found
}

/// A quality with its feature as one tag, such as `blue hair`.
fn feature(stage: &Stage, quality: usize, tag: &str, span: Span) -> Option<Named> {
    let last = tag.rsplit(' ').next().unwrap_or(tag);
    let part = if HAIR.contains(&tag) { "hair" } else { last };
    let tag = match &stage.terms[quality].sense {
        Sense::Colour(colour) => match (colour.name.as_str(), part) {
            ("gold" | "yellow", "hair") => "blonde hair".to_owned(),
            (name, part) => format!("{name} {part}"),
        },
        Sense::Size(size) if *size > 0.7 => format!("big {part}"),
        Sense::Size(_) => format!("small {part}"),
        Sense::Trait(index) => format!("{} {part}", stage.names.tag(*index)),
        _ => return None,
    };
    Some(super::stage::named(Some(tag), span, stage.utterance))
}

/// Whose feature it is: the thing that follows at once, else the last living topic, else the next
/// living thing, else any.
fn owner(stage: &Stage, at: usize) -> Option<usize> {
    let alive = |slot: &usize| stage.slots[*slot].kind.is_animate();
    let after = stage.right_after(at).filter(|slot| alive(slot) && !determined(stage, at, *slot));
    let topic = || stage.topic(at, true).filter(alive);
    let next = || (stage.split(at)..stage.slots.len()).take(3).find(alive);
    after
        .or_else(topic)
        .or_else(next)
        .or_else(|| stage.topic(at, false))
        .or_else(|| stage.right_after(at))
}

/// Whether an article or number between shows that the feature ends before the thing.
fn determined(stage: &Stage, at: usize, slot: usize) -> bool {
    stage.terms[at..stage.slots[slot].at].iter().any(|term| term.sense.is_number())
}
