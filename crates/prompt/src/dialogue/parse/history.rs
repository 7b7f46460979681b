//! Back and forth: 撤销, "redo", 不对, "I meant the hat", 重新开始.

use super::{Parsed, View};
use crate::dialogue::clause::{Clause, is_filler};
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::Edit;
use crate::dialogue::reference;
use crate::dialogue::tokens::{Kind, Token};

pub(super) fn parse(clause: &Clause, view: &View) -> Option<Parsed> {
    let has = |cue| clause.has(cue);
    if has(Cue::Meant) {
        let meant = reference::find(clause, view.moment, clause.tokens.len())?;
        return meant.sure.then_some(Parsed::Meant(meant.whom));
    }
    match () {
        () if has(Cue::Reset) => Some(Parsed::Edits(vec![Edit::Anew(Box::default())])),
        () if has(Cue::First) => Some(Parsed::First),
        () if has(Cue::Undo) && !names_value(clause) => Some(Parsed::Undo),
        () if has(Cue::Redo) => Some(Parsed::Redo),
        () if is_wrong(clause) => Some(Parsed::Wrong),
        () if clause.tokens.iter().all(is_content) => Some(Parsed::Fine),
        () => None,
    }
}

/// "Change it back *to red*", 取消*背景* say more than that the last turn was wrong.
fn names_value(clause: &Clause) -> bool {
    let value = |token: &Token| {
        matches!(token.kind, Kind::Colour(_) | Kind::Place(_) | Kind::Size(_) | Kind::Background)
    };
    clause.tokens.iter().any(value)
}

/// 不对, "no", 不是这种绿; but "no hat" takes a hat out.
fn is_wrong(clause: &Clause) -> bool {
    let first = clause.tokens.iter().position(|token| !is_filler(token));
    let Some(first) = first else { return false };
    let thing = clause.tokens[first + 1..].iter().any(|token| {
        matches!(
            token.kind,
            Kind::Thing(_) | Kind::Background | Kind::Scene(_) | Kind::Known | Kind::Word
        )
    });
    clause.is(first, Cue::NotThis) || clause.is(first, Cue::Wrong) && !thing
}

fn is_content(token: &Token) -> bool {
    is_filler(token) || matches!(token.kind, Kind::Cue(Cue::Fine | Cue::It))
}
