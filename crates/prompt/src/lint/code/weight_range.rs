//! Weights beyond what models bear.

use super::super::document::Document;
use super::super::finding::Hit;

/// Outside of these a term is lost or breaks the picture.
const LEAST: f32 = 0.1;
const MOST: f32 = 2.0;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let weights = document.prompt.groups.iter().filter_map(|group| group.weight);
    let hit = |span: crate::Span| {
        let weight: f32 = span.of(document.text).trim().parse().ok()?;
        let near = weight.clamp(LEAST, MOST);
        (near != weight).then(|| Hit::new(span, document.text).replaced(near.to_string()))
    };
    weights.filter_map(hit).collect()
}
