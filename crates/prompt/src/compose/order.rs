//! The terms of a prompt, in the order that a family expects.

use super::families::{Family, Part};
use super::phrase::{is_adjective, name, noun, number, plural, text};
use super::{Prompt, Term};
use crate::understand::is_colour;
use crate::{Brief, Named, Relation, Subject};

/// People that tags count as in `1girl`, with what they are counted as.
const COUNTED: &[(&str, &str)] =
    &[("girl", "girl"), ("woman", "girl"), ("boy", "boy"), ("man", "boy")];

/// Adds the positive terms of a brief.
pub(super) fn positive(brief: &Brief, family: &Family, prompt: &mut Prompt) {
    for part in family.order {
        match part {
            Part::People => people(brief, prompt),
            Part::Subjects => subjects(brief, family, prompt),
            Part::Scene => scene(brief, prompt),
            Part::Style => all(brief.style.iter(), prompt),
            Part::Mood => all(brief.mood.iter(), prompt),
            Part::View => all(brief.view.iter(), prompt),
            Part::Quality => all(brief.quality.iter(), prompt),
        }
    }
}

/// Adds what must not be there.
pub(super) fn negative(brief: &Brief, prompt: &mut Prompt) {
    for exclusion in &brief.exclude {
        let english = exclusion.words.is_ascii().then_some(exclusion.words.as_str());
        let name = exclusion.tag.as_deref().or(english.filter(|_| exclusion.colour.is_none()));
        let colour = exclusion.colour.as_ref().map(|colour| colour.name.as_str());
        let words: Vec<&str> = colour.into_iter().chain(name).collect();
        match words.is_empty() {
            true => prompt.missed.push(exclusion.words.clone()),
            false => {
                let term = Term::new(&words.join(" "), exclusion.span, &exclusion.words);
                prompt.negative.push(term);
            }
        }
    }
}

fn all<'a>(names: impl Iterator<Item = &'a Named>, prompt: &mut Prompt) {
    for named in names {
        match text(named) {
            Some(text) => prompt.positive.push(Term::new(text, named.span, &named.words)),
            None => prompt.missed.push(named.words.clone()),
        }
    }
}

/// `2girls` for two girls.
fn people(brief: &Brief, prompt: &mut Prompt) {
    for subject in &brief.subjects {
        if let Some(counted) = counted(subject) {
            let many = if subject.count > 1 { plural(counted) } else { counted.to_owned() };
            let text = format!("{}{many}", subject.count.max(1));
            prompt.positive.push(Term::new(&text, subject.span, &subject.words));
        }
    }
}

fn counted(subject: &Subject) -> Option<&'static str> {
    let tag = subject.tag.as_deref()?;
    COUNTED.iter().find(|(known, _)| *known == tag).map(|(_, counted)| *counted)
}

/// Each subject that is no other's, with what it wears, holds and stands by.
fn subjects(brief: &Brief, family: &Family, prompt: &mut Prompt) {
    let mut told = vec![false; brief.subjects.len()];
    let owned = |index: usize| {
        let others = brief.subjects.iter().enumerate().filter(|(other, _)| *other != index);
        others.flat_map(|(_, subject)| &subject.links).any(|link| link.subject == index)
    };
    let firsts = (0..told.len()).filter(|index| !owned(*index)).chain(0..told.len());
    for index in firsts {
        if !std::mem::replace(&mut told[index], true) {
            subject(brief, index, family, prompt);
            linked(brief, index, family, prompt, &mut told);
        }
    }
}

fn subject(brief: &Brief, index: usize, family: &Family, prompt: &mut Prompt) {
    let subject = &brief.subjects[index];
    let Some(noun) = noun(subject, family) else {
        prompt.missed.push(subject.words.clone());
        return;
    };
    if family.tokens {
        prompt.positive.push(token(subject, &noun));
        return;
    }
    let is_people = family.order.contains(&Part::People) && counted(subject).is_some();
    let where_ = subject.place.and_then(|place| side(place.x, place.y));
    let noun = where_.map_or(noun.clone(), |side| format!("{noun} {side}"));
    if !is_people || Some(noun.as_str()) != plain(subject).as_deref() {
        prompt.positive.push(Term::new(&noun, subject.span, &subject.words));
    }
    all(features(subject), prompt);
    all(subject.pose.iter(), prompt);
}

/// What stays of a subject of which only kind and number are known.
fn plain(subject: &Subject) -> Option<String> {
    let name = name(subject)?;
    Some(match subject.count {
        0 | 1 => name.to_owned(),
        count => format!("{} {}", number(count), plural(name)),
    })
}

fn features(subject: &Subject) -> impl Iterator<Item = &Named> {
    subject.attributes.iter().filter(|named| !is_adjective(named))
}

/// The subjects that one is tied to, and theirs: "holding an iron sword".
fn linked(brief: &Brief, index: usize, family: &Family, prompt: &mut Prompt, told: &mut [bool]) {
    for link in &brief.subjects[index].links {
        let Some(other) = brief.subjects.get(link.subject) else { continue };
        let Some(noun) = noun(other, family) else {
            prompt.missed.push(other.words.clone());
            continue;
        };
        let first = !std::mem::replace(&mut told[link.subject], true);
        if family.tokens {
            if first {
                prompt.positive.push(token(other, &noun));
            }
            continue;
        }
        let mut phrase = format!("{} {noun}", link.relation.name());
        let features: Vec<&str> = features(other).filter_map(text).filter(|_| first).collect();
        if !features.is_empty() {
            phrase += &format!(" with {}", features.join(" and "));
        }
        if let Some(pose) = other.pose.as_ref().and_then(text).filter(|_| first) {
            phrase += &format!(" {pose}");
        }
        prompt.positive.push(Term::new(&phrase, other.span, &other.words));
        if first && link.relation != Relation::With {
            linked(brief, link.subject, family, prompt, told);
        }
    }
}

/// A thing with its place and size, as the built-in model takes it.
fn token(subject: &Subject, noun: &str) -> Term {
    let mut text = noun.to_owned();
    if let Some(place) = subject.place {
        text += &format!(" @{}:{}", place.x, place.y);
    }
    if let Some(size) = subject.size {
        text += &format!(" *{size}");
    }
    Term::new(&text, subject.span, &subject.words)
}

/// The side of the picture on which a place lies; `None` for the middle.
fn side(x: f32, y: f32) -> Option<&'static str> {
    let third = |at: f32| usize::from(at > 0.4) + usize::from(at > 0.6);
    let sides = [
        ["at the top left", "on the left", "at the bottom left"],
        ["at the top", "in the middle", "at the bottom"],
        ["at the top right", "on the right", "at the bottom right"],
    ];
    Some(sides[third(x)][third(y)])
}

/// The background's colour and the scene; a colour goes before what it colours.
fn scene(brief: &Brief, prompt: &mut Prompt) {
    let background = &brief.background;
    if let Some(colour) = &background.colour {
        prompt.positive.push(Term::new(&format!("{} background", colour.name), None, &colour.name));
    }
    let mut colour: Option<&Named> = None;
    for named in &background.scene {
        let Some(tag) = text(named) else {
            prompt.missed.push(named.words.clone());
            continue;
        };
        if is_colour(tag) {
            colour = Some(named);
            continue;
        }
        let (text, words) = match colour.take() {
            Some(before) => {
                let tone = before.tag.as_deref().unwrap_or_default();
                (format!("{tone} {tag}"), format!("{} {}", before.words, named.words))
            }
            None => (tag.to_owned(), named.words.clone()),
        };
        prompt.positive.push(Term::new(&text, named.span, &words));
    }
}
