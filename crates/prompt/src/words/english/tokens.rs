//! English text to tokens: as the Penn Treebank splits it, but hyphenated words stay whole.

use crate::Span;
use crate::words::unit::{self, Kind};

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is; [`Kind::Letters`] for words of any alphabet.
    pub(crate) kind: Kind,
}

/// Short forms that keep their full stop.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "etc", "al", "fig", "figs", "eq",
    "eqs", "no", "vol", "inc", "ltd", "co", "corp", "dept", "approx", "ca", "cf", "resp",
];

/// Ends that are words of their own.
const CLITICS: &[&str] = &["n't", "'s", "'re", "'ve", "'ll", "'d", "'m"];

/// The tokens of a part of a text, in order; spaces and controls belong to none.
pub(crate) fn tokens(text: &str, part: Span) -> Vec<Token> {
    let mut tokens = Vec::with_capacity((part.end - part.start) / 5 + 1);
    let mut at = part.start;
    while let Some(c) = text[at..part.end].chars().next() {
        if unit::is_blank(c) {
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..part.end];
        let (kind, first) = unit::first(rest, c);
        let end = at
            + match kind {
                Kind::Letters | Kind::Digits => word(rest, first),
                Kind::Mark => repeated(rest, c),
                _ => first,
            };
        let span = Span { start: at, end };
        match kind {
            Kind::Letters => split(text, span, &mut tokens),
            // A number with letters in it (3D, 1st) is a word.
            Kind::Digits if span.of(text).contains(char::is_alphabetic) => {
                tokens.push(Token { span, kind: Kind::Letters });
            }
            _ => tokens.push(Token { span, kind }),
        }
        at = end;
    }
    tokens
}

/// Bytes of a word whose first run of letters or digits has `length`, with what joins it.
fn word(rest: &str, mut length: usize) -> usize {
    while length < unit::LONGEST {
        let more = joined(&rest[..length], &rest[length..]);
        if more == 0 {
            break;
        }
        length += more;
    }
    length + full_stop(&rest[..length], &rest[length..])
}

/// Bytes that follow what was read without leaving the word: a joint with what it joins, or
/// letters after digits.
fn joined(read: &str, rest: &str) -> usize {
    let Some(joint) = rest.chars().next() else { return 0 };
    let alone = |c: char| c.is_alphanumeric() && !unit::is_han(c);
    if alone(joint) {
        return unit::run(rest, alone);
    }
    let after = &rest[joint.len_utf8()..];
    let Some(next) = after.chars().next().filter(|c| alone(*c)) else { return 0 };
    let joins = match joint {
        '-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '_' => true,
        '.' => next.is_lowercase() || is_initial(read) && next.is_uppercase(),
        '&' => next.is_uppercase() && read.chars().count() == 1,
        _ => false,
    };
    if joins { joint.len_utf8() + unit::run(after, alone) } else { 0 }
}

/// Whether the last letter stands alone: U in U.S, e in e.g.
fn is_initial(read: &str) -> bool {
    let mut last = read.chars().rev();
    last.next().is_some_and(char::is_alphabetic) && last.next().is_none_or(|c| c == '.')
}

/// 1 if a full stop belongs to the word before it.
fn full_stop(word: &str, rest: &str) -> usize {
    let short = || {
        word.contains('.') && is_initial(word)
            || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
                && rest[1..].trim_start().starts_with(|c: char| c.is_alphanumeric() || c == ',')
    };
    usize::from(rest.starts_with('.') && word.len() < 8 && short())
}

/// Bytes of a mark, with its repetitions.
fn repeated(rest: &str, c: char) -> usize {
    let same = matches!(c, '.' | '-' | '!' | '?' | '*' | '=' | '~' | '#' | '_' | '`' | '\'');
    if same { unit::run(rest, |next| next == c) } else { c.len_utf8() }
}

/// A word, or its two parts: do|n't, cat|'s, can|not.
fn split(text: &str, span: Span, tokens: &mut Vec<Token>) {
    let word = span.of(text);
    let cut = clitic(word).map(|length| span.end - length);
    let mut push = |start, end| {
        tokens.push(Token { span: Span { start, end }, kind: Kind::Letters });
    };
    match cut {
        Some(cut) if cut > span.start => {
            push(span.start, cut);
            push(cut, span.end);
        }
        _ => push(span.start, span.end),
    }
}

/// Bytes of the clitic at the end of a word.
fn clitic(word: &str) -> Option<usize> {
    if word.eq_ignore_ascii_case("cannot") {
        return Some("not".len());
    }
    CLITICS.iter().find_map(|clitic| {
        let (_, start) = word.char_indices().rev().nth(clitic.len() - 1).map(|(at, c)| (c, at))?;
        let same =
            |(c, d): (char, char)| (if c == '’' { '\'' } else { c.to_ascii_lowercase() }) == d;
        word[start..].chars().zip(clitic.chars()).all(same).then_some(word.len() - start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let all = Span { start: 0, end: text.len() };
        tokens(text, all).iter().map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn as_the_penn_treebank() {
        let found = split("They don’t, the cat's can't cannot I'll.");
        let parts = "They do n’t , the cat 's ca n't can not I 'll .";
        assert_eq!(found, parts.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn words_stay_whole() {
        let text = "state-of-the-art 3D U.S. e.g. 3.5 1,000 node.js rock'n'roll";
        assert_eq!(split(text), text.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn sentences_end() {
        assert_eq!(
            split("It ends.Next (50%)..."),
            ["It", "ends", ".", "Next", "(", "50", "%", ")", "..."]
        );
        assert_eq!(split("Fig. 3, et al. 2020"), ["Fig.", "3", ",", "et", "al.", "2020"]);
    }
}
