//! Brackets and quotes that are not closed, or were never opened, in sentences.

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;

const PAIRS: &[(char, char)] =
    &[('《', '》'), ('「', '」'), ('『', '』'), ('“', '”'), ('（', '）'), ('【', '】'), ('(', ')')];

/// Looks at one paragraph at a time. A half-width `)` may end a number or a smile, so it is never
/// called stray.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    paragraphs(document).into_iter().flat_map(|lines| paragraph(document, lines)).collect()
}

fn paragraph(document: &Document, Span { start, end }: Span) -> Vec<Hit> {
    let line = &document.text[start..end];
    // Of each pair the marks that are open.
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); PAIRS.len()];
    let mut lone = Vec::new();
    for (at, c) in line.char_indices() {
        for ((opening, closing), open) in PAIRS.iter().zip(&mut open) {
            if c == *opening {
                open.push(at);
            } else if c == *closing && open.pop().is_none() && c != ')' {
                lone.push((at, c));
            }
        }
    }
    for ((opening, _), open) in PAIRS.iter().zip(open) {
        lone.extend(open.into_iter().map(|at| (at, *opening)));
    }
    let span = |(at, c): (usize, char)| Span { start: start + at, end: start + at + c.len_utf8() };
    lone.into_iter().map(|mark| Hit::new(span(mark), document.text)).collect()
}

/// Straight quotes of which a sentence has an odd number; one after a digit measures inches.
pub(in super::super) fn straight(document: &Document) -> Vec<Hit> {
    let mut hits = Vec::new();
    for paragraph in paragraphs(document) {
        let text = paragraph.of(document.text);
        let quote = |(at, _): &(usize, &str)| !text[..*at].ends_with(|c: char| c.is_ascii_digit());
        let quotes: Vec<usize> = text.match_indices('"').filter(quote).map(|(at, _)| at).collect();
        if let Some(last) = quotes.last().filter(|_| quotes.len() % 2 == 1) {
            let at = paragraph.start + last;
            hits.push(Hit::new(Span { start: at, end: at + 1 }, document.text));
        }
    }
    hits
}

fn paragraphs(document: &Document) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in document.text.split_inclusive('\n') {
        spans.push(Span { start, end: start + line.len() });
        start += line.len();
    }
    spans
}
