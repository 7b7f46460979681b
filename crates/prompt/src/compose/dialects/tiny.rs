//! Tokens of the built-in model.

use super::Dialect;
use crate::compose::Term;

pub(super) struct Tiny;

impl Dialect for Tiny {
    fn name(&self) -> &'static str {
        "tiny"
    }

    fn about(&self) -> &'static str {
        "tokens of the built-in model: red cat @0.3:0.5 *0.6"
    }

    fn write(&self, terms: &[Term]) -> String {
        terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join("; ")
    }
}
