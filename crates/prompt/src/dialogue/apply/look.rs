//! Colours, sizes, places and whatever else is said of things and of what is behind them.

use super::same;
use crate::dialogue::edit::{Change, Heading, Tone};
use crate::dialogue::scenes::kind;
use crate::dialogue::tone;
use crate::{Background, Brief, Colour, Named, Place, Subject};

/// Size and place of a subject of which nothing was said.
const SIZE: f32 = 0.7;
const CENTRE: Place = Place { x: 0.5, y: 0.5 };
/// The least and the largest size.
const SIZES: [f32; 2] = [0.05, 1.0];

/// Changes what is said of a subject.
pub(super) fn subject(subject: &mut Subject, change: &Change) {
    match change {
        Change::Colour(colour) => subject.colour = colour.clone(),
        Change::Tone(tone) => subject.colour = toned(subject.colour.as_ref(), tone),
        Change::Size(size) => subject.size = Some(size.clamp(SIZES[0], SIZES[1])),
        Change::Scale(factor) => {
            let size = subject.size.unwrap_or(SIZE) * factor;
            subject.size = Some(size.clamp(SIZES[0], SIZES[1]));
        }
        Change::Place(place) => subject.place = Some(inside(*place)),
        Change::Move([right, down]) => {
            let from = subject.place.unwrap_or(CENTRE);
            subject.place = Some(inside(Place { x: from.x + right, y: from.y + down }));
        }
        Change::Count(count) => subject.count = *count,
        Change::Describe(said) => describe(subject, said),
        Change::More(_) | Change::Become(_) | Change::Remove => {}
    }
}

fn inside(place: Place) -> Place {
    Place { x: place.x.clamp(0.0, 1.0), y: place.y.clamp(0.0, 1.0) }
}

/// A colour a step on. A thing without a colour takes the one that it should go toward; lighter
/// or darker than nothing is nothing.
fn toned(from: Option<&Colour>, tone: &Tone) -> Option<Colour> {
    match (from, &tone.heading) {
        (Some(from), _) => Some(tone::step(from, tone)),
        (None, Heading::Toward(target)) => Some(target.clone()),
        (None, _) => None,
    }
}

/// Adds what was said to what is known.
pub(super) fn describe(subject: &mut Subject, said: &Subject) {
    if said.count != 1 {
        subject.count = said.count;
    }
    take(&mut subject.colour, &said.colour);
    take(&mut subject.place, &said.place);
    take(&mut subject.size, &said.size);
    take(&mut subject.pose, &said.pose);
    take(&mut subject.material, &said.material);
    for attribute in &said.attributes {
        if !subject.attributes.iter().any(|known| same(known, attribute)) {
            subject.attributes.push(attribute.clone());
        }
    }
}

fn take<T: Clone>(known: &mut Option<T>, said: &Option<T>) {
    if said.is_some() {
        known.clone_from(said);
    }
}

/// Changes the background's colour, or takes all of it away. A plain colour comes in place of
/// where the picture is, not of when.
pub(super) fn background(brief: &mut Brief, change: &Change) {
    let background = &mut brief.background;
    match change {
        Change::Colour(Some(colour)) => {
            background.colour = Some(colour.clone());
            background.scene.retain(|word| kind(word) != kind::PLACE);
        }
        Change::Colour(None) => background.colour = None,
        Change::Tone(tone) => background.colour = toned(background.colour.as_ref(), tone),
        Change::Remove => *background = Background::default(),
        _ => {}
    }
}

/// Words of a scene come in place of those of the same kind: night of morning, a beach of a
/// forest or of a plain colour.
pub(super) fn scene(background: &mut Background, words: &[Named]) {
    let said: Vec<_> = words.iter().map(kind).collect();
    background.scene.retain(|word| !said.contains(&kind(word)));
    if said.contains(&kind::PLACE) {
        background.colour = None;
    }
    background.scene.extend(words.iter().cloned());
}

/// Takes words out of the scene and out of what is said of subjects.
pub(super) fn forget(brief: &mut Brief, words: &[Named]) {
    let keeps = |known: &Named| !words.iter().any(|word| same(known, word));
    brief.background.scene.retain(keeps);
    brief.style.take_if(|style| !keeps(style));
    brief.mood.take_if(|mood| !keeps(mood));
    for subject in &mut brief.subjects {
        subject.attributes.retain(keeps);
        subject.pose.take_if(|pose| !keeps(pose));
        subject.material.take_if(|material| !keeps(material));
    }
}
