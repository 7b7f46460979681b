//! One sense for each phrase, by what stands beside it; shades join their colours.

use super::colours::Shade;
use super::lookup::Match;
use super::sense::{Fate, Sense, Term};
use crate::clean::Clean;

/// Chooses senses from left to right, then merges shades.
pub(crate) fn resolve(matches: &[Match], clean: &Clean) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::with_capacity(matches.len());
    for (index, found) in matches.iter().enumerate() {
        let before = terms.last().map(|term| &term.sense);
        let after = &matches[index + 1..];
        let sense = choose(&found.senses, before, after);
        let span = clean.source(found.range.start, found.range.end);
        terms.push(Term { sense, span, fate: Fate::Open });
    }
    join_shades(terms)
}

fn choose(senses: &[Sense], before: Option<&Sense>, after: &[Match]) -> Sense {
    let find = |test: fn(&Sense) -> bool| senses.iter().find(|sense| test(sense));
    let subject = find(|sense| matches!(sense, Sense::Subject(_)));
    let (Some(subject), true) = (subject, senses.len() > 1) else {
        return senses.first().cloned().unwrap_or(Sense::Unknown);
    };
    let counted = matches!(before, Some(Sense::One | Sense::Number));
    let toned = matches!(before, Some(Sense::Shade(_) | Sense::Link));
    let kept = senses.iter().find(|sense| match sense {
        Sense::Subject(_) => false,
        Sense::Measure => counted,
        Sense::Shade(_) => coloured(after),
        Sense::Colour(_) => toned || describes(after),
        _ => true,
    });
    kept.unwrap_or(subject).clone()
}

/// Whether the next phrase is, or may be, a colour or the background.
fn coloured(after: &[Match]) -> bool {
    let next = after.first().map(|next| next.senses.as_slice()).unwrap_or_default();
    let fits = |s: &Sense| matches!(s, Sense::Colour(_) | Sense::Shade(_) | Sense::Background);
    next.iter().any(fits)
}

/// Whether a thing or the background follows, with only attributes and 的 between.
fn describes(after: &[Match]) -> bool {
    let skipped = |found: &&Match| {
        let skips = |sense: &Sense| sense.is_attribute() || *sense == Sense::De;
        !found.senses.is_empty() && found.senses.iter().all(skips)
    };
    let next = after.iter().find(|found| !skipped(found));
    let thing = |sense: &Sense| matches!(sense, Sense::Subject(_) | Sense::Background);
    next.is_some_and(|found| found.senses.iter().any(thing))
}

/// From right to left, so that "very dark, dark blue" darkens twice.
fn join_shades(terms: Vec<Term>) -> Vec<Term> {
    let mut joined: Vec<Term> = Vec::with_capacity(terms.len());
    for term in terms.into_iter().rev() {
        match term.sense {
            Sense::Shade(shade) => push_shade(&mut joined, shade, term),
            _ => joined.push(term),
        }
    }
    joined.reverse();
    joined
}

/// `joined` holds what follows, nearest last.
fn push_shade(joined: &mut Vec<Term>, shade: Shade, term: Term) {
    let next = joined.iter_mut().rev().find(|next| next.sense != Sense::De);
    match next {
        Some(Term { sense: Sense::Colour(colour), span, .. }) => {
            *colour = shade.of(colour);
            *span = span.join(term.span);
        }
        Some(Term { sense: Sense::Background, .. }) => {
            joined.push(Term { sense: Sense::Colour(shade.grey()), ..term });
        }
        _ => joined.push(Term { sense: Sense::Unknown, ..term }),
    }
}
