//! Segments a text and tags each word.

use jieba_rs::Jieba;

use super::{Pos, Word};
use crate::Span;

/// Segments and tags.
#[derive(Debug)]
pub struct Tagger {
    jieba: Jieba,
}

impl Default for Tagger {
    fn default() -> Self {
        Self { jieba: Jieba::new() }
    }
}

impl Tagger {
    /// The words of a text in order; spaces belong to none.
    pub fn tag(&self, text: &str) -> Vec<Word> {
        let mut at = 0;
        let mut words = Vec::new();
        for token in self.jieba.tag(text, true) {
            let span = Span { start: at, end: at + token.word.len() };
            at = span.end;
            if !token.word.trim().is_empty() {
                words.push(Word { span, pos: pos(token.tag) });
            }
        }
        words
    }
}

/// The universal part of speech for one of jieba's.
fn pos(tag: &str) -> Pos {
    match tag.chars().next() {
        Some('a') => Pos::Adj,
        Some('v') => Pos::Verb,
        Some('d') => Pos::Adv,
        Some('m') => Pos::Num,
        Some('p') => Pos::Adp,
        Some('r') => Pos::Pron,
        Some('u') => Pos::Part,
        Some('c') => Pos::Cconj,
        Some('w') => Pos::Punct,
        _ => Pos::Noun,
    }
}
