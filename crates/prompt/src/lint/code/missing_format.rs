//! A long instruction that does not say what the answer should look like.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::kind::says;
use crate::Span;

/// Words above which a form is worth asking for; two Chinese characters count as one word.
const LONG: usize = 25;

const FORMS: &[&str] = &[
    "表格",
    "列表",
    "json",
    "分点",
    "分条",
    "段",
    "字",
    "markdown",
    "格式",
    "代码",
    "邮件",
    "信",
    "标题",
    "句",
    "诗",
    "图",
    "csv",
    "bullet",
    "list",
    "table",
    "format",
    "paragraph",
    "words",
    "sentence",
    "code",
    "email",
    "letter",
    "essay",
    "heading",
    "outline",
    "steps",
    "步骤",
    "大纲",
    "回复",
    "reply",
    "translat",
    "翻译",
];

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let long = document.words.len() > LONG;
    let Some(last) = document.sentences.last().filter(|_| long && !says(&document.folded, FORMS))
    else {
        return Vec::new();
    };
    let end = last.span.start + last.span.of(document.text).trim_end().len();
    vec![Hit::new(Span { start: last.span.start, end }, document.text)]
}
