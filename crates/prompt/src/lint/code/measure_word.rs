//! The measure word that a Chinese noun takes: 一把剑, not 一个剑.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::document::Document;
use super::super::finding::Hit;
use crate::Span;
use crate::words::{Pos, Word};

/// Nouns with the measure words that they take, the usual one first.
static MEASURES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut measures = HashMap::new();
    for line in include_str!("tables/measure_words.tsv").lines() {
        if let Some((words, nouns)) = line.split_once('\t') {
            let words: Vec<&str> = words.split(' ').collect();
            measures.extend(nouns.split(' ').map(|noun| (noun, words.clone())));
        }
    }
    measures
});

/// Measure words that a noun of the table may be given by mistake.
const MEASURES_OF_ONE: &str = "个只条张把匹头支根辆架艘座棵朵件顶双本台幅枚颗块扇盏面口间栋株";
const NUMBERS: &str = "一二两三四五六七八九十几这那每某半0123456789";

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let measures = document.folded.char_indices().filter(|(_, c)| MEASURES_OF_ONE.contains(*c));
    measures.filter_map(|(at, c)| wrong(document, at, c)).collect()
}

/// A measure word after a number, before a noun that takes another.
fn wrong(document: &Document, at: usize, measure: char) -> Option<Hit> {
    let before = document.folded[..at].trim_end();
    let number = before.chars().next_back().filter(|c| NUMBERS.contains(*c))?;
    let span = Span { start: at, end: at + measure.len_utf8() };
    let noun = noun(document, span.end)?;
    let takes = MEASURES.get(head(document.folded(noun))?)?;
    let typed = document.folded(span);
    if takes.contains(&typed) {
        return None;
    }
    let start = at - (document.folded[..at].len() - before.len()) - number.len_utf8();
    let about = Span { start, end: noun.end }.of(document.text).to_owned();
    Some(Hit::new(span, document.text).about(about).replaced(*takes.first()?))
}

/// The noun that is measured: the next word, or the one after up to three words that end in 的
/// (一个红色的苹果) or are one adjective (一个红苹果).
fn noun(document: &Document, from: usize) -> Option<Span> {
    let words = &document.words[document.word_from(from)..];
    let gap = words.first().is_none_or(|word| word.span.start > from + 1);
    let said = |index: usize| words.get(index).map_or("", |word| document.folded(word.span));
    let index = if gap {
        return None;
    } else if let Some(de) = (1..4).find(|index| said(*index) == "的") {
        (0..de).all(|index| said(index).chars().all(char::is_alphanumeric)).then_some(de + 1)?
    } else if describes(said(0)) && head(said(1)).is_some() {
        1
    } else {
        0
    };
    let next = said(index + 1);
    let more = ["的", "们"].contains(&next) || words.get(index + 1).is_some_and(goes_on);
    words.get(index).filter(|_| !more).map(|word| word.span)
}

/// Whether the word after a noun belongs to it: 铁路 车站.
fn goes_on(next: &Word) -> bool {
    matches!(next.pos, Pos::Noun | Pos::Propn)
}

/// Whether a word only says more of the noun after it: 红, 红色, 铁.
fn describes(word: &str) -> bool {
    let mut letters = word.chars();
    let one = letters.next().is_some_and(|c| MODIFIERS.contains(c));
    one && matches!(letters.as_str(), "" | "色")
}

/// The noun of the table that a word is or ends in: 铁剑 is a 剑.
fn head(word: &str) -> Option<&str> {
    if MEASURES.contains_key(word) {
        return Some(word);
    }
    let (first, rest) = word.split_at_checked(word.chars().next()?.len_utf8())?;
    (MODIFIERS.contains(first) && MEASURES.contains_key(rest)).then_some(rest)
}

/// Characters that say more of a thing without making it another.
const MODIFIERS: &str = "铁木铜银金石玉竹布纸红绿蓝黄黑白紫灰粉大小新旧老长短古宝花草";
