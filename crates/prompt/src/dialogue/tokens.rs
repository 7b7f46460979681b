//! A turn to tokens: cues and the things, colours and places that the vocabulary knows.
//!
//! The longest phrase wins, a cue before a word of the vocabulary. What a clause adds or
//! describes is read again, with all care, by [`crate::understand`]; tokens only decide what is to
//! be done with it.

use unicode_segmentation::UnicodeSegmentation;

use super::cues::{self, Cue};
use super::numbers::digits;
use crate::clean::Clean;
use crate::understand::segment::{is_han, mark, says};
use crate::understand::sense::Sense;
use crate::{Brief, Colour, Place, Span, Vocabulary};

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Cue(Cue),
    /// A thing, by its tag.
    Thing(String),
    Colour(Colour),
    Place(Place),
    Size(f32),
    Number(u32),
    Background,
    /// End of a clause.
    Break,
    /// Where or when a picture is, by its tag.
    Scene(String),
    /// Another word that the vocabulary knows: a style, a mood, grammar.
    Known,
    /// Anything else.
    Word,
}

/// A piece of the turn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Where it was said.
    pub(crate) span: Span,
}

/// The tokens of a turn in order.
pub(crate) fn tokens(said: &str, vocabulary: &Vocabulary, brief: &Brief) -> Vec<Token> {
    let clean = Clean::said(said);
    let pieces = pieces(&clean.text);
    let longest = cues::longest().max(vocabulary.lexicon().longest());
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let most = pieces[at..].iter().take(longest).take_while(|piece| !piece.mark).count();
        let found = (1..=most).rev().find_map(|count| {
            let range = pieces[at].start..pieces[at + count - 1].end;
            Some((kind(&clean.text[range], vocabulary)?, count))
        });
        let (kind, count) = found.unwrap_or((Kind::Word, 1));
        let kind = if pieces[at].mark { Kind::Break } else { kind };
        let span = clean.source(pieces[at].start, pieces[at + count - 1].end);
        push(&mut tokens, Token { kind, span }, said, brief);
        at += count;
    }
    shaded(tokens, said, vocabulary)
}

struct Piece {
    start: usize,
    end: usize,
    mark: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let bounds = text.split_word_bound_indices();
    let piece = bounds.filter_map(|(start, piece)| {
        let mark = mark(piece) == Some(Sense::Break);
        let end = start + piece.len();
        (mark || says(piece)).then_some(Piece { start, end, mark })
    });
    piece.collect()
}

fn kind(phrase: &str, vocabulary: &Vocabulary) -> Option<Kind> {
    if let Some(cue) = cues::cue(phrase) {
        return Some(Kind::Cue(cue));
    }
    if let Some(number) = digits(phrase) {
        return Some(Kind::Number(number));
    }
    let senses = vocabulary.lexicon().senses(phrase)?;
    let kind = senses.iter().find_map(|sense| match sense {
        Sense::Subject(index) => Some(Kind::Thing(vocabulary.tag(*index).to_owned())),
        Sense::Colour(colour) => Some(Kind::Colour(colour.clone())),
        Sense::Place([x, y]) => Some(Kind::Place(Place { x: *x, y: *y })),
        Sense::Size(size) => Some(Kind::Size(*size)),
        Sense::Scene(index) => Some(Kind::Scene(vocabulary.tag(*index).to_owned())),
        Sense::Measured => Some(Kind::Number(1)),
        Sense::Number(number) => Some(Kind::Number(*number)),
        Sense::Background => Some(Kind::Background),
        _ => None,
    });
    Some(kind.unwrap_or(Kind::Known))
}

/// A one-character thing beside an unknown character may be part of a word that nobody knows (花
/// of 花园), unless the picture has one.
fn push(tokens: &mut Vec<Token>, token: Token, said: &str, brief: &Brief) {
    let lone = |token: &Token| match &token.kind {
        Kind::Thing(tag) => !brief.has(tag) && is_one_han(token.span.of(said)),
        _ => false,
    };
    let unknown =
        |token: &Token| token.kind == Kind::Word && token.span.of(said).starts_with(is_han);
    let mut token = token;
    if let Some(last) = tokens.last_mut().filter(|last| last.span.end == token.span.start) {
        if lone(last) && unknown(&token) {
            last.kind = Kind::Word;
        } else if unknown(last) && lone(&token) {
            token.kind = Kind::Word;
        }
    }
    tokens.push(token);
}

fn is_one_han(word: &str) -> bool {
    word.starts_with(is_han) && word.chars().nth(1).is_none()
}

/// Joins a shade with the colour that follows: 浅 + 蓝色, "dark" + "red".
fn shaded(tokens: Vec<Token>, said: &str, vocabulary: &Vocabulary) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens.into_iter().rev() {
        let shade = match vocabulary.lexicon().senses(&Clean::new(token.span.of(said)).text) {
            Some(senses) => senses.iter().find_map(|sense| match sense {
                Sense::Shade(shade) => Some(*shade),
                _ => None,
            }),
            None => None,
        };
        match (shade, joined.last_mut()) {
            (Some(shade), Some(Token { kind: Kind::Colour(colour), span })) => {
                *colour = shade.of(colour);
                *span = span.join(token.span);
            }
            _ => joined.push(token),
        }
    }
    joined.reverse();
    joined
}
