//! ComfyUI: `(term:1.2)`; square brackets mean nothing.

use super::{Dialect, escape, is_plain, join, weight};
use crate::compose::Term;

pub(super) struct ComfyUi;

impl Dialect for ComfyUi {
    fn name(&self) -> &'static str {
        "comfyui"
    }

    fn about(&self) -> &'static str {
        "ComfyUI: (term:1.2), square brackets are text"
    }

    fn write(&self, terms: &[Term]) -> String {
        join(terms, |term| {
            let text = escape(&term.text, &['(', ')']);
            if is_plain(term.weight) { text } else { format!("({text}:{})", weight(term.weight)) }
        })
    }
}
