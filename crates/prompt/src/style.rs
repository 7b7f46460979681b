//! The style of the whole picture.

use crate::Vocabulary;
use crate::sense::{Fate, Meaning, Sense, Term};

/// Takes the first style that was said.
pub(crate) fn claim(terms: &mut [Term], vocabulary: &Vocabulary) -> Option<usize> {
    let styled = |term: &&mut Term| term.is_open() && matches!(term.sense, Sense::Style(_));
    let term = terms.iter_mut().find(styled)?;
    let Sense::Style(index) = term.sense else { return None };
    term.fate = Fate::Used(Meaning::Style(vocabulary.style_id(index).to_owned()));
    Some(index)
}
