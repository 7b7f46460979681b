//! An English sentence begins with a capital letter.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::Language;
use crate::Span;

/// Names that are written small.
const SMALL: &[&str] =
    &["iphone", "ipad", "ios", "macos", "ebay", "pytorch", "numpy", "npm", "git"];

/// Only sentences that end in a mark, and words of small letters alone: `mRNA` stays.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let sentences = document.sentences.iter().filter(|s| s.language == Some(Language::En));
    let mut hits = Vec::new();
    for sentence in sentences {
        let text = sentence.span.of(document.text);
        let ends = text.trim_end().ends_with(['.', '!', '?']);
        let before = document.text[..sentence.span.start].trim_end();
        let after_end = before.is_empty() || before.ends_with(['.', '!', '?']);
        let Some(word) = document.words_in(sentence.span).first() else { continue };
        let said = word.span.of(document.text);
        let small = said.len() > 1 && said.chars().all(|c| c.is_ascii_lowercase() || c == '\'');
        if ends && after_end && small && text.contains(' ') && !SMALL.contains(&said) {
            let first = Span { start: word.span.start, end: word.span.start + 1 };
            let capital = first.of(document.text).to_ascii_uppercase();
            hits.push(Hit::new(word.span, document.text).fixed(first, capital));
        }
    }
    hits
}
