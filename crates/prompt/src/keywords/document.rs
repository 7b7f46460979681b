//! A text as rankers see it.

use std::collections::HashMap;

use super::candidate::Candidate;
use super::porter::stem;
use crate::words::unit::is_han;
use crate::words::{Pos, Word};

/// A text with its words and candidates.
pub(super) struct Document<'a> {
    /// The text as given.
    pub(super) text: &'a str,
    /// Its words, marks left out, in order.
    pub(super) tokens: Vec<Token>,
    /// What may become a key phrase.
    pub(super) candidates: Vec<Candidate>,
    /// Number of sentences, at least 1.
    pub(super) sentences: usize,
}

/// A word.
pub(super) struct Token {
    /// As it is counted: the stem of an English word, a Chinese word as it is.
    pub(super) key: String,
    /// Which sentence it stands in.
    pub(super) sentence: usize,
    /// Whether it begins with a capital, not at the start of a sentence.
    pub(super) capital: bool,
    /// Whether it is a noun, an adjective or a verb.
    pub(super) content: bool,
}

impl<'a> Document<'a> {
    pub(super) fn new(text: &'a str, words: &[Word], candidates: Vec<Candidate>) -> Self {
        let mut tokens = Vec::with_capacity(words.len());
        let mut sentence = 0;
        let mut begins = true;
        for word in words {
            let written = word.span.of(text);
            if matches!(word.pos, Pos::Punct | Pos::Sym) {
                let ends = ["。", ".", "！", "!", "？", "?", "；"].contains(&written);
                sentence += usize::from(ends && !begins);
                begins |= ends;
                continue;
            }
            let capital = !begins && written.starts_with(char::is_uppercase);
            let content = is_content(word.pos);
            tokens.push(Token { key: counted(written), sentence, capital, content });
            begins = false;
        }
        let sentences = tokens.last().map_or(1, |token| token.sentence + 1);
        Self { text, tokens, candidates, sentences }
    }

    /// How often each word stands in the text.
    pub(super) fn counts(&self) -> HashMap<&str, usize> {
        let mut counts = HashMap::new();
        for token in &self.tokens {
            *counts.entry(token.key.as_str()).or_default() += 1;
        }
        counts
    }

    /// For each candidate the sum of its words' weights, by the root of their number: between sum
    /// and mean, as of independent evidence.
    pub(super) fn by_words(&self, weight: impl Fn(&str) -> f32) -> Vec<f32> {
        let signal = |found: &Candidate| {
            let sum: f32 = found.words.iter().map(|word| weight(word)).sum();
            sum / (found.words.len().max(1) as f32).sqrt()
        };
        self.candidates.iter().map(signal).collect()
    }
}

fn is_content(pos: Pos) -> bool {
    matches!(pos, Pos::Noun | Pos::Propn | Pos::Adj | Pos::Verb | Pos::X)
}

/// A word as it is counted.
pub(super) fn counted(word: &str) -> String {
    if word.contains(is_han) { word.to_lowercase() } else { stem(word) }
}
