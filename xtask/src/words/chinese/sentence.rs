//! Sentences of a treebank as rows of units with the right words.

use qingyun_prompt::Span;
use qingyun_prompt::words::Pos;
use qingyun_prompt::words::chinese::dictionary::Id;
use qingyun_prompt::words::chinese::units::{Unit, read};

use super::lexicon::Lexicon;
use crate::words::treebank::Sentence;

/// A word of units `start..end`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Right {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) pos: Pos,
}

/// A sentence whose words are known.
pub(super) struct Known {
    pub(super) units: Vec<Unit>,
    pub(super) words: Vec<Right>,
}

impl Known {
    /// Known words as ranges of units: a unit belongs to the word that holds its first byte.
    pub(super) fn new(sentence: &Sentence, lexicon: &Lexicon) -> Self {
        let mut units = Vec::new();
        let mut rest = Span { start: 0, end: sentence.text.len() };
        while rest.start < rest.end {
            rest = read(&sentence.text, rest, &lexicon.dictionary, &mut units);
        }
        let mut words = Vec::with_capacity(sentence.words.len());
        let mut end = 0;
        for word in &sentence.words {
            let start = end;
            while units.get(end).is_some_and(|unit| unit.span.start < word.span.end) {
                end += 1;
            }
            if end > start {
                words.push(Right { start, end, pos: word.pos });
            }
        }
        Self { units, words }
    }

    /// The numbers of units `start..end`.
    pub(super) fn ids(&self, start: usize, end: usize) -> Vec<Id> {
        self.units[start..end].iter().map(|unit| unit.id).collect()
    }
}
