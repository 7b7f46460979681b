//! What is set beside the prompt and not in it: sizes in pixels, `--ar 16:9`.

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;

/// Options of another program: `--ar 16:9`, `--v 5`.
pub(in super::super) fn options(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let mut hits = Vec::new();
    for (start, _) in text.match_indices("--") {
        let name = text[start + 2..]
            .find(|c: char| !c.is_ascii_lowercase())
            .unwrap_or(text.len() - start - 2);
        let before = text[..start].ends_with(' ') || start == 0;
        if before && name > 0 {
            let value = text[start + 2 + name..].trim_start_matches(' ');
            let length = value.find([' ', ',', '\n']).unwrap_or(value.len());
            let length = if value.starts_with("--") { 0 } else { length };
            let end = text.len() - value.len() + length;
            hits.push(Hit::new(Span { start, end }, text));
        }
    }
    hits
}

/// A size in pixels: `1024x768`.
pub(in super::super) fn size(document: &Document) -> Vec<Hit> {
    let text = document.folded.as_str();
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let mut hits = Vec::new();
    for (at, mark) in text.match_indices(['x', '×', '*']) {
        let before = text[..at].chars().rev().take_while(char::is_ascii_digit).count();
        let end = at + mark.len();
        let after = digits(&text[end..]);
        if (3..=5).contains(&before) && (3..=5).contains(&after) {
            hits.push(Hit::new(Span { start: at - before, end: end + after }, document.text));
        }
    }
    hits
}
