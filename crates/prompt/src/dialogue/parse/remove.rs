//! Things, words and the background go: 去掉帽子, "remove the dog", 背景不要了, "two fewer".

use super::{Parsed, View, glean};
use crate::dialogue::clause::{Clause, is_filler};
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::{Change, Edit};
use crate::dialogue::reference::{self, implied};
use crate::dialogue::tokens::Kind;
use crate::{Brief, Exclusion, Named};

pub(super) fn parse(clause: &Clause, view: &View) -> Option<Parsed> {
    if let Some(kept) = keep(clause, view) {
        return Some(kept);
    }
    if clause.has(Cue::Too) || clause.has(Cue::NotThis) {
        return None;
    }
    fewer(clause, view).or_else(|| gone(clause, view))
}

fn keep(clause: &Clause, view: &View) -> Option<Parsed> {
    let at = clause.find(Cue::Keep)?;
    let kept = reference::find(clause, view.moment, clause.tokens.len())?;
    let kept = Some(kept.subjects()).filter(|kept| !kept.is_empty() && at < clause.tokens.len())?;
    Some(Parsed::Edits(vec![Edit::Keep(kept)]))
}

/// 少一只, "two fewer", 去掉两只.
fn fewer(clause: &Clause, view: &View) -> Option<Parsed> {
    let less = clause.has(Cue::Fewer);
    let number = clause.tokens.iter().find_map(|token| match token.kind {
        Kind::Number(number) => Some(number),
        _ => None,
    });
    let measured = clause.has(Cue::Measure) || clause.has(Cue::One) || number.is_some();
    let coloured = clause.tokens.iter().any(|token| matches!(token.kind, Kind::Colour(_)));
    let takes = clause.has(Cue::Remove) && number.is_some() && !clause.has(Cue::Ordinal(0));
    if coloured || !(less && measured || takes) {
        return None;
    }
    let whom = reference::find(clause, view.moment, clause.tokens.len());
    let whom = whom.unwrap_or_else(|| implied(view.moment));
    Some(Parsed::Changes(vec![Change::More(-i64::from(number.unwrap_or(1)))], whom))
}

fn gone(clause: &Clause, view: &View) -> Option<Parsed> {
    let at = clause.find(Cue::Remove).or_else(|| no_thing(clause))?;
    if let Some(named) = reference::find(clause, view.moment, clause.tokens.len()) {
        return Some(Parsed::Changes(vec![Change::Remove], named));
    }
    let words = clause.rest(|index| index != at && !is_quiet(clause, index));
    if words.is_empty() {
        return Some(Parsed::Changes(vec![Change::Remove], implied(view.moment)));
    }
    let known = known_words(&view.moment.brief, &words, &glean(&words, view.vocabulary));
    if !known.is_empty() {
        return Some(Parsed::Edits(vec![Edit::Forget(known)]));
    }
    let unwanted = unwanted(&words, view);
    Some(Parsed::Edits(unwanted.into_iter().map(Edit::Exclude).collect()))
}

/// "no hat", where "no" might have meant that the last turn was wrong.
fn no_thing(clause: &Clause) -> Option<usize> {
    let at = clause.find(Cue::Wrong)?;
    let follows = clause.tokens[at + 1..].iter().any(|token| {
        matches!(
            token.kind,
            Kind::Thing(_) | Kind::Background | Kind::Scene(_) | Kind::Known | Kind::Word
        )
    });
    follows.then_some(at)
}

fn is_quiet(clause: &Clause, at: usize) -> bool {
    is_filler(&clause.tokens[at])
        || matches!(
            clause.tokens[at].kind,
            Kind::Cue(Cue::The | Cue::Take | Cue::More | Cue::Mood | Cue::Style)
        )
}

/// What is said of the picture or of a subject and means the same as these words.
fn known_words(brief: &Brief, words: &str, gleaned: &Brief) -> Vec<Named> {
    let whole = |brief: &Brief| -> Vec<Named> {
        let named = brief.background.scene.iter().chain(&brief.style).chain(&brief.mood);
        let subjects = brief.subjects.iter().flat_map(|subject| {
            subject.attributes.iter().chain(&subject.pose).chain(&subject.material)
        });
        named.chain(subjects).cloned().collect()
    };
    let said = whole(gleaned);
    let means = |known: &Named| {
        let named = known.tag.as_deref() == Some(words) || known.words.contains(words);
        named || said.iter().any(|word| word.tag.is_some() && word.tag == known.tag)
    };
    whole(brief).into_iter().filter(means).collect()
}

fn unwanted(words: &str, view: &View) -> Vec<Exclusion> {
    let read = glean(&format!("不要{words}"), view.vocabulary).exclude;
    if read.is_empty() {
        let words = words.to_owned();
        return vec![Exclusion { words, span: None, tag: None, colour: None }];
    }
    read
}
