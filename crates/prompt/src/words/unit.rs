//! The smallest parts of which words are made.

use crate::clean::{half_width, is_pictograph};

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One Chinese character.
    Han,
    /// A run of letters of an alphabet or a syllabary.
    Letters,
    /// A number in digits, with its points and commas.
    Digits,
    /// A web address, a mail address, a path.
    Link,
    /// An emoji with all that is joined to it.
    Emoji,
    /// Any other mark.
    Mark,
}

/// Most letters of a run, so that one word of a megabyte costs no more than its parts.
pub(crate) const LONGEST: usize = 256;

/// Whether a character shows nothing.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Whether a character is Chinese.
#[inline]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{3005}' | '\u{3007}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Kind and bytes of the unit at the front, which begins with `c`.
pub(crate) fn first(rest: &str, c: char) -> (Kind, usize) {
    if is_han(c) {
        return (Kind::Han, c.len_utf8());
    }
    if half_width(c).is_ascii_digit() {
        return (Kind::Digits, number(rest));
    }
    if is_letter(c) {
        return match link(rest) {
            Some(length) => (Kind::Link, length),
            None => (Kind::Letters, run(rest, |c| is_letter(c) || is_digit(c))),
        };
    }
    if is_pictograph(c) {
        return (Kind::Emoji, emoji(rest));
    }
    (Kind::Mark, c.len_utf8())
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_han(c) || is_mark_on(c)
}

/// Whether a character is a sign on the letter before it.
fn is_mark_on(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{93a}'..='\u{94f}')
}

fn is_digit(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

/// Bytes of the characters at the front that pass the test.
pub(crate) fn run(rest: &str, test: impl Fn(char) -> bool) -> usize {
    rest.chars().take(LONGEST).take_while(|c| test(*c)).map(char::len_utf8).sum()
}

/// Bytes of a number: digits, with points and commas that stand between digits.
fn number(rest: &str) -> usize {
    let mut length = run(rest, is_digit);
    while length < LONGEST && rest[length..].starts_with(['.', ',', '．']) {
        let point = rest[length..].chars().next().map_or(0, char::len_utf8);
        match run(&rest[length + point..], is_digit) {
            0 => break,
            more => length += point + more,
        }
    }
    length
}

/// Bytes of a web or mail address at the front.
fn link(rest: &str) -> Option<usize> {
    let inside = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '|');
    let web =
        ["http://", "https://", "ftp://", "www."].iter().find(|head| rest.starts_with(**head));
    if let Some(head) = web {
        let all = &rest[..rest.chars().take(2048).take_while(|c| inside(*c)).count()];
        let bare = all.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*']);
        return (bare.len() > head.len()).then_some(bare.len());
    }
    let name = run(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-'));
    let host = rest[name..].strip_prefix('@')?;
    let host = &host[..run(host, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))];
    let host = host.trim_end_matches(['.', '-']);
    host.contains('.').then_some(name + 1 + host.len())
}

/// Bytes of an emoji: with signs on it, and others joined to it.
fn emoji(rest: &str) -> usize {
    let mut length = 0;
    let mut joined = true;
    let mut flag = false;
    for c in rest.chars().take(LONGEST) {
        let is_flag = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
        let sign = matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}')
            || matches!(c, '\u{e0020}'..='\u{e007f}');
        let second = flag && is_flag;
        if !(sign || c == '\u{200d}' || second || joined && is_pictograph(c)) {
            break;
        }
        flag = is_flag && !second;
        joined = c == '\u{200d}';
        length += c.len_utf8();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use Kind::{Digits, Emoji, Han, Letters, Link, Mark};

    fn split(mut text: &str) -> Vec<(&str, Kind)> {
        let mut units = Vec::new();
        while let Some(c) = text.chars().next() {
            let (kind, length) = if is_blank(c) { (Mark, c.len_utf8()) } else { first(text, c) };
            let (unit, rest) = text.split_at(length);
            units.extend(Some((unit, kind)).filter(|_| !is_blank(c)));
            text = rest;
        }
        units
    }

    #[test]
    fn kinds() {
        assert_eq!(split("画T恤"), [("画", Han), ("T", Letters), ("恤", Han)]);
        assert_eq!(split("3.5万, 12"), [("3.5", Digits), ("万", Han), (",", Mark), ("12", Digits)]);
    }

    #[test]
    fn addresses_are_one() {
        assert_eq!(
            split("见https://a.b/c?d=1。"),
            [("见", Han), ("https://a.b/c?d=1", Link), ("。", Mark)]
        );
        assert_eq!(split("a.b@c.org."), [("a.b@c.org", Link), (".", Mark)]);
        assert_eq!(split("a@b")[0], ("a", Letters));
    }

    #[test]
    fn emoji_are_one() {
        assert_eq!(split("🐻\u{200d}❄\u{fe0f}🐱"), [("🐻\u{200d}❄\u{fe0f}", Emoji), ("🐱", Emoji)]);
        assert_eq!(split("🇨🇳🇫🇷"), [("🇨🇳", Emoji), ("🇫🇷", Emoji)]);
    }
}
