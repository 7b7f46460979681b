//! Weights that are no weights: `(cat:1,2)`, `(cat:)`, `cat:1.2` without brackets.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::syntax::Term;
use crate::Span;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let groups = document.prompt.groups.iter().filter_map(|group| group.weight);
    let wrong = groups.filter(|weight| weight.of(document.text).trim().parse::<f32>().is_err());
    wrong.map(|weight| malformed(document, weight)).collect()
}

fn malformed(document: &Document, weight: Span) -> Hit {
    let hit = Hit::new(weight, document.text);
    let right = weight.of(document.text).trim().replace(',', ".");
    match right.parse::<f32>() {
        Ok(_) => hit.replaced(right),
        Err(_) => hit,
    }
}

/// A weight without brackets is read as words.
pub(in super::super) fn bare(document: &Document) -> Vec<Hit> {
    let hit = |term: &Term| {
        let text = term.span.of(document.text);
        let (words, number) = text.rsplit_once(':')?;
        let plain = term.weight == 1.0 && number.contains('.');
        let weight = plain && number.trim().parse::<f32>().is_ok();
        (weight && !words.is_empty())
            .then(|| Hit::new(term.span, document.text).replaced(format!("({text})")))
    };
    document.prompt.terms.iter().filter_map(hit).collect()
}
