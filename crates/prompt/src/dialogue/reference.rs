//! Whom a clause speaks of: 它, "the second one", 左边那个, "the red one", "both", or the thing
//! by its name.

use super::clause::{Clause, is_filler};
use super::cues::Cue;
use super::edit::Whom;
use super::scenes::is_held;
use super::state::Moment;
use super::tokens::Kind;
use crate::{Brief, Colour, Place, Subject};

/// Names in a clause that are looked at; keeps the work linear.
const NAMED: usize = 32;

/// Whom a clause speaks of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reference {
    pub(crate) whom: Vec<Whom>,
    /// Whether all of them are meant; else one of them is, and it is not clear which.
    pub(crate) sure: bool,
    /// The tokens that said so.
    pub(crate) used: Vec<usize>,
}

impl Reference {
    fn one(candidates: Vec<usize>, used: Vec<usize>) -> Self {
        let sure = candidates.len() == 1;
        Self { whom: subjects(&candidates), sure, used }
    }

    fn all(candidates: &[usize], used: Vec<usize>) -> Self {
        Self { whom: subjects(candidates), sure: true, used }
    }

    /// The subjects among those meant.
    pub(crate) fn subjects(&self) -> Vec<usize> {
        self.whom.iter().filter_map(|whom| index(*whom)).collect()
    }
}

fn index(whom: Whom) -> Option<usize> {
    match whom {
        Whom::Subject(index) => Some(index),
        Whom::Background => None,
    }
}

fn subjects(indexes: &[usize]) -> Vec<Whom> {
    indexes.iter().map(|index| Whom::Subject(*index)).collect()
}

/// The ways to refer, in the order in which they are tried.
const WAYS: &[fn(&Clause, &Moment) -> Option<Reference>] =
    &[background, named, other, ordinal, coloured, placed, all, focus];

/// Whom a clause names before token `end`; `None` where it names nobody.
pub(crate) fn find(clause: &Clause, moment: &Moment, end: usize) -> Option<Reference> {
    let mut before = clause.clone();
    before.tokens.truncate(end);
    WAYS.iter().find_map(|way| way(&before, moment)).filter(|found| !found.whom.is_empty())
}

/// Whom a clause means that names nobody: what was spoken of last.
pub(crate) fn implied(moment: &Moment) -> Reference {
    Reference::one(moment.focus.clone(), Vec::new())
}

/// Positions of the subjects that stand for themselves, and are not worn or held by another.
pub(crate) fn standing(brief: &Brief) -> Vec<usize> {
    let links = brief.subjects.iter().flat_map(|subject| &subject.links);
    let held: Vec<usize> =
        links.filter(|link| is_held(link.relation)).map(|link| link.subject).collect();
    (0..brief.subjects.len()).filter(|index| !held.contains(index)).collect()
}

fn background(clause: &Clause, _: &Moment) -> Option<Reference> {
    let at = clause.tokens.iter().position(|token| token.kind == Kind::Background)?;
    Some(Reference { whom: vec![Whom::Background], sure: true, used: vec![at] })
}

/// The things whose names are said; of several with one name those that are told apart.
fn named(clause: &Clause, moment: &Moment) -> Option<Reference> {
    let (mut whom, mut used, mut sure) = (Vec::new(), Vec::new(), true);
    for (at, tag) in clause.things().into_iter().take(NAMED) {
        let mut fit = with(&moment.brief, |subject| subject.tag.as_deref() == Some(tag));
        if fit.is_empty() {
            continue;
        }
        used.push(at);
        fit = narrowed(clause, moment, at, fit, &mut used);
        let plural = clause.text(at).ends_with('s') && !tag.ends_with('s') || clause.has(Cue::All);
        sure &= fit.len() == 1 || plural;
        whom.extend(fit);
    }
    whom.sort_unstable();
    whom.dedup();
    (!used.is_empty()).then(|| Reference { whom: subjects(&whom), sure, used })
}

/// Those of several that the words right before their name tell apart.
fn narrowed(
    clause: &Clause,
    moment: &Moment,
    at: usize,
    fit: Vec<usize>,
    used: &mut Vec<usize>,
) -> Vec<usize> {
    let Some(before) = (0..at).rev().find(|before| !is_filler(&clause.tokens[*before])) else {
        return fit;
    };
    let told = match &clause.tokens[before].kind {
        Kind::Colour(colour) => like(&moment.brief, colour, &fit),
        Kind::Place(place) => toward(&moment.brief, *place, &fit),
        Kind::Cue(Cue::Step([x, y])) => toward(&moment.brief, side([*x, *y]), &fit),
        Kind::Cue(Cue::Ordinal(number)) => nth(&fit, *number),
        _ => return fit,
    };
    if told.is_empty() {
        return fit;
    }
    used.push(before);
    told
}

fn other(clause: &Clause, moment: &Moment) -> Option<Reference> {
    let at = clause.find(Cue::Other)?;
    let others = standing(&moment.brief).into_iter().filter(|index| !moment.focus.contains(index));
    let mut used = vec![at];
    used.extend(clause.is(at + 1, Cue::One).then_some(at + 1));
    Some(Reference::one(others.collect(), used))
}

fn ordinal(clause: &Clause, moment: &Moment) -> Option<Reference> {
    let at =
        clause.tokens.iter().position(|token| matches!(token.kind, Kind::Cue(Cue::Ordinal(_))))?;
    let Kind::Cue(Cue::Ordinal(number)) = clause.tokens[at].kind else { return None };
    let all: Vec<usize> = (0..moment.brief.subjects.len()).collect();
    let mut used = vec![at];
    used.extend(clause.is(at + 1, Cue::One).then_some(at + 1));
    Some(Reference::one(nth(&all, number), used))
}

fn nth(among: &[usize], number: usize) -> Vec<usize> {
    let at = if number == 0 { among.last() } else { among.get(number - 1) };
    at.copied().into_iter().collect()
}

/// "the red one", 黑色的那只, and 蓝的 before what shall happen to it.
fn coloured(clause: &Clause, moment: &Moment) -> Option<Reference> {
    clause.tokens.iter().enumerate().find_map(|(at, token)| {
        let Kind::Colour(colour) = &token.kind else { return None };
        let used = stands_for_thing(clause, at)?;
        let all: Vec<usize> = (0..moment.brief.subjects.len()).collect();
        Some(Reference::one(like(&moment.brief, colour, &all), used))
    })
}

/// 左边那个, "the left one", "the one on the left".
fn placed(clause: &Clause, moment: &Moment) -> Option<Reference> {
    clause.tokens.iter().enumerate().find_map(|(at, token)| {
        let place = match token.kind {
            Kind::Place(place) => place,
            Kind::Cue(Cue::Step([x, y])) => side([x, y]),
            _ => return None,
        };
        let one = clause.find(Cue::One).filter(|one| *one < at && !clause.has(Cue::Move));
        let used = stands_for_thing(clause, at).or(one.map(|one| vec![one, at]))?;
        let all = standing(&moment.brief);
        Some(Reference::one(toward(&moment.brief, place, &all), used))
    })
}

/// The tokens of a description that stands for a thing: followed by "one" or 那只, or by 的 and
/// then a change.
fn stands_for_thing(clause: &Clause, at: usize) -> Option<Vec<usize>> {
    let de = clause.text(at + 1) == "的";
    let one = at + 1 + usize::from(de);
    if clause.is(one, Cue::One) {
        return Some(vec![at, at + 1, one]);
    }
    let first = !clause.tokens[..at].iter().any(|token| {
        matches!(token.kind, Kind::Cue(Cue::Become | Cue::Want | Cue::Draw | Cue::Move))
    });
    let changes = clause.tokens.get(one).is_some_and(|next| {
        !matches!(
            next.kind,
            Kind::Thing(_) | Kind::Scene(_) | Kind::Known | Kind::Word | Kind::Background
        )
    });
    (de && first && changes).then(|| vec![at, at + 1])
}

fn all(clause: &Clause, moment: &Moment) -> Option<Reference> {
    let at = clause.find(Cue::All)?;
    let focus = moment.focus.len() > 1 || moment.focus.iter().any(|at| count(moment, *at) > 1);
    let them = clause.text(at).eq_ignore_ascii_case("them") && focus;
    let whom = if them { moment.focus.clone() } else { standing(&moment.brief) };
    Some(Reference::all(&whom, vec![at]))
}

fn count(moment: &Moment, index: usize) -> u32 {
    moment.brief.subjects.get(index).map_or(0, |subject| subject.count)
}

fn focus(clause: &Clause, moment: &Moment) -> Option<Reference> {
    let at = clause.find(Cue::It).or(clause.find(Cue::One))?;
    Some(Reference::one(moment.focus.clone(), vec![at]))
}

fn with(brief: &Brief, test: impl Fn(&Subject) -> bool) -> Vec<usize> {
    let fits = |(index, subject): (usize, &Subject)| test(subject).then_some(index);
    brief.subjects.iter().enumerate().filter_map(fits).collect()
}

/// Oklab distance up to which a colour is called by another's name.
const ALIKE: f32 = 0.15;

/// Those of this colour: by name, else the nearest one.
fn like(brief: &Brief, colour: &Colour, among: &[usize]) -> Vec<usize> {
    let colour_of = |index: &usize| brief.subjects.get(*index)?.colour.as_ref();
    let named = |index: &&usize| colour_of(index).is_some_and(|known| known.name == colour.name);
    let named: Vec<usize> = among.iter().filter(named).copied().collect();
    if !named.is_empty() {
        return named;
    }
    let far = |index: &usize| colour_of(index).map(|known| (known.distance(colour), *index));
    let nearest = among.iter().filter_map(far).min_by(|a, b| a.0.total_cmp(&b.0));
    nearest.filter(|(far, _)| *far <= ALIKE).map(|(_, index)| index).into_iter().collect()
}

/// The one that stands farthest toward a place from the middle. Things without a place stand in
/// the order in which they were said, from left to right.
fn toward(brief: &Brief, place: Place, among: &[usize]) -> Vec<usize> {
    let order = |at: usize| 0.01 * at as f32;
    let far = |(at, index): (usize, &usize)| {
        let here = brief.subjects.get(*index)?.place;
        let here = here.unwrap_or(Place { x: 0.5 + order(at), y: 0.5 });
        let far = (here.x - 0.5) * (place.x - 0.5) + (here.y - 0.5) * (place.y - 0.5);
        Some((far, *index))
    };
    let farthest = among.iter().enumerate().filter_map(far).max_by(|a, b| a.0.total_cmp(&b.0));
    farthest.map(|(_, index)| index).into_iter().collect()
}

/// Where a side of the picture is.
pub(crate) fn side([x, y]: [f32; 2]) -> Place {
    Place { x: 0.5 + 0.2 * x, y: 0.5 + 0.2 * y }
}
