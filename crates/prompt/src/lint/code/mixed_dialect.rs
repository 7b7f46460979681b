//! Weights as A1111 writes them beside weights as compel writes them.

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;

/// Marks the signs behind a word or bracket: `cat++`, `(red hat)--`.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let numbered = document.prompt.groups.iter().any(|group| group.weight.is_some());
    let signs = document.text.match_indices(['+', '-']).map(|(at, _)| at);
    signs.filter(|_| numbered).filter_map(|at| sign(document, at)).collect()
}

fn sign(document: &Document, at: usize) -> Option<Hit> {
    let before = document.text[..at].chars().next_back();
    before.filter(|c| c.is_alphanumeric() || *c == ')')?;
    let after = document.text[at..].trim_start_matches(['+', '-']);
    let ends = after.is_empty() || after.starts_with([',', ' ', ')', '\n']);
    let span = Span { start: at, end: document.text.len() - after.len() };
    (ends && !is_cpp(document, at)).then(|| Hit::new(span, document.text))
}

fn is_cpp(document: &Document, at: usize) -> bool {
    document.folded[..at].ends_with(" c") || at == 1
}
