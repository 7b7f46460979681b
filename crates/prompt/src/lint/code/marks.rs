//! Punctuation of the wrong width, typed twice, or with a space before it.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::{Language, is_han};
use crate::Span;

/// Half-width marks with the full-width ones that Chinese uses.
const WIDE: &[(char, &str)] = &[(',', "，"), ('?', "？"), ('!', "！"), (';', "；"), (':', "：")];

/// A half-width mark between Chinese characters, in a text that also uses full-width ones: one
/// that uses none throughout is consistent.
pub(in super::super) fn narrow(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let count = |mark: char| text.matches(mark).count();
    let mostly_wide =
        |mark: char, right: &str| text.matches(right).count() + count('。') >= count(mark);
    let mut hits = Vec::new();
    for (mark, right) in WIDE.iter().filter(|(mark, right)| mostly_wide(*mark, right)) {
        for (at, _) in text.match_indices(*mark) {
            let before = text[..at].chars().next_back().is_some_and(is_han);
            let after = text[at + 1..].trim_start().chars().next();
            if before && after.is_none_or(|c| is_han(c) || c == '“' || c == '《') {
                hits.push(Hit::new(Span { start: at, end: at + 1 }, text).replaced(*right));
            }
        }
    }
    hits
}

/// Half-width commas between Chinese characters in a text that has no full-width marks; found
/// once, as it is the text's way.
pub(in super::super) fn all_narrow(document: &Document) -> Vec<Hit> {
    let text = document.text;
    if text.contains(['，', '。']) {
        return Vec::new();
    }
    let between = |at: &usize| text[..*at].ends_with(is_han) && text[at + 1..].starts_with(is_han);
    let commas: Vec<usize> = text.match_indices(',').map(|(at, _)| at).filter(between).collect();
    let (Some(first), Some(last)) = (commas.first(), commas.last()) else { return Vec::new() };
    let all = Span { start: *first, end: last + 1 };
    let mut fixed = all.of(text).to_owned();
    for at in commas.iter().rev() {
        fixed.replace_range(at - first..at - first + 1, "，");
    }
    let here = Span { start: *first, end: first + 1 };
    vec![Hit::new(here, text).fixed(all, fixed)]
}

/// Full-width marks in an English sentence.
pub(in super::super) fn wide(document: &Document) -> Vec<Hit> {
    let full = [
        ('，', ", "),
        ('。', ". "),
        ('？', "? "),
        ('！', "! "),
        ('；', "; "),
        ('：', ": "),
        ('（', " ("),
        ('）', ") "),
    ];
    let mut hits = Vec::new();
    for (at, c) in document.text.char_indices() {
        let Some((_, half)) = full.iter().find(|(mark, _)| *mark == c) else { continue };
        let span = Span { start: at, end: at + c.len_utf8() };
        let (before, after) = (&document.text[..at], &document.text[span.end..]);
        let latin =
            |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || " \n".contains(c));
        let apart =
            latin(before.chars().next_back()) && (after.is_empty() || latin(after.chars().next()));
        let english = document.language_at(at) == Some(Language::En);
        if english && apart && !before.is_empty() {
            let half = if half.starts_with(' ') && before.ends_with(' ') {
                half.trim_start()
            } else {
                half
            };
            let half = if after.starts_with([' ', '\n']) || after.is_empty() {
                half.trim_end()
            } else {
                half
            };
            hits.push(Hit::new(span, document.text).replaced(half));
        }
    }
    hits
}

/// Half-width brackets around Chinese in a text that also has full-width ones.
pub(in super::super) fn narrow_brackets(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let mut hits = Vec::new();
    for (start, _) in text.match_indices('(').filter(|_| text.contains('（')) {
        let Some(length) = text[start + 1..].find(['(', ')', '\n']) else { continue };
        let end = start + 1 + length;
        let inside = &text[start + 1..end];
        if text[end..].starts_with(')') && inside.contains(is_han) {
            let span = Span { start, end: end + 1 };
            hits.push(Hit::new(span, text).replaced(format!("（{inside}）")));
        }
    }
    hits
}

/// A mark typed twice, or two that do not go together.
pub(in super::super) fn doubled(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let mut hits = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let mut end = at + c.len_utf8();
        while let Some((next, other)) = letters.next_if(|(_, other)| twins(c, *other)) {
            end = next + other.len_utf8();
        }
        let run = &text[at..end];
        let count = run.chars().count();
        let dots = matches!(c, '.' | '。')
            && (count != 2 || run.chars().any(|other| other != c) && count > 2);
        if count > 1 && !dots && !text[..at].ends_with(['.', '/']) && !text[end..].starts_with('/')
        {
            let keep = run.chars().max_by_key(|c| c.len_utf8()).unwrap_or(c);
            hits.push(Hit::new(Span { start: at, end }, text).replaced(keep.to_string()));
        }
    }
    hits
}

/// Whether two marks in a row are one too many. Several question or exclamation marks are a tone.
fn twins(one: char, other: char) -> bool {
    let class = |c: char| match c {
        ',' | '，' => Some(1),
        '.' | '。' => Some(2),
        '；' => Some(3),
        '：' => Some(4),
        '、' => Some(5),
        _ => None,
    };
    class(one).is_some() && class(one) == class(other)
}

/// A space before a mark in English.
pub(in super::super) fn spaced(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let mut hits = Vec::new();
    for (at, c) in text.match_indices([',', '.', '?', '!', ';']) {
        let end = at + c.len();
        let before = &text[..at];
        let word =
            before.strip_suffix(' ').is_some_and(|b| b.ends_with(|c: char| c.is_ascii_lowercase()));
        let ends = text[end..].is_empty() || text[end..].starts_with([' ', '\n']);
        if word && ends && document.language_at(at) == Some(Language::En) {
            let span = Span { start: at - 1, end };
            hits.push(Hit::new(span, text).about(c).replaced(c));
        }
    }
    hits
}

/// No space after a comma between English words.
pub(in super::super) fn tight(document: &Document) -> Vec<Hit> {
    let text = document.text;
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
    let commas = text.match_indices(',').map(|(at, _)| at);
    let tight = commas.filter(|at| {
        letter(text[..*at].chars().next_back())
            && letter(text[at + 1..].chars().next())
            && document.language_at(*at) == Some(Language::En)
    });
    tight.map(|at| Hit::new(Span { start: at, end: at + 1 }, text).replaced(", ")).collect()
}
