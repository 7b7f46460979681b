//! An instruction that asks for nothing: 客户很生气。

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::kind::{ASKS, says};
use crate::Span;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let text = document.text.trim();
    let greets = ["你好", "您好", "谢谢", "hello", "hi", "thanks", "thank you", "ok", "好的"];
    let bare = document.folded.trim().trim_end_matches(['。', '.', '!', '！', '~']);
    if text.is_empty() || says(&document.folded, ASKS) || greets.contains(&bare) || orders(document)
    {
        return Vec::new();
    }
    let start = document.text.len() - document.text.trim_start().len();
    vec![Hit::new(Span { start, end: start + text.len() }, document.text)]
}

/// Whether a clause tells to do something: it begins with such a verb, or says 把….
fn orders(document: &Document) -> bool {
    document.folded.split(['。', '！', '；', '.', '!', ';', '，', ',', '\n']).any(|clause| {
        let said = clause.trim_start();
        VERBS.iter().any(|verb| said.starts_with(verb)) || said.contains('把')
    })
}

const VERBS: &[&str] = &[
    "写", "改", "做", "用", "让", "讲", "说", "给", "把", "查", "找", "算", "编", "起", "想", "举",
    "补充", "续写", "扩写", "缩写", "整理", "归纳", "提取", "判断", "预测", "评价", "模拟", "继续",
    "不要", "add ", "remove ", "change ", "do ", "turn ", "say ", "think ", "put ", "keep ",
    "let ", "tell ", "ask ", "give ", "show ", "continue", "predict", "evaluate", "solve", "prove",
    "count ", "sort ", "rank ", "name ", "outline", "don't", "be ", "start ", "stop ", "schedule",
    "remind", "send ", "call ", "play ", "read ", "set ",
];
