//! Wishes that cannot both come true.

use super::super::document::Document;
use super::super::finding::Hit;
use super::pairs::{CHAT, PICTURE, contradictions};
use crate::Span;

pub(in super::super) fn picture(document: &Document) -> Vec<Hit> {
    hits(document, contradictions(document, &PICTURE, document.prompt.in_terms))
}

pub(in super::super) fn chat(document: &Document) -> Vec<Hit> {
    hits(document, contradictions(document, &CHAT, true))
}

fn hits(document: &Document, found: Vec<(Span, Span)>) -> Vec<Hit> {
    let hit = |(one, other): (Span, Span)| {
        let about = format!("{} / {}", one.of(document.text), other.of(document.text));
        let later = if one.start < other.start { other } else { one };
        Hit::new(later, document.text).about(about)
    };
    found.into_iter().map(hit).collect()
}
