//! AUTOMATIC1111's web UI: `(term:1.2)`, brackets of a text escaped.

use super::{Dialect, escape, is_plain, join, weight};
use crate::compose::Term;

pub(super) struct A1111;

impl Dialect for A1111 {
    fn name(&self) -> &'static str {
        "a1111"
    }

    fn about(&self) -> &'static str {
        "AUTOMATIC1111's web UI and its kin: (term:1.2)"
    }

    fn write(&self, terms: &[Term]) -> String {
        join(terms, |term| {
            let text = escape(&term.text, &['(', ')', '[', ']']);
            if is_plain(term.weight) { text } else { format!("({text}:{})", weight(term.weight)) }
        })
    }
}
