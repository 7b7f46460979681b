//! What must not be in the picture: 不要帽子, "without a hat".

use super::sense::{Fate, Meaning, Sense, Term};
use crate::{Colour, Exclusion, Span, Vocabulary};

/// Takes each "not" with what it excludes.
pub(crate) fn claim(terms: &mut [Term], utterance: &str, names: &Vocabulary) -> Vec<Exclusion> {
    let mut exclusions = Vec::new();
    let mut at = 0;
    while at < terms.len() {
        let mut end = at + 1;
        if terms[at].sense == Sense::Not {
            end += scope(&terms[end..]);
            let found = exclude(&mut terms[at + 1..end], utterance, names);
            terms[at].fate = if end == at + 1 { Fate::Ignored } else { Fate::Helped };
            exclusions.extend(found);
        }
        at = end;
    }
    exclusions
}

/// How many terms a "not" reaches: to the end of its clause, or until, after something was
/// excluded, a new wish begins (不要狗要猫) or 的 turns it into a description (没有帽子的猫).
/// A size takes it all: "not too big a cat" still wants the cat.
fn scope(terms: &[Term]) -> usize {
    let mut excluded = false;
    for (reach, term) in terms.iter().enumerate() {
        match term.sense {
            Sense::Break | Sense::Not => return reach,
            Sense::But | Sense::De | Sense::On | Sense::Link if excluded => return reach,
            Sense::Before(_) | Sense::Verb(_) if excluded => return reach,
            Sense::Size(_) => return reach + 1,
            Sense::Unknown | Sense::Background => excluded = true,
            _ => excluded |= term.sense.entry().is_some(),
        }
    }
    terms.len()
}

/// Excludes each thing (or scene, pose or quality), with the colour before it; a colour alone is excluded as such. How big,
/// where and in which style a thing must not be cannot be followed.
fn exclude(terms: &mut [Term], utterance: &str, names: &Vocabulary) -> Vec<Exclusion> {
    let mut exclusions: Vec<Exclusion> = Vec::new();
    let mut colour = None;
    for term in terms {
        let index = match &term.sense {
            Sense::Colour(unwanted) => {
                term.fate = Fate::Used(Meaning::Exclude(unwanted.name.clone()));
                colour = Some((unwanted.clone(), term.span));
                continue;
            }
            Sense::Unknown | Sense::Background => None,
            sense => match sense.entry() {
                Some(index) => Some(index),
                None => {
                    term.fate = if sense.is_attribute() { Fate::Ignored } else { Fate::Helped };
                    continue;
                }
            },
        };
        let exclusion = exclusion(term.span, index, colour.take(), utterance, names);
        let thing = exclusion.tag.clone().unwrap_or_else(|| exclusion.words.clone());
        term.fate = Fate::Used(Meaning::Exclude(thing));
        exclusions.push(exclusion);
    }
    let alone = colour.map(|c| exclusion(c.1, None, Some(c), utterance, names));
    exclusions.into_iter().chain(alone).collect()
}

fn exclusion(
    span: Span,
    index: Option<usize>,
    colour: Option<(Colour, Span)>,
    utterance: &str,
    names: &Vocabulary,
) -> Exclusion {
    let span = colour.as_ref().map_or(span, |(_, before)| span.join(*before));
    let tag = index.map(|index| names.tag(index).to_owned());
    let colour = colour.map(|(colour, _)| colour);
    Exclusion { words: span.of(utterance).to_owned(), span: Some(span), tag, colour }
}
