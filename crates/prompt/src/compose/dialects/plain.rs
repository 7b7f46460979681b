//! A sentence without weights, for models that read language.

use super::{Dialect, join};
use crate::compose::Term;

pub(super) struct Plain;

impl Dialect for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn about(&self) -> &'static str {
        "a sentence without weights, for models that read language"
    }

    fn write(&self, terms: &[Term]) -> String {
        let text = join(terms, |term| term.text.clone());
        let mut letters = text.chars();
        match letters.next() {
            Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
            None => text,
        }
    }
}
