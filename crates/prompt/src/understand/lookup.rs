//! Words to the longest phrases that the lexicon has.

use std::ops::Range;

use super::colours::hex;
use super::lexicon::Lexicon;
use super::segment::mark;
use super::sense::Sense;

/// A phrase with all that it can mean; nothing, if it is not known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) senses: Vec<Sense>,
    /// Bytes of the clean text.
    pub(crate) range: Range<usize>,
}

/// Takes the longest known phrase from left to right. A phrase never crosses a mark.
pub(crate) fn lookup(text: &str, segments: &[Range<usize>], lexicon: &Lexicon) -> Vec<Match> {
    let mut matches = Vec::new();
    let mut rest = segments;
    while !rest.is_empty() {
        let (found, taken) = first(text, rest, lexicon);
        matches.extend(found);
        rest = &rest[taken..];
    }
    matches
}

/// The phrase at the front, and how many segments it takes (at least one).
fn first(text: &str, segments: &[Range<usize>], lexicon: &Lexicon) -> (Option<Match>, usize) {
    let head = segments[0].clone();
    if &text[head.clone()] == "#" {
        return hex_code(text, segments);
    }
    if let Some(sense) = mark(&text[head.clone()]) {
        return (Some(Match { senses: vec![sense], range: head }), 1);
    }
    let plain = |segment: &&Range<usize>| !is_mark(&text[(*segment).clone()]);
    let most = segments.iter().take(lexicon.longest()).take_while(plain).count();
    for count in (1..=most).rev() {
        let range = head.start..segments[count - 1].end;
        if let Some(senses) = lexicon.senses(&text[range.clone()]) {
            return (Some(Match { senses: senses.to_vec(), range }), count);
        }
    }
    (Some(Match { senses: number(&text[head.clone()]), range: head }), 1)
}

fn is_mark(word: &str) -> bool {
    word == "#" || mark(word).is_some()
}

fn number(word: &str) -> Vec<Sense> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    if digits { vec![Sense::Number(word.parse().unwrap_or(u32::MAX))] } else { Vec::new() }
}

/// `#ff8800`; another `#` says nothing.
fn hex_code(text: &str, segments: &[Range<usize>]) -> (Option<Match>, usize) {
    let start = segments[0].start;
    let digits = segments.get(1).filter(|next| next.start == segments[0].end);
    let colour = digits.and_then(|range| Some((hex(&text[range.clone()])?, range.end)));
    match colour {
        Some((colour, end)) => {
            (Some(Match { senses: vec![Sense::Colour(colour)], range: start..end }), 2)
        }
        None => (None, 1),
    }
}
