//! Compel: `term++` for steps of a tenth, `(term)1.2` for other weights.

use super::{Dialect, escape, is_plain, join, weight};
use crate::compose::Term;

pub(super) struct Compel;

/// What a `+` multiplies by, and a `-`.
const UP: f32 = 1.1;
const DOWN: f32 = 0.9;

impl Dialect for Compel {
    fn name(&self) -> &'static str {
        "compel"
    }

    fn about(&self) -> &'static str {
        "Compel, for diffusers and InvokeAI: term++ or (term)1.2"
    }

    fn write(&self, terms: &[Term]) -> String {
        join(terms, |term| {
            let text = escape_signs(&escape(&term.text, &['(', ')']));
            if is_plain(term.weight) { text } else { weighted(&text, term.weight) }
        })
    }
}

/// A text with a backslash before each sign that would end a word.
fn escape_signs(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = text[at..].trim_start_matches(['+', '-']);
        if matches!(c, '+' | '-') && (rest.is_empty() || rest.starts_with(' ')) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn weighted(text: &str, value: f32) -> String {
    let signs = signs(value, UP, "+").or_else(|| signs(value, DOWN, "-"));
    match signs {
        Some(signs) if text.bytes().all(|b| b.is_ascii_alphanumeric()) => format!("{text}{signs}"),
        Some(signs) => format!("({text}){signs}"),
        None => format!("({text}){}", weight(value)),
    }
}

/// One to four signs whose product is the weight.
fn signs(value: f32, step: f32, sign: &str) -> Option<String> {
    let fits = |count: &usize| (step.powi(*count as i32) - value).abs() < 0.0005;
    (1..=4).find(fits).map(|count| sign.repeat(count))
}
