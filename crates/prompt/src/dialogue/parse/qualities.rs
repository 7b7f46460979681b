//! How things look and where they are: every quality that a clause names, of one target.

use super::{Parsed, View, colour, count, place, size};
use crate::dialogue::clause::Clause;
use crate::dialogue::edit::{Change, Heading, Tone, Whom};
use crate::dialogue::question::Question;
use crate::dialogue::reference::{self, Reference, implied};
use crate::dialogue::state::{Last, Moment};

/// One quality: what a clause makes of it. Tokens that told whom are left out.
pub(super) type Quality = fn(&Clause, &View, &[usize]) -> Option<Change>;

const QUALITIES: &[Quality] = &[colour::parse, size::parse, place::parse, count::parse];

pub(super) fn parse(clause: &Clause, view: &View) -> Option<Parsed> {
    let named = reference::find(clause, view.moment, clause.tokens.len());
    let used = named.as_ref().map_or(Vec::new(), |named| named.used.clone());
    let changes: Vec<Change> =
        QUALITIES.iter().filter_map(|quality| quality(clause, view, &used)).collect();
    if changes.is_empty() {
        return None;
    }
    let whom = named.unwrap_or_else(|| unnamed(&changes, view.moment));
    if whom.sure && starts_from_nothing(&changes, &whom, view.moment) {
        return Some(Parsed::Ask(Question::colour()));
    }
    Some(Parsed::Changes(changes, whom))
}

/// Whom a clause changes that names nobody. A colour goes to what got the last one, and a step
/// of a colour to something that has one.
fn unnamed(changes: &[Change], moment: &Moment) -> Reference {
    let colours =
        changes.iter().all(|change| matches!(change, Change::Colour(_) | Change::Tone(_)));
    let last = moment.last.as_ref().and_then(Last::coloured);
    if let (true, Some(whom)) = (colours, last) {
        return Reference { whom: whom.to_vec(), sure: true, used: Vec::new() };
    }
    let focus = implied(moment);
    let bare =
        focus.subjects().iter().all(|index| Whom::Subject(*index).colour(&moment.brief).is_none());
    let along = changes.iter().any(is_along);
    if along && bare && moment.brief.background.colour.is_some() {
        return Reference { whom: vec![Whom::Background], sure: true, used: Vec::new() };
    }
    focus
}

fn is_along(change: &Change) -> bool {
    matches!(change, Change::Tone(Tone { heading: Heading::Along(_), .. }))
}

/// Lighter than what? A step of a colour that nobody gave.
fn starts_from_nothing(changes: &[Change], whom: &Reference, moment: &Moment) -> bool {
    let away =
        |change: &Change| matches!(change, Change::Tone(Tone { heading: Heading::Away(_), .. }));
    let steps = changes.iter().any(|change| is_along(change) || away(change));
    steps && whom.whom.iter().all(|whom| whom.colour(&moment.brief).is_none())
}
