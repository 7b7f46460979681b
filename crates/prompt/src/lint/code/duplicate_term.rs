//! A term, or its synonym, that is said twice with the same weight.

use std::collections::HashMap;

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::syntax::Term;
use super::terms::named;
use crate::Span;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let mut seen: HashMap<String, f32> = HashMap::new();
    let mut hits = Vec::new();
    for (term, name) in named(document) {
        match seen.get(&name) {
            Some(weight) if (weight - term.weight).abs() < 1e-3 => {
                let hit = Hit::new(term.span, document.text).about(name);
                hits.push(match deletable(document, term) {
                    Some(span) => hit.fixed(span, ""),
                    None => hit,
                });
            }
            Some(_) => {}
            None => drop(seen.insert(name, term.weight)),
        }
    }
    hits
}

/// A bare term with the separator before it; one in brackets is left to the person.
fn deletable(document: &Document, term: Term) -> Option<Span> {
    let before = document.text[..term.span.start].trim_end();
    let after = document.text[term.span.end..].trim_start();
    let start = before.strip_suffix([',', '，'])?.len();
    let ends = after.is_empty() || after.starts_with([',', '，', '\n', '.', '。']);
    ends.then_some(Span { start, end: term.span.end })
}
