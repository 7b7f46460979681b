//! Segments a text and tags each word, in the language of each stretch.

use super::Word;
use super::chinese::Chinese;
use super::chinese::dictionary::Dictionary;
use super::english::English;
use super::sequence::Sequence;
use super::table::Table;
use super::unit::{is_blank, is_han};
use crate::Span;

const DICTIONARY: Dictionary =
    Dictionary::new(Table::new(include_bytes!("../../../../weights/words/zh-dictionary.bin")));
const ZH_EDGES: Table<'static> =
    Table::new(include_bytes!("../../../../weights/words/zh-edges.bin"));
const ZH_TAGS: Table<'static> = Table::new(include_bytes!("../../../../weights/words/zh-tags.bin"));
const EN_TAGS: Table<'static> = Table::new(include_bytes!("../../../../weights/words/en-tags.bin"));

/// English words in a row from which on they are read as English among Chinese.
const QUOTED: usize = 3;

/// Segments and tags.
#[derive(Clone, Debug)]
pub struct Tagger {
    chinese: Chinese,
    english: English,
}

impl Default for Tagger {
    fn default() -> Self {
        Self {
            chinese: Chinese::new(DICTIONARY, Sequence::new(ZH_EDGES), Sequence::new(ZH_TAGS)),
            english: English::new(Sequence::new(EN_TAGS)),
        }
    }
}

impl Tagger {
    /// The words of a text in order; spaces belong to none.
    pub fn tag(&self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        for (stretch, chinese) in stretches(text) {
            words.extend(match chinese {
                true => self.chinese.words(text, stretch),
                false => self.english.words(text, stretch),
            });
        }
        words
    }
}

/// The text in stretches of one language; true for Chinese. Without any Chinese character all is
/// English; else a stretch is English from the first to the last of [`QUOTED`] or more words in
/// a row that spaces part.
fn stretches(text: &str) -> Vec<(Span, bool)> {
    let mut stretches: Vec<(Span, bool)> = Vec::new();
    let mut push = |start: usize, end: usize, chinese: bool| match stretches.last_mut() {
        Some(last) if last.1 == chinese => last.0.end = end,
        _ if start < end => stretches.push((Span { start, end }, chinese)),
        _ => {}
    };
    let mut at = 0;
    let mut any = false;
    for line in text.split_inclusive(is_han_or_break) {
        let end = at + line.len();
        let last = line.chars().next_back().filter(|c| is_han(*c));
        any |= last.is_some();
        let body = end - last.map_or(0, char::len_utf8);
        push(at, body, !is_english(&text[at..body]));
        push(body, end, true);
        at = end;
    }
    if any { stretches } else { vec![(Span { start: 0, end: text.len() }, false)] }
}

fn is_han_or_break(c: char) -> bool {
    is_han(c) || c == '\n'
}

fn is_english(text: &str) -> bool {
    let words = text.split(is_blank).filter(|word| word.starts_with(char::is_alphabetic));
    words.take(QUOTED).count() == QUOTED
}
