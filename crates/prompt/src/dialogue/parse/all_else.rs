//! What concerns the whole picture: 背景换成森林, 换成晚上, "oil painting instead", 气氛阴森一点.

use super::{Parsed, View, glean, unknown};
use crate::dialogue::clause::{Clause, is_filler};
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::Edit;
use crate::dialogue::tokens::{Kind, Token};
use crate::{Brief, Named};

/// Clauses that say what they concern: the background, the style, the mood.
pub(super) fn marked(clause: &Clause, view: &View) -> Option<Parsed> {
    let behind = clause.tokens.iter().any(|token| token.kind == Kind::Background);
    let (mood, style) = (clause.has(Cue::Mood), clause.has(Cue::Style));
    if !(behind || mood || style) || behind && clause.tokens.iter().any(is_quality) {
        return None;
    }
    let words = clause.rest(|at| !is_spent(clause, at));
    if words.is_empty() {
        return None;
    }
    let said = glean(&words, view.vocabulary);
    let edit = match () {
        () if behind => Edit::Scene(scene(clause, &said, &words)),
        () if mood => Edit::Mood(said.mood.unwrap_or_else(|| unknown(&words))),
        () => Edit::Style(said.style.unwrap_or_else(|| unknown(&words))),
    };
    Some(Parsed::Edits(vec![edit]))
}

/// Clauses that only name a scene, a style or a mood.
pub(super) fn bare(clause: &Clause, view: &View) -> Option<Parsed> {
    if clause.things().iter().any(|(_, tag)| view.moment.brief.has(tag)) {
        return None;
    }
    let said = glean(&clause.rest(|at| !is_spent(clause, at)), view.vocabulary);
    if said.subjects.iter().any(|subject| subject.tag.is_some()) {
        return None;
    }
    let place = clause.tokens.iter().any(|token| matches!(token.kind, Kind::Scene(_)));
    let mut edits: Vec<Edit> = Vec::new();
    if place || !said.background.scene.is_empty() {
        edits.push(Edit::Scene(scene(clause, &said, "")));
    }
    let Brief { style, mood, .. } = said;
    edits.extend(style.map(Edit::Style));
    edits.extend(mood.map(Edit::Mood));
    (!edits.is_empty()).then_some(Parsed::Edits(edits))
}

/// Where the picture is: words that are known for it, else things, else the words themselves.
fn scene(clause: &Clause, said: &Brief, words: &str) -> Vec<Named> {
    if !said.background.scene.is_empty() {
        return said.background.scene.clone();
    }
    let named = |test: fn(&Kind) -> Option<&String>| -> Vec<Named> {
        let tags =
            clause.tokens.iter().enumerate().filter_map(|(at, t)| Some((at, test(&t.kind)?)));
        let named = |(at, tag): (usize, &String)| Named {
            tag: Some(tag.clone()),
            words: clause.text(at).to_owned(),
            span: None,
        };
        tags.map(named).collect()
    };
    let scenes = named(|kind| if let Kind::Scene(tag) = kind { Some(tag) } else { None });
    let things = named(|kind| if let Kind::Thing(tag) = kind { Some(tag) } else { None });
    let known = if scenes.is_empty() { things } else { scenes };
    if known.is_empty() { vec![unknown(words)] } else { known }
}

/// Whether it is said how something should look, not what should be there.
fn is_quality(token: &Token) -> bool {
    match token.kind {
        Kind::Colour(_) => true,
        Kind::Cue(cue) => matches!(cue, Cue::Plain(_) | Cue::Shift(_) | Cue::Toward(_)),
        _ => false,
    }
}

fn is_spent(clause: &Clause, at: usize) -> bool {
    let token = &clause.tokens[at];
    let spent = [
        Cue::Become,
        Cue::Want,
        Cue::Take,
        Cue::Mood,
        Cue::Style,
        Cue::Little,
        Cue::Much,
        Cue::More,
        Cue::It,
        Cue::The,
        Cue::Also,
        Cue::Fine,
        Cue::Move,
        Cue::All,
    ];
    let is = |cue: &Cue| token.kind == Kind::Cue(*cue);
    token.kind == Kind::Background
        || spent.iter().any(is)
        || is_filler(token) && clause.text(at) != "at"
}
