//! Limits of length that exclude each other: 不超过50字 … 至少1000字.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::last_clause;
use crate::Span;

const AT_MOST: &[&str] = &[
    "不超过",
    "不要超过",
    "最多",
    "少于",
    "以内",
    "以下",
    "之内",
    "控制在",
    "at most",
    "no more than",
    "up to",
    "less than",
    "fewer than",
    "under",
    "within",
    "maximum",
    "max",
    "not exceed",
    "shorter than",
    "limit",
];
const AT_LEAST: &[&str] = &[
    "至少",
    "不少于",
    "最少",
    "以上",
    "超过",
    "多于",
    "写",
    "详细",
    "at least",
    "no less than",
    "no fewer than",
    "more than",
    "over",
    "minimum",
    "longer than",
    "write",
    "essay of",
    "article of",
];

/// A number of characters, words or sentences that the text asks for.
struct Length {
    span: Span,
    number: u64,
    unit: &'static str,
    most: bool,
}

const UNITS: &[(&str, &str)] = &[
    ("字", "字"),
    ("个字", "字"),
    ("词", "词"),
    ("句", "句"),
    ("句话", "句"),
    ("段", "段"),
    ("words", "词"),
    ("word", "词"),
    ("characters", "字"),
    ("sentences", "句"),
    ("sentence", "句"),
    ("paragraphs", "段"),
    ("paragraph", "段"),
];

/// Compares the smallest limit with the largest demand of each unit.
pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let lengths = lengths(document);
    let mut hits = Vec::new();
    for unit in ["字", "词", "句", "段"] {
        let of_unit = || lengths.iter().filter(|length| length.unit == unit);
        let limit = of_unit().filter(|length| length.most).min_by_key(|length| length.number);
        let demand = of_unit().filter(|length| !length.most).max_by_key(|length| length.number);
        if let Some((limit, demand)) = limit.zip(demand).filter(|(l, d)| d.number > l.number) {
            let said = |length: &Length| length.span.of(document.text).to_owned();
            let about = format!("{} / {}", said(limit), said(demand));
            let later = if demand.span.start > limit.span.start { demand } else { limit };
            hits.push(Hit::new(later.span, document.text).about(about));
        }
    }
    hits
}

fn lengths(document: &Document) -> Vec<Length> {
    let text = document.folded.as_str();
    let mut lengths = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        let digits =
            text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
        at = start + digits;
        lengths.extend(length(text, start, at));
    }
    lengths
}

fn length(text: &str, start: usize, end: usize) -> Option<Length> {
    let number = text[start..end].parse().ok()?;
    let rest = text[end..].trim_start_matches([' ', '-']);
    let from = text.len() - rest.len();
    let stands = |name: &&(&str, &str)| {
        let after = rest.strip_prefix(name.0);
        after.is_some_and(|after| {
            !(name.0.is_ascii() && after.starts_with(|c: char| c.is_ascii_alphabetic()))
        })
    };
    let (name, unit) = UNITS.iter().find(stands)?;
    let before = clause_before(&text[..start]);
    let after: String = text[from + name.len()..].chars().take(4).collect();
    let says =
        |words: &[&str]| words.iter().any(|word| before.contains(word) || after.starts_with(word));
    let most = says(AT_MOST);
    let span = Span { start, end: from + name.len() };
    (most || says(AT_LEAST)).then_some(Length { span, number, unit, most })
}

/// The clause that a text ends in, or as much of it as may belong to a number.
fn clause_before(text: &str) -> &str {
    let start = text.char_indices().rev().nth(30).map_or(0, |(at, _)| at);
    last_clause(&text[start..])
}
