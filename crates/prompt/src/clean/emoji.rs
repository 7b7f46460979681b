//! Emoji: a long row of the same one becomes three, and signs without an emoji to stand on go.

use super::fold::{JOINER, is_pictograph};
use super::{Edit, Filter, join};

pub(super) const FILTER: Filter = Filter {
    name: "emoji",
    en: "shortens rows of one emoji to three, and takes away their lost signs",
    zh: "一长串相同的表情只留三个，去掉落单的修饰符",
    edits,
};

/// How many of the same emoji in a row say something; more only shout.
const ROW: usize = 3;

fn edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut row = (' ', 0);
    let mut before = None;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        let sign = c == JOINER || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}');
        let lost = sign && !before.is_some_and(can_bear);
        row = if c == row.0 { (c, row.1 + 1) } else { (c, 1) };
        if lost || is_emoji(c) && row.1 > ROW {
            join(&mut edits, start..end, "");
        }
        if !lost {
            before = Some(c);
        }
    }
    edits
}

/// Arrows and plain signs may well stand in rows.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
        && !matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// What a sign may follow: an emoji or another sign of it, or a digit (a keycap).
fn can_bear(c: char) -> bool {
    is_pictograph(c)
        || matches!(c, '0'..='9' | '#' | '*' | '©' | '®')
        || matches!(c, JOINER | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}
