//! "no hat" in a positive prompt: the model reads "hat".

use super::super::document::Document;
use super::super::finding::Hit;

const STARTS: &[&str] = &[
    "no ",
    "not ",
    "without ",
    "don't ",
    "never ",
    "avoid ",
    "exclude ",
    "不要",
    "没有",
    "不带",
    "不能有",
    "别",
    "去掉",
    "无",
];
/// Terms that models know as they are.
const KNOWN: &[&str] = &[
    "no humans",
    "no people",
    "no background",
    "无人",
    "无背景",
    "not safe",
    "无限",
    "无缝",
    "别墅",
    "无边",
];

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let terms = document.prompt.terms.iter().map(|term| term.span);
    let negative = terms.filter(|span| {
        let said = document.folded(*span);
        STARTS.iter().any(|start| said.starts_with(start))
            && !KNOWN.iter().any(|known| said.starts_with(known))
    });
    negative.map(|span| Hit::new(span, document.text)).collect()
}
