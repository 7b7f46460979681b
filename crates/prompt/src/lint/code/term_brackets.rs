//! Brackets of weights that are not closed, or were never opened.

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;

/// Closes a bracket at the end of its term, and takes away one that closes nothing.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let commas: Vec<usize> = text.match_indices([',', '，', '\n']).map(|(at, _)| at).collect();
    let open = document.prompt.open.iter().map(|at| {
        let closing = if text[*at..].starts_with('(') { ")" } else { "]" };
        let comma = commas.get(commas.partition_point(|comma| comma < at));
        let end = comma.map_or(text.len(), |comma| *comma);
        let end = (at + 1).max(at + text[*at..end].trim_end().len());
        Hit::new(Span { start: *at, end: at + 1 }, text).fixed(Span { start: end, end }, closing)
    });
    let stray = document
        .prompt
        .stray
        .iter()
        .map(|at| Hit::new(Span { start: *at, end: at + 1 }, text).replaced(""));
    open.chain(stray).collect()
}

/// Brackets around nothing.
pub(in super::super) fn empty(document: &Document) -> Vec<Hit> {
    let groups = document.prompt.groups.iter().map(|group| group.span);
    let empty = groups.filter(|span| {
        span.of(document.text).chars().all(|c| "()[] ,:.".contains(c) || c.is_ascii_digit())
    });
    empty.map(|span| Hit::new(span, document.text)).collect()
}
