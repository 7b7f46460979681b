//! A term that is a sentence.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::tokens::estimate_tokens;

/// Tokens above which a term is no longer a word or a short phrase.
const MOST: usize = 14;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let terms = document.prompt.terms.iter().map(|term| term.span);
    let long = terms.filter(|span| estimate_tokens(span.of(document.text)) > MOST);
    long.map(|span| Hit::new(span, document.text)).collect()
}
