//! What is said of the whole picture: style, mood, view and quality.

use super::sense::{Fate, Meaning, Sense};
use super::stage::{Stage, named};
use super::vocabulary::Kind;
use crate::Named;

/// Takes the first style that was said.
pub(super) fn style(stage: &mut Stage) -> Option<Named> {
    let styled =
        |term: &super::sense::Term| term.is_open() && matches!(term.sense, Sense::Style(_));
    let at = stage.terms.iter().position(styled)?;
    let Sense::Style(index) = stage.terms[at].sense else { return None };
    let id = stage.names.style_id(index).to_owned();
    stage.use_as(at, Meaning::Style(id.clone()));
    Some(named(Some(id), stage.terms[at].span, stage.utterance))
}

/// Takes the first feeling that no subject took.
pub(super) fn mood(stage: &mut Stage) -> Option<Named> {
    let open = |term: &super::sense::Term| term.is_open() && matches!(term.sense, Sense::Mood(_));
    let at = stage.terms.iter().position(open)?;
    let Sense::Mood(index) = stage.terms[at].sense else { return None };
    stage.use_as(at, Meaning::Mood(stage.names.tag(index).to_owned()));
    Some(stage.named(index, stage.terms[at].span))
}

/// Takes how the picture is seen, and how well it is made.
pub(super) fn view(stage: &mut Stage) -> (Vec<Named>, Vec<Named>) {
    let (mut view, mut quality) = (Vec::new(), Vec::new());
    for at in 0..stage.terms.len() {
        let Sense::View(index) = stage.terms[at].sense else { continue };
        if stage.terms[at].fate != Fate::Open {
            continue;
        }
        let tag = stage.names.tag(index).to_owned();
        let is_view = stage.names.kind_at(index) == Kind::View;
        let (list, meaning) = match is_view {
            true => (&mut view, Meaning::View(tag)),
            false => (&mut quality, Meaning::Quality(tag)),
        };
        list.push(stage.named(index, stage.terms[at].span));
        stage.use_as(at, meaning);
    }
    (view, quality)
}
