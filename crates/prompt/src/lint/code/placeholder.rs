//! A place in a template that nobody filled in.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::is_han;
use crate::Span;

const WORDS: &[&str] =
    &["TODO", "TBD", "FIXME", "XXX", "xxx", "某某", "XX", "lorem ipsum", "Lorem ipsum"];
const NAMES: &[&str] = &[
    "name", "your", "topic", "insert", "company", "date", "text", "input", "product", "subject",
    "city", "title", "姓名", "名字", "公司", "日期", "主题", "插入", "填写", "内容", "产品",
    "您的", "你的", "此处",
];

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let mut hits: Vec<Hit> =
        words(document).into_iter().map(|span| Hit::new(span, document.text)).collect();
    for (open, close) in [('{', '}'), ('[', ']'), ('<', '>'), ('【', '】'), ('（', '）')] {
        for (start, _) in document.text.match_indices(open) {
            let inside = &document.text[start + open.len_utf8()..];
            let Some(length) = inside.find([open, close, '\n']) else { continue };
            let name = &inside[..length];
            if inside[length..].starts_with(close) && is_place(name, open) {
                let end = start + open.len_utf8() + length + close.len_utf8();
                hits.push(Hit::new(Span { start, end }, document.text));
            }
        }
    }
    hits
}

fn is_place(name: &str, open: char) -> bool {
    let small = name.trim().to_lowercase();
    let one_word = small.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let short = !small.is_empty()
        && small.chars().count() <= 24
        && !small.chars().all(|c| c.is_ascii_digit());
    match open {
        '{' => {
            short
                && one_word
                && small.len() > 2
                && small.starts_with(|c: char| c.is_ascii() || is_han(c))
        }
        '（' => {
            short
                && (small.starts_with("此处")
                    || small.starts_with("填写")
                    || small.starts_with("插入"))
        }
        _ => {
            short
                && NAMES.iter().any(|known| is_named(&small, known))
                && !small.contains([',', ':'])
        }
    }
}

fn is_named(small: &str, known: &str) -> bool {
    if known.is_ascii() || ["插入", "填写", "此处"].contains(&known) {
        small.starts_with(known)
    } else {
        small.ends_with(known)
    }
}

fn words(document: &Document) -> Vec<Span> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut spans = Vec::new();
    for word in WORDS {
        for (start, _) in document.text.match_indices(word) {
            let end = start + word.len();
            let apart = !document.text[..start].ends_with(letter)
                && !document.text[end..].starts_with(letter);
            spans.extend((apart || !word.is_ascii()).then_some(Span { start, end }));
        }
    }
    spans
}
