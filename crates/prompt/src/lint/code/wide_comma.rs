//! A full-width comma parts no terms where programs split at half-width ones.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::is_han;
use crate::Span;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let mixed = text.contains(',') || !text.contains(is_han);
    let commas = text.match_indices(['，', '、']).filter(|_| mixed);
    let hit = |(start, mark): (usize, &str)| {
        let end = start + mark.len();
        let half = if text[end..].starts_with(' ') || text[end..].is_empty() { "," } else { ", " };
        Hit::new(Span { start, end }, text).replaced(half)
    };
    commas.map(hit).collect()
}
