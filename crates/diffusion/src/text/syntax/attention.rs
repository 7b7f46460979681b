//! A1111's weights: `(w)`, `[w]`, `(w:1.3)`, and `BREAK`.

use super::{Piece, words};

/// What round brackets without a number multiply by; square ones divide by it.
const STEP: f64 = 1.1;

/// Weights beyond this count as this, so that no nesting leaves the numbers.
const MOST: f64 = 1e30;

#[derive(Clone, Copy)]
enum Bracket {
    Round,
    Square,
}

enum Lexeme<'a> {
    Text(&'a str),
    Open(Bracket, f64),
    Close(Bracket),
    Break,
}

/// The pieces of a prompt whose tags and steps are already resolved.
///
/// A closing bracket that closes nothing is text; an opening one that nothing closes counts to
/// the end. Round and square brackets are matched apart, so `(a[b)c]` are two that overlap. A
/// backslash makes a bracket or another backslash text, and is nothing before anything else.
/// Pieces that touch and weigh the same are one.
pub(super) fn pieces(prompt: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut round, mut square) = (vec![1.0], vec![1.0]);
    let top = |stack: &[f64]| stack.last().copied().unwrap_or(1.0);
    for lexeme in Reader::read(prompt) {
        match lexeme {
            Lexeme::Text(text) => push(&mut pieces, text, bounded(top(&round) * top(&square))),
            Lexeme::Break => pieces.push(Piece::Break),
            Lexeme::Open(Bracket::Round, factor) => round.push(bounded(top(&round) * factor)),
            Lexeme::Open(Bracket::Square, factor) => square.push(bounded(top(&square) * factor)),
            Lexeme::Close(Bracket::Round) => drop(round.pop()),
            Lexeme::Close(Bracket::Square) => drop(square.pop()),
        }
    }
    pieces
}

fn bounded(weight: f64) -> f64 {
    weight.clamp(-MOST, MOST)
}

fn push(pieces: &mut Vec<Piece>, more: &str, its: f64) {
    match pieces.last_mut() {
        Some(Piece::Text { text, weight }) if *weight == its => text.push_str(more),
        _ if more.is_empty() => {}
        _ => pieces.push(Piece::Text { text: more.to_owned(), weight: its }),
    }
}

/// Reads brackets, and writes into each opening one what it multiplies by.
#[derive(Default)]
struct Reader<'a> {
    lexemes: Vec<Lexeme<'a>>,
    /// Where brackets that are still open stand in `lexemes`.
    round: Vec<usize>,
    square: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn read(mut rest: &'a str) -> Vec<Lexeme<'a>> {
        let mut reader = Self::default();
        while let Some(first) = rest.chars().next() {
            let (lexeme, after) = rest.split_at(length(first, rest));
            match first {
                '\\' => reader.lexemes.push(Lexeme::Text(&lexeme[1..])),
                '(' => reader.open(Bracket::Round, STEP),
                '[' => reader.open(Bracket::Square, 1.0 / STEP),
                ')' => reader.close_round(lexeme, STEP),
                ']' => reader.close_square(lexeme),
                ':' => reader.colon(lexeme),
                _ => reader.text(lexeme),
            }
            rest = after;
        }
        reader.lexemes
    }

    fn open(&mut self, bracket: Bracket, factor: f64) {
        let open = match bracket {
            Bracket::Round => &mut self.round,
            Bracket::Square => &mut self.square,
        };
        open.push(self.lexemes.len());
        self.lexemes.push(Lexeme::Open(bracket, factor));
    }

    fn close_round(&mut self, lexeme: &'a str, factor: f64) {
        let Some(open) = self.round.pop() else { return self.lexemes.push(Lexeme::Text(lexeme)) };
        self.lexemes[open] = Lexeme::Open(Bracket::Round, factor);
        self.lexemes.push(Lexeme::Close(Bracket::Round));
    }

    fn close_square(&mut self, lexeme: &'a str) {
        let closes = self.square.pop().is_some();
        self.lexemes.push(if closes {
            Lexeme::Close(Bracket::Square)
        } else {
            Lexeme::Text(lexeme)
        });
    }

    /// A colon alone, or with a number and a closing bracket.
    fn colon(&mut self, lexeme: &'a str) {
        let number = lexeme[1..].strip_suffix(')').and_then(|text| text.trim().parse().ok());
        match number {
            Some(factor) if !self.round.is_empty() => self.close_round(lexeme, factor),
            _ => self.lexemes.push(Lexeme::Text(lexeme)),
        }
    }

    fn text(&mut self, lexeme: &'a str) {
        let parts = words::split_at(lexeme, "BREAK");
        let last = parts.len() - 1;
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                self.lexemes.push(Lexeme::Break);
            }
            let part = if i > 0 { part.trim_start() } else { part };
            let part = if i < last { part.trim_end() } else { part };
            self.lexemes.push(Lexeme::Text(part));
        }
    }
}

/// Bytes of the lexeme at the start of a text, of which `first` is the first character.
fn length(first: char, text: &str) -> usize {
    let special = |c: char| matches!(c, '\\' | '(' | ')' | '[' | ']' | ':');
    match first {
        '\\' => 1 + usize::from(text[1..].starts_with(['(', ')', '[', ']', '\\'])),
        ':' => 1 + weight(&text[1..]),
        c if special(c) => 1,
        _ => text.find(special).unwrap_or(text.len()),
    }
}

/// Bytes of a number and the bracket that closes behind it; 0 where these are not next.
fn weight(text: &str) -> usize {
    let plain = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-.".contains(c);
    let end = text.find(|c| !plain(c)).filter(|end| text[*end..].starts_with(')'));
    let finite = |end: &usize| text[..*end].trim().parse().is_ok_and(f64::is_finite);
    end.filter(finite).map_or(0, |end| end + 1)
}
