//! English: tokens and what part of speech they are.

mod tag;
mod tokens;

use tokens::{Token, tokens};

use super::sequence::{Lesson, Sequence};
use super::{Pos, Word, fixed};
use crate::Span;
use crate::clean::half_width;

/// Most tokens that are read at once.
const SENTENCE: usize = 512;

/// Splits and tags English words.
#[derive(Clone, Debug)]
pub struct English {
    tags: Sequence<{ Pos::ALL.len() }>,
}

impl English {
    /// From weights for parts of speech.
    pub const fn new(tags: Sequence<{ Pos::ALL.len() }>) -> Self {
        Self { tags }
    }

    /// Adds the words of a part of a text, in order.
    pub fn words(&self, text: &str, part: Span, words: &mut Vec<Word>) {
        let tokens = tokens(text, part);
        words.reserve(tokens.len());
        for sentence in tokens.chunks(SENTENCE) {
            let mut scores = Vec::with_capacity(sentence.len());
            tag::features(text, sentence, |keys| scores.push(self.tags.scores(keys)));
            let labels = self.tags.best(&scores);
            words.extend(sentence.iter().zip(labels).map(|(token, label)| {
                let pos = fixed(token.kind, first(token.span.of(text))).unwrap_or(Pos::ALL[label]);
                Word { span: token.span, pos }
            }));
        }
    }
}

/// The first character in half width.
fn first(token: &str) -> u32 {
    token.chars().next().map_or(0, |c| u32::from(half_width(c)))
}

/// The lesson of a sentence whose words are known.
pub fn lesson(text: &str, words: &[Word]) -> Lesson {
    let tokens = tokens(text, Span { start: 0, end: text.len() });
    let labels = gold(text, &tokens, words);
    let mut labels = labels.into_iter();
    let mut lesson = Vec::with_capacity(tokens.len());
    tag::features(text, &tokens, |keys| {
        lesson.extend(labels.next().map(|pos| (keys.to_vec(), pos as usize)));
    });
    lesson
}

/// The right part of speech of each token. Of a word that the teacher splits at hyphens the last
/// part decides; before a noun, or if that part is a participle, it is an adjective.
fn gold(text: &str, tokens: &[Token], words: &[Word]) -> Vec<Pos> {
    let mut labels = Vec::with_capacity(tokens.len());
    let mut at = 0;
    for token in tokens {
        while words.get(at).is_some_and(|word| word.span.end <= token.span.start) {
            at += 1;
        }
        let inside = words[at..].iter().take_while(|word| word.span.start < token.span.end);
        let count = inside.clone().count();
        let pos = inside.last().map_or(Pos::X, |word| word.pos);
        let next = words.get(at + count).map(|word| word.pos);
        let compound = count > 1 && token.span.of(text).contains('-');
        let describes = pos == Pos::Verb || pos == Pos::Noun && next == Some(Pos::Noun);
        labels.push(if compound && describes { Pos::Adj } else { pos });
    }
    labels
}
