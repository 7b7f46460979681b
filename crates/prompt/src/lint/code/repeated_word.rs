//! A word typed twice.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::sentence::is_han;
use crate::Span;
use crate::words::Pos;

/// English words that may follow themselves.
const TWICE: &[&str] = &[
    "had", "that", "very", "so", "no", "yes", "bye", "ha", "really", "more", "again", "long", "is",
    "knock", "blah", "1", "many", "far", "now", "there", "tut", "her",
];

pub(in super::super) fn english(document: &Document) -> Vec<Hit> {
    pairs(document)
        .filter(|(first, _, between)| {
            let word = document.folded(*first);
            let letters = word.chars().all(|c| c.is_alphabetic() && !is_han(c)) && word.len() > 1
                || word == "a";
            letters && *between == " " && !TWICE.contains(&word)
        })
        .map(|(first, second, _)| hit(document, first, second))
        .collect()
}

pub(in super::super) fn chinese(document: &Document) -> Vec<Hit> {
    let doubles = |pos: Pos| matches!(pos, Pos::Verb | Pos::Adj | Pos::Adv | Pos::Num);
    pairs(document)
        .filter(|(first, _, between)| {
            let word = document.folded(*first);
            let pos = document.word_at(first.start).map_or(Pos::X, |word| word.pos);
            between.is_empty()
                && word.chars().count() > 1
                && word.chars().all(is_han)
                && !doubles(pos)
                && !TRIED.contains(&word)
        })
        .map(|(first, second, _)| hit(document, first, second))
        .collect()
}

/// Verbs that are doubled to do something for a while, whatever they were taken for.
const TRIED: &[&str] = &[
    "研究", "讨论", "商量", "考虑", "学习", "休息", "了解", "打扫", "收拾", "整理", "分析", "检查",
    "练习", "锻炼", "熟悉", "介绍", "准备", "打听", "认识", "尝试", "活动", "感受", "体验", "交流",
    "放松", "观察", "比较", "意思",
];

/// Neighbours that are the same word, with what stands between them.
fn pairs<'a>(document: &'a Document) -> impl Iterator<Item = (Span, Span, &'a str)> {
    let next = document.words.iter().skip(1);
    let pairs = document.words.iter().zip(next).map(|(first, second)| (first.span, second.span));
    pairs
        .filter(|(first, second)| document.folded(*first) == document.folded(*second))
        .map(|(first, second)| (first, second, &document.text[first.end..second.start]))
}

fn hit(document: &Document, first: Span, second: Span) -> Hit {
    let span = Span { start: first.start, end: second.end };
    let gone = Span { start: first.end, end: second.end };
    Hit::new(span, document.text).about(first.of(document.text)).fixed(gone, "")
}
