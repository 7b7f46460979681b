//! Titles of works, which Chinese puts in 《》.

use super::{Found, Name};
use crate::Span;
use crate::words::Word;

/// Most characters of a title; what is longer is a mark that nobody closed.
const LONGEST: usize = 30;

/// The titles of a text.
pub(super) fn find(text: &str, words: &[Word]) -> Vec<Found> {
    let open = text.match_indices('《').map(|(at, mark)| at + mark.len());
    open.filter_map(|start| title(text, start, words)).collect()
}

fn title(text: &str, start: usize, words: &[Word]) -> Option<Found> {
    let rest = text.get(start..)?;
    let length = rest.find(['》', '《', '\n']).filter(|end| rest[*end..].starts_with('》'))?;
    let span = Span { start, end: start + length };
    let characters = span.of(text).chars().count();
    if characters > LONGEST || span.of(text).trim() != span.of(text) || characters == 0 {
        return None;
    }
    let from = words.partition_point(|word| word.span.start < span.start);
    let inside = words[from..].iter().take_while(|word| word.span.end <= span.end);
    let words = inside.map(|word| word.span.of(text).to_lowercase()).collect();
    Some(Found { span, words, short: false, name: Name::Whole, longer: Vec::new() })
}
