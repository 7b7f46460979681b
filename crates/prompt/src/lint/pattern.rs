//! What a rule looks for, written on one line.
//!
//! A pattern is steps parted by spaces:
//!
//! | step | is |
//! |---|---|
//! | `大约\|约`, `could`, `a_lot` | one of these, small letters and simplified; English by whole words; `_` is a space |
//! | `@animals` | one of a list in `lists.toml` |
//! | `<NOUN\|PROPN>`, `<*>` | a word of one of these parts of speech; any word |
//! | `*人\|*者` | a word with one of these endings |
//! | `..4`, `...9` | at most so many words, in one clause; in one sentence |
//! | `x?`, `!x`, `~x` | perhaps x; x does not follow; x does not stand before |
//! | `^`, `^^`, `^^^` and `$`, `$$`, `$$$` | start and end of a clause, a sentence, the text |
//! | `[x y]` | the part that is marked, and replaced by the fix; else all is |
//!
//! All ways to match are followed side by side, step by step (Thompson 1968, "Regular expression
//! search algorithm"), so the time grows with the text and nothing is tried twice.

use super::document::Document;
use super::sentence::is_close;
use super::{lists, sentence::is_han};
use crate::Span;
use crate::words::Pos;

/// A parsed pattern.
pub(super) struct Pattern {
    steps: Vec<Step>,
    /// Whether capital letters differ from small ones.
    case: bool,
}

enum Step {
    Text(Vec<String>),
    Tagged(Vec<Pos>),
    Any,
    Ending(String),
    Either(Vec<Step>),
    Gap { most: usize, sentence: bool },
    Optional(Box<Step>),
    Not(Box<Step>),
    NotAfter(Vec<String>),
    Starts(usize),
    Ends(usize),
    Open,
    Close,
}

/// One way to have matched so far: up to which byte, and what was marked.
#[derive(Clone, Copy, PartialEq)]
struct State {
    at: usize,
    open: Option<usize>,
    close: Option<usize>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What cannot be understood, in English.
    pub(super) fn parse(pattern: &str, case: bool) -> Result<Self, String> {
        let mut steps = Vec::new();
        for token in pattern.split_whitespace() {
            let inner = token.trim_start_matches('[').trim_end_matches(']');
            steps.extend(token.starts_with('[').then_some(Step::Open));
            if !inner.is_empty() {
                steps.push(step(inner)?);
            }
            steps.extend(token.ends_with(']').then_some(Step::Close));
        }
        match steps.iter().find(|step| step.consumes() && !matches!(step, Step::Optional(_))) {
            Some(Step::Gap { .. }) | None => Err(format!("`{pattern}` must begin with some word")),
            _ => Ok(Pattern { steps, case }),
        }
    }

    /// All places where it matches: what is marked.
    pub(super) fn find(&self, document: &Document) -> Vec<Span> {
        let starts = self.starts(document);
        starts.into_iter().filter_map(|at| self.matches(document, at)).collect()
    }

    /// Where a match may begin: at its first word, or at one that may be left out before it.
    fn starts(&self, document: &Document) -> Vec<usize> {
        let mut starts = Vec::new();
        for step in self.steps.iter().filter(|step| step.consumes()) {
            self.places(step, document, &mut starts);
            if !matches!(step, Step::Optional(_)) {
                break;
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    fn places(&self, step: &Step, document: &Document, places: &mut Vec<usize>) {
        let text = self.text(document);
        match step {
            Step::Text(words) => {
                for word in words {
                    let first = word.chars().next().map_or(&[][..], |c| document.places(c));
                    places
                        .extend(first.iter().filter(|at| text[**at..].starts_with(word.as_str())));
                }
            }
            Step::Either(steps) => {
                steps.iter().for_each(|step| self.places(step, document, places));
            }
            Step::Optional(step) => self.places(step, document, places),
            _ => places.extend(document.words.iter().map(|word| word.span.start)),
        }
    }

    fn matches(&self, document: &Document, start: usize) -> Option<Span> {
        let mut states = vec![State { at: start, open: None, close: None }];
        for step in &self.steps {
            let mut next: Vec<State> = Vec::new();
            for state in states {
                for reached in self.advance(step, document, state) {
                    if !next.contains(&reached) {
                        next.push(reached);
                    }
                }
            }
            states = next;
        }
        let end = states.first()?;
        Some(Span { start: end.open.unwrap_or(start), end: end.close.unwrap_or(end.at) })
    }

    /// The states that a step leads to.
    fn advance(&self, step: &Step, document: &Document, state: State) -> Vec<State> {
        let at = state.at;
        let only_if = |holds: bool| if holds { vec![state] } else { Vec::new() };
        match step {
            Step::Open => vec![State { open: Some(skip_spaces(document.text, at)), ..state }],
            Step::Close => vec![State { close: Some(at), ..state }],
            Step::Starts(reach) => only_if(starts(document, at, *reach)),
            Step::Ends(reach) => only_if(ends(document, at, *reach)),
            Step::Not(step) => only_if(self.advance(step, document, state).is_empty()),
            Step::NotAfter(words) => only_if(!self.follows(words, document, at)),
            Step::Optional(step) => {
                let mut states = self.advance(step, document, state);
                states.push(state);
                states
            }
            _ => {
                self.ends(step, document, at).into_iter().map(|at| State { at, ..state }).collect()
            }
        }
    }

    /// Where a step that consumes text ends.
    fn ends(&self, step: &Step, document: &Document, at: usize) -> Vec<usize> {
        let from = skip_spaces(document.text, at);
        let word = document.word_at(from);
        let end_if = |holds: bool| word.filter(|_| holds).map(|word| word.span.end);
        match step {
            Step::Text(words) => {
                let text = self.text(document);
                let ends = words.iter().filter(|word| stands(text, word, from));
                ends.map(|word| from + word.len()).collect()
            }
            Step::Tagged(tags) => {
                end_if(word.is_some_and(|word| tags.contains(&word.pos))).into_iter().collect()
            }
            Step::Any => {
                end_if(word.is_some_and(|word| word.pos != Pos::Punct)).into_iter().collect()
            }
            Step::Ending(ending) => {
                let text = word.map(|word| document.folded(word.span)).unwrap_or_default();
                end_if(text.ends_with(ending.as_str())).into_iter().collect()
            }
            Step::Either(steps) => {
                steps.iter().flat_map(|step| self.ends(step, document, at)).collect()
            }
            Step::Gap { most, sentence } => gap(document, at, *most, *sentence),
            _ => Vec::new(),
        }
    }

    /// Whether one of the words ends where something begins.
    fn follows(&self, words: &[String], document: &Document, at: usize) -> bool {
        let before = self.text(document)[..at].trim_end_matches(' ');
        words.iter().any(|word| {
            before.ends_with(word.as_str()) && stands(before, word, before.len() - word.len())
        })
    }

    fn text<'a>(&self, document: &'a Document) -> &'a str {
        if self.case { document.text } else { &document.folded }
    }
}

impl Step {
    fn consumes(&self) -> bool {
        !matches!(
            self,
            Step::Not(_)
                | Step::NotAfter(_)
                | Step::Starts(_)
                | Step::Ends(_)
                | Step::Open
                | Step::Close
        )
    }
}

fn step(token: &str) -> Result<Step, String> {
    let reach =
        |mark: char| (1..=3).find(|n| token.len() == *n && token.chars().all(|c| c == mark));
    if let Some(reach) = reach('^') {
        return Ok(Step::Starts(reach));
    }
    if let Some(reach) = reach('$') {
        return Ok(Step::Ends(reach));
    }
    if let Some(rest) = token.strip_prefix('!').filter(|rest| !rest.is_empty()) {
        return Ok(Step::Not(Box::new(step(rest)?)));
    }
    if let Some(rest) = token.strip_prefix('~') {
        return match alternatives(rest)? {
            Step::Text(words) => Ok(Step::NotAfter(words)),
            _ => Err(format!("`{token}` may hold nothing but words")),
        };
    }
    if let Some(rest) = token.strip_suffix('?').filter(|rest| !rest.is_empty()) {
        return Ok(Step::Optional(Box::new(step(rest)?)));
    }
    if let Some(rest) = token.strip_prefix("..") {
        let sentence = rest.starts_with('.');
        let most = rest.trim_start_matches('.').parse();
        let most = most.ok().filter(|most| *most <= MOST);
        return most
            .map(|most| Step::Gap { most, sentence })
            .ok_or_else(|| format!("`{token}` needs a number of words up to {MOST}"));
    }
    alternatives(token)
}

/// Words, endings and parts of speech, parted by `|`.
fn alternatives(token: &str) -> Result<Step, String> {
    let mut plain = Vec::new();
    let mut steps = Vec::new();
    for one in parts(token) {
        match (one, one.strip_prefix('*'), one.strip_prefix('@')) {
            ("<*>", ..) => steps.push(Step::Any),
            (_, Some(ending), _) => steps.push(Step::Ending(ending.to_owned())),
            (_, _, Some(name)) => {
                let list = lists::list(name).ok_or_else(|| format!("there is no list `{name}`"))?;
                plain.extend(list.iter().cloned());
            }
            _ => match one.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
                Some(tags) => {
                    let tags = tags.split('|').map(tag).collect::<Result<_, _>>()?;
                    steps.push(Step::Tagged(tags));
                }
                None => plain.push(one.replace('_', " ")),
            },
        }
    }
    // Of two that begin alike the longer is tried first.
    plain.sort_by_key(|word| std::cmp::Reverse(word.len()));
    if steps.is_empty() {
        return Ok(Step::Text(plain));
    }
    steps.extend((!plain.is_empty()).then_some(Step::Text(plain)));
    Ok(Step::Either(steps))
}

/// A token cut at each `|` that is not between `<` and `>`.
fn parts(token: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    let cut = move |c: char| {
        inside = (inside || c == '<') && c != '>';
        c == '|' && !inside
    };
    token.split(cut).filter(|part| !part.is_empty())
}

/// The longest gap: what bounds the work at each place.
const MOST: usize = 20;

fn tag(name: &str) -> Result<Pos, String> {
    let known = Pos::ALL.into_iter().find(|pos| pos.name() == name);
    known.ok_or_else(|| format!("`{name}` is no universal part of speech"))
}

fn skip_spaces(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches(' ').len()
}

/// Whether a word stands at a place of the text; Latin letters and digits by whole words.
fn stands(text: &str, word: &str, at: usize) -> bool {
    let rest = text.get(at..).and_then(|rest| rest.strip_prefix(word));
    let inside = |c: char| c.is_alphanumeric() && !is_han(c);
    let apart = |inner: Option<char>, outer: Option<char>| {
        !inner.is_some_and(inside) || !outer.is_some_and(inside)
    };
    rest.is_some_and(|rest| {
        apart(word.chars().next(), text[..at].chars().next_back())
            && apart(word.chars().next_back(), rest.chars().next())
            && !(word.ends_with(inside) && goes_on(rest))
    })
}

/// Whether a word goes on behind an apostrophe: the `'t` of `don't`.
fn goes_on(rest: &str) -> bool {
    rest.strip_prefix(['\'', '’'])
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Ends of the next words, the first being here. A mark that parts clauses stops a short gap, the
/// end of the sentence a long one; quotes and brackets are passed.
fn gap(document: &Document, at: usize, most: usize, sentence: bool) -> Vec<usize> {
    let limit = document.sentence_at(at).map_or(at, |sentence| sentence.span.end);
    let mut ends = vec![at];
    let mut left = most;
    let next = document.word_from(at);
    // A literal may have ended inside a word: the rest of it is passed first.
    let inside = next.checked_sub(1).filter(|last| document.words[*last].span.end > at);
    for word in &document.words[inside.unwrap_or(next)..] {
        let mark =
            (word.pos == Pos::Punct).then(|| document.text[word.span.start..].chars().next());
        let mark = mark.flatten();
        let last = word.span.end == limit;
        let stops = mark.is_some_and(|c| last || is_close(c) || !sentence && parts_clauses(c));
        let counts = usize::from(mark.is_none());
        if left < counts || word.span.end > limit || stops {
            break;
        }
        left -= counts;
        ends.push(word.span.end);
    }
    ends
}

fn parts_clauses(c: char) -> bool {
    matches!(c, ',' | '，' | ':' | '：' | '—' | '…')
}

/// Whether a clause (1), a sentence (2) or the text (3) begins here.
fn starts(document: &Document, at: usize, reach: usize) -> bool {
    let sentence = document.sentence_at(at).map_or(0, |sentence| sentence.span.start);
    let start = if reach == 3 { 0 } else { sentence };
    match reach {
        1 => {
            let before = document.text[start..at].trim_end().chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric())
        }
        _ => !document.is_spoken(Span { start, end: at }),
    }
}

/// Whether a clause (1), a sentence (2) or the text (3) ends here.
fn ends(document: &Document, at: usize, reach: usize) -> bool {
    let all = document.text.len();
    // The sentence that what came before lies in: at its very end the next one has begun.
    let sentence = document.sentence_at(at.saturating_sub(1)).map_or(all, |last| last.span.end);
    let end = if reach == 3 { all } else { sentence.max(at) };
    match reach {
        1 => {
            let after = document.text[at..end].trim_start().chars().next();
            after.is_none_or(|c| !c.is_alphanumeric())
        }
        _ => !document.is_spoken(Span { start: at, end }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::Options;
    use crate::words::Tagger;

    fn found(pattern: &str, text: &str) -> Vec<String> {
        let options = Options::default();
        let document = Document::new(text, &Tagger::default(), &options);
        let pattern = Pattern::parse(pattern, false);
        let spans = pattern.map(|pattern| pattern.find(&document)).unwrap_or_default();
        spans.into_iter().map(|span| span.of(text).to_owned()).collect()
    }

    #[test]
    fn english_by_whole_words_in_any_case() {
        assert_eq!(found("could of", "You Could of and could often"), ["Could of"]);
        assert_eq!(found("don", "don't do it, Don"), ["Don"]);
    }

    #[test]
    fn chinese_by_characters_in_any_script() {
        assert_eq!(found("红 的? 猫", "紅的貓和红猫"), ["紅的貓", "红猫"]);
    }

    #[test]
    fn gaps_end_at_marks() {
        assert_eq!(found("大约 ..4 [左右]", "大约三十人左右"), ["左右"]);
        assert!(found("大约 ..4 [左右]", "大约三十，左右看").is_empty());
        assert_eq!(found("只有 ...4 ，|, [就]", "只有努力，就行。"), ["就"]);
        assert!(found("只有 ...9 就", "只有努力。就行。").is_empty());
    }

    #[test]
    fn what_stands_around_decides() {
        assert_eq!(found("~大 象 !棋", "大象，象棋，象"), ["象"]);
        assert_eq!(found("^ this is", "this is; and this is"), ["this is"]);
        assert_eq!(found("吗 $$$", "好吗？是吗"), ["吗"]);
    }

    #[test]
    fn parts_of_speech_endings_and_lists() {
        assert_eq!(found("@animals|*者", "马和记者"), ["马", "记者"]);
        assert_eq!(found("two <NOUN>", "two cats, two of"), ["two cats"]);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for wrong in ["", "..3 a", "<NOUM>", "@nothing", "a ..99", "~<NOUN> a"] {
            assert!(Pattern::parse(wrong, false).is_err(), "{wrong}");
        }
    }
}
