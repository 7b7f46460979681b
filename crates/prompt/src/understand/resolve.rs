//! One sense for each phrase, by what stands beside it; shades join their colours.

use super::colours::Shade;
use super::lookup::Match;
use super::sense::{Fate, Sense, Term};
use crate::clean::Clean;
use crate::understand::vocabulary::Kind;
use crate::{Relation, Vocabulary};

/// Chooses senses from left to right, then merges shades.
pub(crate) fn resolve(matches: &[Match], clean: &Clean, names: &Vocabulary) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::with_capacity(matches.len());
    for (index, found) in matches.iter().enumerate() {
        let before = terms.last().map(|term| &term.sense);
        let context = Context { before, after: &matches[index + 1..], names };
        let sense = choose(&found.senses, &context);
        let span = clean.source(found.range.start, found.range.end);
        terms.push(Term { sense, span, fate: Fate::Open });
    }
    join_shades(terms)
}

/// What stands around a phrase.
struct Context<'a> {
    before: Option<&'a Sense>,
    after: &'a [Match],
    names: &'a Vocabulary,
}

/// The first sense that fits; a thing where none does.
fn choose(senses: &[Sense], context: &Context) -> Sense {
    let thing = senses.iter().find(|sense| matches!(sense, Sense::Subject(_)));
    if senses.len() < 2 {
        return senses.first().cloned().unwrap_or(Sense::Unknown);
    }
    let fits = |sense: &&Sense| match thing {
        Some(_) => context.fits_better_than_a_thing(sense),
        None => context.fits(sense),
    };
    let last = thing.or(senses.first());
    senses.iter().find(fits).or(last).cloned().unwrap_or(Sense::Unknown)
}

impl Context<'_> {
    /// Whether a phrase that can also name a thing has this sense instead.
    fn fits_better_than_a_thing(&self, sense: &Sense) -> bool {
        let counted = self.before.is_some_and(Sense::is_number);
        let described = self.before.is_some_and(|sense| sense.is_attribute());
        let toned = matches!(self.before, Some(Sense::Shade(_) | Sense::Link));
        match sense {
            Sense::Subject(_) => false,
            Sense::Measure => counted,
            Sense::Shade(_) => self.coloured(),
            Sense::Colour(_) => toned || self.describes(),
            Sense::Trait(_) | Sense::Mood(_) => self.describes(),
            Sense::Material(_) => self.before == Some(&Sense::Link) || self.describes(),
            Sense::Pose(_) => !counted && !described && !self.follows_verb(),
            Sense::Scene(_) => !counted,
            Sense::Body(_) => !counted && !self.follows_verb(),
            sense => self.fits(sense),
        }
    }

    /// Whether a phrase with several senses, none of them a thing, has this one.
    fn fits(&self, sense: &Sense) -> bool {
        let on_colour = || self.coloured() && !self.describes_a_thing();
        match sense {
            Sense::Before(relative) if relative.relation == Relation::On => !on_colour(),
            Sense::Before(relative) if relative.relation == Relation::In => !on_colour(),
            Sense::Colour(_) => !self.describes_jewelry(),
            Sense::Shade(_) => self.coloured(),
            _ => true,
        }
    }

    fn follows_verb(&self) -> bool {
        matches!(self.before, Some(Sense::Verb(_)))
    }

    /// Whether the next phrase is, or may be, a colour or the background.
    fn coloured(&self) -> bool {
        let next = self.after.first().map(|next| next.senses.as_slice()).unwrap_or_default();
        let fits = |s: &Sense| matches!(s, Sense::Colour(_) | Sense::Shade(_) | Sense::Background);
        next.iter().any(fits)
    }

    /// Whether a thing or the background follows, with only attributes and 的 between.
    fn describes(&self) -> bool {
        let thing = |sense: &Sense| {
            matches!(sense, Sense::Subject(_) | Sense::Background)
                || matches!(sense, Sense::Body(_) | Sense::Scene(_))
        };
        self.described().iter().any(thing)
    }

    fn describes_a_thing(&self) -> bool {
        self.described().iter().any(|sense| matches!(sense, Sense::Subject(_)))
    }

    /// Whether what follows is made of metal more often than painted in its colour: a silver ring.
    fn describes_jewelry(&self) -> bool {
        self.described().iter().any(|sense| match sense {
            Sense::Subject(index) => {
                matches!(self.names.kind_at(*index), Kind::Accessory | Kind::Tool)
            }
            _ => false,
        })
    }

    /// Senses of the first phrase after attributes and 的.
    fn described(&self) -> &[Sense] {
        let skipped = |found: &&Match| {
            let skips = |sense: &Sense| sense.is_attribute() || *sense == Sense::De;
            let body = |sense: &Sense| matches!(sense, Sense::Body(_));
            let all = !found.senses.is_empty() && found.senses.iter().all(skips);
            all && !found.senses.iter().any(body)
        };
        let next = self.after.iter().find(|found| !skipped(found));
        next.map(|found| found.senses.as_slice()).unwrap_or_default()
    }
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
