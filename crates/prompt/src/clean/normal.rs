//! One code for one character: composed accents (Unicode Standard Annex 15, form C), and the
//! compatibility forms (form KC) of letters that only look different. Signs with a meaning of
//! their own, such as ², ① and ™, stay.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::{Edit, Filter};

pub(super) const FILTER: Filter = Filter {
    name: "normal",
    en: "writes each character with its usual Unicode code",
    zh: "统一字符的 Unicode 写法",
    edits,
};

fn edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        if c.is_ascii() && chars.peek().is_none_or(|(_, next)| next.is_ascii()) {
            continue;
        }
        while let Some((at, mark)) = chars.next_if(|(_, next)| belongs(*next)) {
            end = at + mark.len_utf8();
        }
        let part = &text[start..end];
        let to: String = match is_look(c) {
            true => part.nfkc().collect(),
            false => part.nfc().collect(),
        };
        if to != part {
            edits.push(Edit { range: start..end, to });
        }
    }
    edits
}

/// Whether a character is written on or into the one before it: accents, Hangul vowels and finals.
fn belongs(c: char) -> bool {
    canonical_combining_class(c) != 0 || matches!(c, '\u{1160}'..='\u{11ff}')
}

/// Ligatures, letters of mathematics, half-width katakana, compatibility ideographs and radicals.
fn is_look(c: char) -> bool {
    matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{1d400}'..='\u{1d7ff}' | '\u{ff65}'..='\u{ff9f}'
        | '\u{f900}'..='\u{faff}' | '\u{2f00}'..='\u{2fdf}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::super::Clean;

    #[test]
    fn letters_but_not_signs() {
        assert_eq!(Clean::tidy("cafe\u{301} ﬁne 𝐜𝐚𝐭 ⼀ m² ①").text(), "café fine cat 一 m² ①");
    }
}
