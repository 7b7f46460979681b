//! A part of a turn that holds one edit.

use super::cues::Cue;
use super::edit::Degree;
use super::tokens::{Kind, Token};

/// Clauses of a turn, and tokens of a clause, that are followed one by one; what is longer is
/// read as a whole.
pub(crate) const MOST: usize = 64;
pub(crate) const LONGEST: usize = 256;

/// Consecutive tokens of a turn.
#[derive(Clone, Debug)]
pub(crate) struct Clause<'a> {
    said: &'a str,
    pub(crate) tokens: Vec<Token>,
}

/// Splits a turn at its marks, and where "and" or "then" joins two edits.
pub(crate) fn clauses<'a>(said: &'a str, tokens: &[Token]) -> Vec<Clause<'a>> {
    let mut clauses = vec![Clause { said, tokens: Vec::new() }];
    for (at, token) in tokens.iter().enumerate() {
        let edits = |next: &Token| begins_edit(next, next.span.of(said));
        let joins = token.kind == Kind::Cue(Cue::And) && tokens.get(at + 1).is_some_and(edits);
        match clauses.last_mut() {
            Some(last) if token.kind != Kind::Break && !joins => last.tokens.push(token.clone()),
            _ => clauses.push(Clause { said, tokens: Vec::new() }),
        }
    }
    clauses.retain(|clause| clause.tokens.iter().any(|token| !is_filler(token)));
    clauses
}

fn begins_edit(token: &Token, word: &str) -> bool {
    let Kind::Cue(cue) = token.kind else { return false };
    if word.eq_ignore_ascii_case("to") {
        return false;
    }
    let verbs =
        [Cue::Become, Cue::Move, Cue::Add, Cue::Remove, Cue::Undo, Cue::Swap, Cue::Take, Cue::Wear];
    verbs.contains(&cue)
}

/// Whether a token says nothing about the edit.
pub(crate) fn is_filler(token: &Token) -> bool {
    matches!(token.kind, Kind::Cue(Cue::Filler | Cue::And))
}

impl Clause<'_> {
    /// What was said of a token.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.said))
    }

    /// Where a cue stands for the first time.
    pub(crate) fn find(&self, cue: Cue) -> Option<usize> {
        self.tokens.iter().position(|token| token.kind == Kind::Cue(cue))
    }

    /// Whether a cue is there.
    pub(crate) fn has(&self, cue: Cue) -> bool {
        self.find(cue).is_some()
    }

    /// Whether the token is this cue.
    pub(crate) fn is(&self, at: usize, cue: Cue) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Cue(cue))
    }

    /// The things that are named, with where they stand.
    pub(crate) fn things(&self) -> Vec<(usize, &str)> {
        let thing = |(at, token): (usize, &'_ Token)| match &token.kind {
            Kind::Thing(_) => Some(at),
            _ => None,
        };
        let at = self.tokens.iter().enumerate().filter_map(thing);
        at.map(|at| match &self.tokens[at].kind {
            Kind::Thing(tag) => (at, tag.as_str()),
            _ => (at, ""),
        })
        .collect()
    }

    /// How far a step goes.
    pub(crate) fn degree(&self) -> Degree {
        match () {
            () if self.has(Cue::Much) => Degree::Large,
            () if self.has(Cue::Little) => Degree::Small,
            () => Degree::Medium,
        }
    }

    /// Whether it compares with what is there.
    pub(crate) fn compares(&self) -> bool {
        [Cue::Little, Cue::Much, Cue::More, Cue::Too].iter().any(|cue| self.has(*cue))
    }

    /// The words of the tokens that a step left, as they were said.
    pub(crate) fn rest(&self, keep: impl Fn(usize) -> bool) -> String {
        let mut rest = String::new();
        let mut end = 0;
        for (at, token) in self.tokens.iter().enumerate().filter(|(at, _)| keep(*at)) {
            if token.span.start != end && !rest.is_empty() {
                rest.push(' ');
            }
            rest += self.text(at);
            end = token.span.end;
        }
        rest
    }

    /// What a person would call it in a question.
    pub(crate) fn whole(&self) -> &str {
        let span = self.tokens.first().zip(self.tokens.last());
        span.map_or("", |(first, last)| first.span.join(last.span).of(self.said))
    }
}
