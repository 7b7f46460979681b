//! One spelling for matching: half width, lower case, simplified characters, nothing invisible.
//!
//! What was typed stays what is reported: every byte of the clean text knows its origin.

mod traditional;

pub(crate) use traditional::simplify;

use crate::Span;

/// The clean text with its map back to the utterance.
pub(crate) struct Clean {
    /// Text for matching.
    pub(crate) text: String,
    /// First clean byte of each character, and where it came from; ascending.
    origin: Vec<(usize, Span)>,
}

impl Clean {
    /// Cleans an utterance, or a name of the vocabulary: both must end in the same spelling.
    pub(crate) fn new(utterance: &str) -> Self {
        let mut clean = Clean { text: String::with_capacity(utterance.len()), origin: Vec::new() };
        for (start, c) in utterance.char_indices() {
            let kept = !is_invisible(c) || (c == JOINER && clean.text.ends_with(is_pictograph));
            if kept {
                clean.push(c, Span { start, end: start + c.len_utf8() });
            }
        }
        clean
    }

    fn push(&mut self, c: char, span: Span) {
        for lower in simplify(half_width(c)).to_lowercase() {
            self.origin.push((self.text.len(), span));
            self.text.push(lower);
        }
    }

    /// The part of the utterance that became clean bytes `start..end` (not empty).
    pub(crate) fn source(&self, start: usize, end: usize) -> Span {
        let first = self.origin.partition_point(|(at, _)| *at <= start).saturating_sub(1);
        let last = self.origin.partition_point(|(at, _)| *at < end).saturating_sub(1);
        let nowhere = Span { start: 0, end: 0 };
        let span = |index: usize| self.origin.get(index).map_or(nowhere, |(_, span)| *span);
        span(first).join(span(last))
    }
}

/// Joins emoji into one, as in 🐻‍❄️; between letters it has no meaning here.
const JOINER: char = '\u{200d}';

/// Characters that show nothing and choose between looks of the same thing: soft hyphen, zero
/// width, direction marks, variation selectors, skin tones, language tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character is a picture: arrows, symbols, dingbats, emoji.
pub(crate) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Full-width forms to ASCII (U+FF01..U+FF5E lie 0xFEE0 above), controls and all spaces to one
/// space; a line break ends a clause, so it stays.
fn half_width(c: char) -> char {
    match c {
        '\n' => '\n',
        '\u{ff01}'..='\u{ff5e}' => one_mark(char::from_u32(c as u32 - 0xfee0).unwrap_or(c)),
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => one_mark(c),
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
    fn one_letter_may_become_two() {
        let said = "İx";
        let clean = Clean::new(said);
        assert_eq!(clean.source(1, 3).of(said), "İ");
    }
}
