//! Commas with nothing between them.

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let empty = document.prompt.terms.iter().filter(|term| term.span.start == term.span.end);
    let hit = |at: usize| {
        let comma = document.text[at..].trim_start_matches(' ').chars().next()?;
        if !matches!(comma, ',' | '，') {
            return None;
        }
        let start = at + document.text[at..].find(comma)?;
        let span = Span { start, end: start + comma.len_utf8() };
        let gone =
            Span { start: document.text[..start].trim_end_matches(' ').len(), end: span.end };
        Some(Hit::new(span, document.text).fixed(gone, ""))
    };
    empty.filter_map(|term| hit(term.span.start)).collect()
}
