//! Chinese for a model that reads only English.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::is_han;
use crate::Span;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let mut hits = Vec::new();
    let mut rest = 0;
    while let Some(at) = document.options.english_only.then(|| text[rest..].find(is_han)).flatten()
    {
        let start = rest + at;
        let end = text[start..].find(|c| !is_han(c)).map_or(text.len(), |end| start + end);
        hits.push(Hit::new(Span { start, end }, text));
        rest = end;
    }
    hits
}
