//! Runs of content words that nothing parts.

use crate::Span;
use crate::words::unit::is_han;
use crate::words::{Pos, Word};

/// What a word can be in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// May end a phrase.
    Head,
    /// Only before a head.
    Modifier,
}

/// Content words in a row.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Each word's place and role.
    pub(super) words: Vec<(Span, Role)>,
    /// Whether any of them is written in Chinese characters.
    han: bool,
}

impl Run {
    /// Whether any word is written in Chinese characters.
    pub(super) fn has_han(&self) -> bool {
        self.han
    }
}

/// Adjectives that point rather than describe: they belong to no term.
const POINTING: [&str; 46] = [
    "additional",
    "another",
    "available",
    "certain",
    "common",
    "current",
    "different",
    "entire",
    "few",
    "first",
    "following",
    "further",
    "general",
    "important",
    "last",
    "less",
    "main",
    "major",
    "many",
    "more",
    "most",
    "much",
    "new",
    "next",
    "only",
    "other",
    "overall",
    "own",
    "particular",
    "possible",
    "present",
    "previous",
    "recent",
    "same",
    "second",
    "several",
    "similar",
    "specific",
    "such",
    "various",
    "whole",
    "above",
    "based",
    "described",
    "including",
    "involving",
];

/// Chinese particles that join phrases instead of standing in one.
const JOINING: [&str; 11] = ["的", "地", "得", "之", "了", "着", "过", "所", "等", "们", "似的"];

/// The runs of a text, in order.
pub(super) fn runs(text: &str, words: &[Word]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for word in words {
        let written = word.span.of(text);
        let Some(role) = role(written, word.pos) else {
            open = false;
            continue;
        };
        let last = runs.last().and_then(|run| run.words.last());
        open &= last.is_some_and(|(before, _)| touch(text, *before, word.span));
        if !open {
            runs.push(Run::default());
        }
        if let Some(run) = runs.last_mut() {
            run.words.push((word.span, role));
            run.han |= written.starts_with(is_han);
        }
        open = true;
    }
    runs
}

/// Whether two words stand side by side: Chinese ones without a space, others with or without.
fn touch(text: &str, before: Span, word: Span) -> bool {
    let between = text.get(before.end..word.start).unwrap_or("-");
    let letters = !before.of(text).ends_with(is_han) && !word.of(text).starts_with(is_han);
    between.is_empty() || letters && between.trim().is_empty()
}

fn role(written: &str, pos: Pos) -> Option<Role> {
    match written.starts_with(is_han) {
        true => chinese(written, pos),
        false => english(written, pos),
    }
}

fn chinese(written: &str, pos: Pos) -> Option<Role> {
    match pos {
        _ if JOINING.contains(&written) => None,
        // Verbs name what is done (治疗), particles are endings of terms (器, 性).
        Pos::Noun | Pos::Propn | Pos::X | Pos::Verb | Pos::Part => Some(Role::Head),
        Pos::Adj => Some(Role::Modifier),
        _ => None,
    }
}

fn english(written: &str, pos: Pos) -> Option<Role> {
    let lower = written.to_lowercase();
    let formula = |c: char| "()[]=<>/|∼≠".contains(c);
    if !written.contains(char::is_alphabetic) || written.contains(formula) {
        return None;
    }
    match pos {
        _ if POINTING.contains(&lower.as_str()) || lower == "using" => None,
        Pos::Noun | Pos::Propn | Pos::X => Some(Role::Head),
        Pos::Adj => Some(Role::Modifier),
        // Participles describe: "learned features", "targeting cells".
        Pos::Verb if lower.ends_with("ing") || lower.ends_with("ed") => Some(Role::Modifier),
        _ => None,
    }
}
