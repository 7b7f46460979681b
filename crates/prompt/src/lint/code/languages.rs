//! A list of terms in two languages.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::Language;

/// Marks the first term of the language that fewer terms are in.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let terms = document.prompt.terms.iter().map(|term| term.span);
    let all: Vec<_> =
        terms.filter_map(|span| Some((span, Language::of(span.of(document.text))?))).collect();
    let count = |language| all.iter().filter(|(_, own)| *own == language).count();
    let rarer = if count(Language::Zh) < count(Language::En) { Language::Zh } else { Language::En };
    let first = all.iter().find(|(_, own)| *own == rarer);
    first.map(|(span, _)| Hit::new(*span, document.text)).into_iter().collect()
}
