//! `BREAK` starts a new chunk of tokens; inside brackets it is not seen.

use super::super::document::Document;
use super::super::finding::Hit;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let inside = document.prompt.breaks.iter().filter(|(_, depth)| *depth > 0);
    inside.map(|(span, _)| Hit::new(*span, document.text)).collect()
}
