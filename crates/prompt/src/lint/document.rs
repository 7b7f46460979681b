//! A text as rules see it.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::check::Options;
use super::kind::Kind;
use super::sentence::{Language, Sentence, is_han, sentences};
use super::syntax::{self, Prompt};
use crate::Span;
use crate::clean::simplify;
use crate::words::{Pos, Tagger, Word};

/// A text with its sentences, words and terms. All spans are bytes of the text as typed.
pub struct Document<'a> {
    /// As typed.
    pub text: &'a str,
    /// In small letters and simplified characters, each as many bytes long as what was typed.
    pub folded: String,
    /// What it is written for, never [`Kind::Auto`].
    pub kind: Kind,
    /// Its sentences, without gaps.
    pub sentences: Vec<Sentence>,
    /// Its words and marks, in order.
    pub words: Vec<Word>,
    /// Its terms, where it is a picture prompt; else empty.
    pub prompt: Prompt,
    /// What the caller asked for.
    pub options: &'a Options,
    /// The words that are no marks, in order.
    spoken: Vec<Span>,
    /// Where words may begin, by their first letter.
    places: HashMap<char, Vec<usize>>,
}

impl<'a> Document<'a> {
    /// Reads a text.
    pub fn new(text: &'a str, tagger: &Tagger, options: &'a Options) -> Self {
        let folded = fold(text);
        let terms = syntax::has_terms(&folded);
        let kind = options.kind.resolve(&folded, terms);
        let prompt =
            if kind == Kind::Picture { syntax::parse(text, terms) } else { Prompt::default() };
        let words = words(text, &tagger.tag(text));
        let (sentences, places) = (sentences(text), places(&folded));
        let spoken = words.iter().filter(|word| word.pos != Pos::Punct).map(|word| word.span);
        let spoken = spoken.collect();
        Self { text, folded, kind, sentences, words, prompt, options, spoken, places }
    }

    /// Where words may begin with a letter, small or capital, in order: at any Chinese character
    /// or mark, and at the first of other letters and digits.
    pub(super) fn places(&self, first: char) -> &[usize] {
        let small = first.to_ascii_lowercase();
        self.places.get(&small).map(Vec::as_slice).unwrap_or_default()
    }

    /// The text that a span marks, in small letters and simplified characters.
    pub fn folded(&self, span: Span) -> &str {
        span.of(&self.folded)
    }

    /// The sentence that a byte lies in.
    pub fn sentence_at(&self, at: usize) -> Option<&Sentence> {
        let index = self.sentences.partition_point(|sentence| sentence.span.end <= at);
        self.sentences.get(index)
    }

    /// The language of the sentence that a byte lies in.
    pub fn language_at(&self, at: usize) -> Option<Language> {
        self.sentence_at(at).and_then(|sentence| sentence.language)
    }

    /// Position among the words of the first that begins at or after a byte.
    pub fn word_from(&self, at: usize) -> usize {
        self.words.partition_point(|word| word.span.start < at)
    }

    /// The word that begins at a byte.
    pub fn word_at(&self, at: usize) -> Option<&Word> {
        self.words.get(self.word_from(at)).filter(|word| word.span.start == at)
    }

    /// Whether a word, or a part of one, stands in a part of the text.
    pub(super) fn is_spoken(&self, part: Span) -> bool {
        let first = self.spoken.partition_point(|word| word.end <= part.start);
        self.spoken.get(first).is_some_and(|word| word.start < part.end)
    }

    /// The words of a part of the text.
    pub fn words_in(&self, span: Span) -> &[Word] {
        self.words.get(self.word_from(span.start)..self.word_from(span.end)).unwrap_or_default()
    }
}

fn places(folded: &str) -> HashMap<char, Vec<usize>> {
    let mut places: HashMap<char, Vec<usize>> = HashMap::new();
    let mut inside = false;
    for (at, c) in folded.char_indices() {
        let letter = c.is_alphanumeric() && !is_han(c);
        if !(c.is_whitespace() || inside && letter) {
            places.entry(c).or_default().push(at);
        }
        inside = letter;
    }
    places
}

/// Small letters and simplified characters; what would change its length stays.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let mut lower = simplify(c).to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(small), None) if small.len_utf8() == c.len_utf8() => folded.push(small),
            _ => folded.push(c),
        }
    }
    folded
}

/// Chinese words as the tagger cuts them, all else by Unicode's word boundaries with the tagger's
/// part of speech: `don't` is one word here.
fn words(text: &str, tagged: &[Word]) -> Vec<Word> {
    let mut words = Vec::with_capacity(tagged.len());
    let mut tags = tagged.iter().peekable();
    let mut done = 0;
    for (start, piece) in text.split_word_bound_indices() {
        if start < done || piece.trim().is_empty() {
            continue;
        }
        while tags.next_if(|tag| tag.span.start < start).is_some() {}
        let tag = tags.peek().filter(|tag| tag.span.start == start);
        let han = piece.starts_with(is_han);
        let end = match tag {
            Some(tag) if han => tag.span.end,
            _ => start + piece.len(),
        };
        let pos = match tag {
            _ if !piece.contains(char::is_alphanumeric) => Pos::Punct,
            Some(tag) => tag.pos,
            None => Pos::X,
        };
        words.push(Word { span: Span { start, end }, pos });
        done = end;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_both_languages() {
        let options = Options::default();
        let text = "我们don't要 a cat，好";
        let document = Document::new(text, &Tagger::default(), &options);
        let words: Vec<_> = document.words.iter().map(|word| word.span.of(text)).collect();
        assert_eq!(words, ["我们", "don't", "要", "a", "cat", "，", "好"]);
        assert_eq!(document.words[5].pos, Pos::Punct);
        assert_eq!(document.word_at("我们".len()).map(|word| word.span.of(text)), Some("don't"));
    }

    #[test]
    fn folded_text_keeps_its_length() {
        assert_eq!(fold("紅貓 CAT"), "红猫 cat");
        assert_eq!(fold("İ"), "İ");
    }
}
