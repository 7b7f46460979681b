//! One spelling for matching: half width, lower case, simplified characters, nothing invisible.
//!
//! What was typed stays what is reported: every byte of the clean text knows its origin.

use super::map::Clean;
use super::traditional::simplify;
use super::width::half_width;
use crate::Span;

impl Clean {
    /// A name of the vocabulary, in the one spelling in which it is compared with what is said.
    pub(crate) fn new(name: &str) -> Self {
        let place = |(start, c): (usize, char)| (c, Span { start, end: start + c.len_utf8() });
        folded(name.len(), name.char_indices().map(place))
    }

    /// What a person said: without what they did not mean to say, and in that spelling.
    pub(crate) fn said(typed: &str) -> Self {
        let tidy = Clean::tidy(typed);
        folded(tidy.text.len(), tidy.characters())
    }
}

fn folded(bytes: usize, characters: impl Iterator<Item = (char, Span)>) -> Clean {
    let mut clean = Clean::empty(bytes);
    for (c, span) in characters {
        let kept = !is_invisible(c) || (c == JOINER && clean.text.ends_with(is_pictograph));
        if kept {
            simplify(one_form(c)).to_lowercase().for_each(|lower| clean.push(lower, span));
        }
    }
    clean
}

/// Joins emoji into one, as in 🐻‍❄️; between letters it has no meaning here.
pub(super) const JOINER: char = '\u{200d}';

/// Characters that show nothing and choose between looks of the same thing: soft hyphen, zero
/// width, direction marks, variation selectors, skin tones, language tags.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character is a picture: arrows, symbols, dingbats, emoji.
pub(crate) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Full-width forms to ASCII, controls and all spaces to one space; a line break ends a clause, so
/// it stays.
fn one_form(c: char) -> char {
    match c {
        '\n' => '\n',
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => one_mark(half_width(c)),
    }
}

/// Marks that do the same become one; those that Unicode lets stand inside a word (UAX 29,
/// MidLetter) become others that end it: `left:cat` is two words.
fn one_mark(c: char) -> char {
    match c {
        '.' | '。' | '｡' | '!' | '?' | ',' | '﹐' => ';',
        ':' => '=',
        '_' | '·' => ' ',
        '’' => '\'',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_width_case_and_script() {
        assert_eq!(Clean::new("ＣＡＴ　紅貓！").text, "cat 红猫;");
    }

    #[test]
    fn drops_what_cannot_be_seen() {
        assert_eq!(Clean::new("c\u{202e}a\u{200d}t\u{feff} ❤\u{fe0f}").text, "cat ❤");
        assert_eq!(Clean::new("🐻\u{200d}❄\u{fe0f}").text, "🐻\u{200d}❄");
    }

    #[test]
    fn points_back_to_what_was_typed() {
        let said = "\u{200b}ＣＡＴ 猫";
        let clean = Clean::new(said);
        assert_eq!(clean.source(0, 3).of(said), "ＣＡＴ");
        assert_eq!(clean.source(4, 7).of(said), "猫");
    }

    #[test]
    fn what_was_not_meant_is_not_read() {
        let said = "<b>紅色的ｃаt</b>&nbsp;blue！！！";
        let clean = Clean::said(said);
        assert_eq!(clean.text, "红色的cat blue;");
        assert_eq!(clean.source(9, 12).of(said), "ｃаt");
        assert_eq!(clean.source(13, 17).of(said), "blue");
    }

    #[test]
    fn one_letter_may_become_two() {
        let said = "İx";
        let clean = Clean::new(said);
        assert_eq!(clean.source(1, 3).of(said), "İ");
    }
}
