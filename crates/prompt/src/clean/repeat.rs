//! Repeated punctuation: ！！！ says no more than ！.

use super::{Edit, Filter};

pub(super) const FILTER: Filter = Filter {
    name: "repeat",
    en: "makes rows of the same punctuation mark one",
    zh: "连续重复的标点只留一个",
    edits,
};

/// Marks of which one is enough. A row of full stops, dashes or brackets has its own meaning.
const ONCE: &str = "！!？?，,、；;：。";

fn edits(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut before = ' ';
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        if c == before && ONCE.contains(c) {
            match edits.last_mut() {
                Some(last) if last.range.end == start => last.range.end = end,
                _ => edits.push(Edit { range: start - c.len_utf8()..end, to: c.to_string() }),
            }
        }
        before = c;
    }
    edits
}
