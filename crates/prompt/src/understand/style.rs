//! The style of the whole picture.

use super::sense::{Fate, Meaning, Sense, Term};
use crate::{Named, Vocabulary};

/// Takes the first style that was said.
pub(crate) fn claim(terms: &mut [Term], utterance: &str, vocabulary: &Vocabulary) -> Option<Named> {
    let styled = |term: &&mut Term| term.is_open() && matches!(term.sense, Sense::Style(_));
    let term = terms.iter_mut().find(styled)?;
    let Sense::Style(index) = term.sense else { return None };
    let id = vocabulary.style_id(index).to_owned();
    term.fate = Fate::Used(Meaning::Style(id.clone()));
    Some(Named { tag: Some(id), words: term.span.of(utterance).to_owned(), span: Some(term.span) })
}
