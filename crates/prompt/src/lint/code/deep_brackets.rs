//! Brackets in brackets in brackets: a number says it shorter.

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;

/// Finds three brackets or more around the same words and writes their weight.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let outer = document.prompt.groups.iter().filter(|group| group.depth == 0);
    let hit = |span: Span| {
        let inside = span.of(text);
        let opened = inside.len() - inside.trim_start_matches('(').len();
        let closed = inside.len() - inside.trim_end_matches(')').len();
        let words = inside.get(opened..inside.len() - closed)?;
        let plain =
            opened == closed && opened >= 3 && !words.contains(['(', ')', ':', '[', ']', ',']);
        let weight = 1.1_f32.powi(i32::try_from(opened).ok()?);
        plain.then(|| Hit::new(span, text).replaced(format!("({words}:{weight:.2})")))
    };
    outer.filter_map(|group| hit(group.span)).collect()
}
