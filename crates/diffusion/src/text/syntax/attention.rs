//! A1111's weights: `(w)`, `[w]`, `(w:1.3)`, and `BREAK`.

use super::{Piece, STEP, bounded, words};

#[derive(Clone, Copy)]
enum Bracket {
    Round,
    Square,
}

impl Bracket {
    /// What a pair without a number multiplies by.
    fn factor(self) -> f64 {
        match self {
            Self::Round => STEP,
            Self::Square => 1.0 / STEP,
        }
    }
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
    // The products of the round brackets around, and of the square ones.
    let mut weights = [vec![1.0], vec![1.0]];
    let inmost = |stack: &Vec<f64>| stack.last().copied().unwrap_or(1.0);
    for lexeme in Reader::read(prompt) {
        match lexeme {
            Lexeme::Text(text) => {
                add(&mut pieces, text, bounded(weights.iter().map(inmost).product()));
            }
            Lexeme::Break => pieces.push(Piece::Break),
            Lexeme::Open(bracket, factor) => {
                let stack = &mut weights[bracket as usize];
                stack.push(bounded(inmost(stack) * factor));
            }
            Lexeme::Close(bracket) => drop(weights[bracket as usize].pop()),
        }
    }
    pieces
}

fn add(pieces: &mut Vec<Piece>, more: &str, weight: f64) {
    match pieces.last_mut() {
        Some(Piece::Text { text, weight: before }) if *before == weight => text.push_str(more),
        _ if more.is_empty() => {}
        _ => pieces.push(Piece::Text { text: more.to_owned(), weight }),
    }
}

/// Reads brackets, and writes into each opening one what it multiplies by.
#[derive(Default)]
struct Reader<'a> {
    lexemes: Vec<Lexeme<'a>>,
    /// Where brackets that are still open stand in `lexemes`: round ones, and square ones.
    open: [Vec<usize>; 2],
}

impl<'a> Reader<'a> {
    fn read(mut rest: &'a str) -> Vec<Lexeme<'a>> {
        let mut reader = Self::default();
        while let Some(first) = rest.chars().next() {
            let (lexeme, after) = rest.split_at(length(first, rest));
            match first {
                '\\' => reader.lexemes.push(Lexeme::Text(&lexeme[1..])),
                '(' => reader.open(Bracket::Round),
                '[' => reader.open(Bracket::Square),
                ')' => reader.close(Bracket::Round, lexeme, Bracket::Round.factor()),
                ']' => reader.close(Bracket::Square, lexeme, Bracket::Square.factor()),
                ':' => reader.colon(lexeme),
                _ => reader.text(lexeme),
            }
            rest = after;
        }
        reader.lexemes
    }

    fn open(&mut self, bracket: Bracket) {
        self.open[bracket as usize].push(self.lexemes.len());
        self.lexemes.push(Lexeme::Open(bracket, bracket.factor()));
    }

    fn close(&mut self, bracket: Bracket, lexeme: &'a str, factor: f64) {
        let Some(place) = self.open[bracket as usize].pop() else {
            self.lexemes.push(Lexeme::Text(lexeme));
            return;
        };
        self.lexemes[place] = Lexeme::Open(bracket, factor);
        self.lexemes.push(Lexeme::Close(bracket));
    }

    /// A colon alone, or with a number and the bracket that it closes.
    fn colon(&mut self, lexeme: &'a str) {
        match lexeme[1..].strip_suffix(')').and_then(|number| number.trim().parse().ok()) {
            Some(factor) => self.close(Bracket::Round, lexeme, factor),
            None => self.lexemes.push(Lexeme::Text(lexeme)),
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
