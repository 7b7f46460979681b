//! Two things change places: "swap the cat and the dog", 把猫和狗换个位置.

use super::{Parsed, View};
use crate::dialogue::clause::Clause;
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::Edit;
use crate::dialogue::reference::{self, standing};

pub(super) fn parse(clause: &Clause, view: &View) -> Option<Parsed> {
    if !clause.has(Cue::Swap) || clause.has(Cue::For) || clause.has(Cue::Become) {
        return None;
    }
    let named = reference::find(clause, view.moment, clause.tokens.len());
    let pair = named.map_or_else(|| standing(&view.moment.brief), |named| named.subjects());
    match pair[..] {
        [one, other] => Some(Parsed::Edits(vec![Edit::Swap(one, other)])),
        _ => None,
    }
}
