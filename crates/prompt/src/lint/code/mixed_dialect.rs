//! Weights as A1111 writes them beside weights as compel writes them.

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;

/// Marks the signs behind a word or bracket: `cat++`, `(red hat)--`.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let numbered = document.prompt.groups.iter().any(|group| group.weight.is_some());
    let signs = document.text.match_indices(['+', '-']).map(|(at, _)| at);
    let mut hits: Vec<Hit> = Vec::new();
    for at in signs.filter(|_| numbered) {
        let before = document.text[..at].chars().next_back();
        let after = document.text[at..].trim_start_matches(['+', '-']);
        let ends = after.is_empty() || after.starts_with([',', ' ', ')', '\n']);
        let run = document.text.len() - after.len() - at;
        if before.is_some_and(|c| c.is_alphanumeric() || c == ')')
            && ends
            && run >= 1
            && !is_cpp(document, at)
        {
            hits.push(Hit::new(Span { start: at, end: at + run }, document.text));
        }
    }
    hits
}

fn is_cpp(document: &Document, at: usize) -> bool {
    document.folded[..at].ends_with(" c") || at == 1
}
