//! Full-width letters, digits and spaces become half-width; full-width punctuation is good
//! Chinese and stays.

use super::{Edit, Filter, each_char};

pub(super) const FILTER: Filter = Filter {
    name: "width",
    en: "makes full-width letters, digits and spaces half-width",
    zh: "全角字母、数字和空格变半角",
    edits,
};

fn edits(text: &str) -> Vec<Edit> {
    each_char(text, |c| match c {
        '\u{3000}' => Some(" ".to_owned()),
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' => Some(half_width(c).to_string()),
        _ => None,
    })
}

/// Full-width forms of ASCII as ASCII: U+FF01..U+FF5E lie 0xFEE0 above.
#[inline]
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}
