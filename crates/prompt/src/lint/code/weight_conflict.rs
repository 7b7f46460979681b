//! The same term with two weights.

use std::collections::HashMap;

use super::super::document::Document;
use super::super::finding::Hit;
use super::terms::named;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let mut seen: HashMap<String, f32> = HashMap::new();
    let mut hits = Vec::new();
    for (term, name) in named(document) {
        let first = *seen.entry(name.clone()).or_insert(term.weight);
        if (first - term.weight).abs() > 1e-3 {
            let about = format!("{name}: {first:.2} / {:.2}", term.weight);
            hits.push(Hit::new(term.span, document.text).about(about));
        }
    }
    hits
}
