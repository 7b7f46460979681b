//! A picture prompt in its terms, as A1111 writes them: `(word)` counts 1.1 times as much,
//! `[word]` 1.1 times less, `(word:1.3)` 1.3 times; `\(` is a bracket that is meant.

use serde::Serialize;

use super::kind::{ASKS, says, shows};
use super::sentence::{is_close, is_han};
use crate::Span;

/// A picture prompt taken apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Prompt {
    /// Whether it is a list of terms and not sentences.
    pub in_terms: bool,
    /// Its terms in order; those of sentences are their clauses.
    pub terms: Vec<Term>,
    /// Brackets that are closed, with what they hold; the inner before the outer.
    pub groups: Vec<Group>,
    /// Opening brackets that nothing closes.
    pub open: Vec<usize>,
    /// Closing brackets that close nothing.
    pub stray: Vec<usize>,
    /// `<lora:…>` and the like, from `<` to `>` or to the end of the term.
    pub extras: Vec<Span>,
    /// Each `BREAK`, with how many brackets are open there.
    pub breaks: Vec<(Span, usize)>,
}

/// A term of a picture prompt.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Term {
    /// Its words, without brackets and weight; empty where only separators stand.
    pub span: Span,
    /// How much it counts, 1 where nothing is said.
    pub weight: f32,
}

/// A pair of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Group {
    /// From bracket to bracket.
    pub span: Span,
    /// How many brackets are around it.
    pub depth: usize,
    /// What stands after a colon at its end.
    pub weight: Option<Span>,
}

/// Brackets in brackets beyond this are no longer counted.
const DEEPEST: usize = 64;
/// How much one bracket changes a weight.
const STEP: f32 = 1.1;

/// Whether a text has the form of a picture prompt in terms: weights, `<lora:…>`, `BREAK`, or at
/// least three short pieces between commas.
pub(super) fn has_terms(folded: &str) -> bool {
    let marked = folded.contains("<lora") || folded.contains("++") && !folded.contains("c++");
    marked || has_weight(folded) || is_list(folded)
}

/// Whether a colon and a number end a bracket or its first term: `(cat:1.2)`; 12:30 is a time.
fn has_weight(text: &str) -> bool {
    text.match_indices(':').any(|(at, _)| {
        let number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
        let rest = &text[at + 1..];
        let after = rest.trim_start_matches(number);
        let ends = after.is_empty() || after.starts_with([')', ',']);
        let time = text[..at].ends_with(|c: char| c.is_ascii_digit());
        after.len() < rest.len() && ends && !time && is_open(&text[..at])
    })
}

/// Whether the last bracket of a text opens; looks no further back than a term is long.
fn is_open(before: &str) -> bool {
    let last = before.chars().rev().take(200).find(|c| matches!(c, '(' | ')' | '\n'));
    last == Some('(')
}

fn is_list(folded: &str) -> bool {
    let text = folded.trim().trim_end_matches(['.', '。', ',', '，']);
    let pieces: Vec<&str> =
        text.split([',', '，']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let ends = |c: char| is_close(c) || c == '：' || c == '“';
    let length: usize = pieces.iter().map(|piece| words(piece)).sum();
    let asks = ASKS.iter().filter(|ask| **ask != "画" && **ask != "create").copied();
    let asks: Vec<&str> = asks.collect();
    let least = if shows(folded) { 2 } else { 3 };
    pieces.len() >= least
        && length <= 4 * pieces.len()
        && !text.contains(ends)
        && !text.contains(". ")
        && !says(text, &asks)
        && !says(&format!(" {text} "), TALK)
}

/// Words that are said in sentences and not in terms.
const TALK: &[&str] = &[
    "我",
    "他",
    "她",
    "它",
    "你",
    "了",
    "因为",
    "但",
    "所以",
    "如果",
    " i ",
    " he ",
    " she ",
    " it ",
    " we ",
    " they ",
    " is ",
    " are ",
    " was ",
    " were ",
    " am ",
    " has ",
    " have ",
    " will ",
    " can ",
    " don't ",
    " and then ",
    " but ",
];

/// Length of a piece: Latin words, and two Chinese characters as one.
fn words(piece: &str) -> usize {
    let han = piece.chars().filter(|c| is_han(*c)).count();
    han.div_ceil(2)
        + piece.split(|c: char| c.is_whitespace() || is_han(c)).filter(|w| !w.is_empty()).count()
}

/// Takes a prompt apart; `in_terms` says that it is no sentence.
pub(super) fn parse(text: &str, in_terms: bool) -> Prompt {
    let mut parser = Parser {
        text,
        start: 0,
        stack: Vec::new(),
        prompt: Prompt { in_terms, ..Prompt::default() },
    };
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        let end = at + c.len_utf8();
        match c {
            '\\' => skip = end + text[end..].chars().next().map_or(0, char::len_utf8),
            '<' if in_terms => skip = parser.extra(at),
            'B' if is_break(text, at) => skip = parser.pause(at),
            '(' | '[' => parser.open(at),
            ')' | ']' => parser.close(at, c),
            ',' | '，' | '\n' => parser.term(at, end),
            _ if !in_terms && is_close(c) => parser.term(at, end),
            _ => {}
        }
    }
    parser.finish()
}

fn is_break(text: &str, at: usize) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric();
    text[at..].strip_prefix("BREAK").is_some_and(|rest| !rest.starts_with(letter))
        && !text[..at].ends_with(letter)
}

struct Parser<'a> {
    text: &'a str,
    /// Where the term began.
    start: usize,
    /// Open brackets with the number of terms before each.
    stack: Vec<(usize, usize)>,
    prompt: Prompt,
}

impl Parser<'_> {
    /// Ends a term before a separator.
    fn term(&mut self, at: usize, next: usize) {
        self.push(at, true);
        self.start = next;
    }

    fn push(&mut self, end: usize, even_empty: bool) {
        let piece = self.text.get(self.start..end).unwrap_or_default();
        let start = self.start + piece.len() - piece.trim_start().len();
        let span = Span { start, end: start + piece.trim().len() };
        let follows_group = self.text[..self.start].ends_with([')', ']', '>']);
        if !piece.trim().is_empty() || even_empty && !follows_group {
            self.prompt.terms.push(Term { span, weight: 1.0 });
        }
    }

    fn open(&mut self, at: usize) {
        if self.stack.len() == DEEPEST {
            self.prompt.open.push(at);
            return;
        }
        self.push(at, false);
        self.stack.push((at, self.prompt.terms.len()));
        self.start = at + 1;
    }

    fn close(&mut self, at: usize, bracket: char) {
        let opening = if bracket == ')' { "(" } else { "[" };
        let Some((open, first)) =
            self.stack.pop_if(|(open, _)| self.text[*open..].starts_with(opening))
        else {
            self.prompt.stray.push(at);
            return;
        };
        let weight = (bracket == ')').then(|| weight(self.text, open + 1, at)).flatten();
        self.push(weight.map_or(at, |weight| weight.start - 1), false);
        self.start = at + 1;
        let written = weight.and_then(|weight| weight.of(self.text).trim().parse::<f32>().ok());
        let factor = written.unwrap_or(if bracket == ')' { STEP } else { 1.0 / STEP });
        for term in &mut self.prompt.terms[first..] {
            term.weight *= factor;
        }
        let span = Span { start: open, end: at + 1 };
        self.prompt.groups.push(Group { span, depth: self.stack.len(), weight });
    }

    /// Passes `<…>`; returns where it ends.
    fn extra(&mut self, at: usize) -> usize {
        self.push(at, false);
        let rest = &self.text[at..];
        let end = rest.find(['>', ',', '\n']).unwrap_or(rest.len());
        let end = at + end + usize::from(rest[end..].starts_with('>'));
        self.prompt.extras.push(Span { start: at, end });
        self.start = end;
        end
    }

    /// Passes `BREAK`; returns where it ends.
    fn pause(&mut self, at: usize) -> usize {
        self.push(at, false);
        let end = at + "BREAK".len();
        self.prompt.breaks.push((Span { start: at, end }, self.stack.len()));
        self.start = end;
        end
    }

    fn finish(mut self) -> Prompt {
        self.push(self.text.len(), false);
        self.prompt.open.extend(self.stack.iter().map(|(open, _)| *open));
        self.prompt
    }
}

/// What stands after the last colon of a group that would be its weight: no word.
fn weight(text: &str, start: usize, end: usize) -> Option<Span> {
    let colon = start + text.get(start..end)?.rfind(':')?;
    let span = Span { start: colon + 1, end };
    let number = |c: char| c.is_ascii_digit() || ".,-+ ".contains(c);
    let value = span.of(text);
    (value.chars().all(number) || value.trim().parse::<f32>().is_ok()).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str) -> Vec<(&str, f32)> {
        parse(text, true).terms.iter().map(|term| (term.span.of(text), term.weight)).collect()
    }

    #[test]
    fn weights_multiply() {
        assert_eq!(
            terms("a cat, (red hat:1.5), [dog]"),
            [("a cat", 1.0), ("red hat", 1.5), ("dog", 1.0 / 1.1)]
        );
        assert_eq!(terms("((x, y:1.2))"), [("x", 1.2 * 1.1), ("y", 1.2 * 1.1)]);
        assert_eq!(terms(r"a \(b\)"), [(r"a \(b\)", 1.0)]);
    }

    #[test]
    fn brackets_that_have_no_other() {
        let prompt = parse("(a, b]), [c", true);
        assert_eq!((prompt.stray, prompt.open), (vec![5], vec![9]));
    }

    #[test]
    fn extras_breaks_and_empty_terms() {
        let text = "a,, <lora:x:0.8>, (b BREAK c)";
        let prompt = parse(text, true);
        assert_eq!(
            prompt.extras.iter().map(|span| span.of(text)).collect::<Vec<_>>(),
            ["<lora:x:0.8>"]
        );
        assert_eq!(prompt.breaks.len(), 1);
        assert_eq!(prompt.breaks[0].1, 1);
        assert_eq!(terms(text).iter().map(|term| term.0).collect::<Vec<_>>(), ["a", "", "b", "c"]);
    }

    #[test]
    fn tells_terms_from_sentences() {
        for text in
            ["1girl, solo, red hat", "a (cat:1.2)", "一只猫，红色帽子，蓝色背景", "<lora:a:1>"]
        {
            assert!(has_terms(text), "{text}");
        }
        for text in [
            "we sat, we ate, we left.",
            "你好，请帮我写信，谢谢",
            "a cat in a hat",
            "e.g. c++ code",
        ] {
            assert!(!has_terms(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_on_characters(text in "[(),:a1.\\[\\]<>\\\\ 猫，BREAK]{0,40}") {
            for term in parse(&text, true).terms {
                prop_assert!(text.get(term.span.start..term.span.end).is_some());
            }
        }
    }
}
