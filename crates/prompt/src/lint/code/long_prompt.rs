//! More than the model reads.

use unicode_segmentation::UnicodeSegmentation;

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::tokens::tokens_of;
use crate::Span;

/// Counts the tokens of the terms and their commas; marks what lies past the limit.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let limit = document.options.tokens;
    let mut count = 0;
    let mut past = None;
    for term in document.prompt.terms.iter().filter(|term| term.span.start < term.span.end) {
        count += usize::from(count > 0);
        for (at, piece) in term.span.of(document.text).split_word_bound_indices() {
            count += tokens_of(piece);
            past = past.or((count > limit).then_some(term.span.start + at));
        }
    }
    let span = |start| Span { start, end: document.text.len() };
    let about = format!("{count} > {limit}");
    past.map(|start| Hit::new(span(start), document.text).about(about)).into_iter().collect()
}
