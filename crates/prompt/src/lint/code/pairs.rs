//! Words that contradict one another.

use std::sync::LazyLock;

use super::super::document::Document;
use super::super::sentence::last_clause;
use crate::Span;

/// Two groups of words of which a text should not have one each.
pub(super) struct Pair {
    one: Vec<&'static str>,
    other: Vec<&'static str>,
    /// Whether it holds in a list of terms only: in sentences it may be said of two things.
    terms_only: bool,
}

/// What a picture cannot be at once.
pub(super) static PICTURE: LazyLock<Vec<Pair>> =
    LazyLock::new(|| read(include_str!("tables/picture_pairs.tsv")));
/// What an answer cannot be at once.
pub(super) static CHAT: LazyLock<Vec<Pair>> =
    LazyLock::new(|| read(include_str!("tables/chat_pairs.tsv")));

fn read(table: &'static str) -> Vec<Pair> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(pair).collect()
}

fn pair(line: &'static str) -> Option<Pair> {
    let mut columns = line.split('\t');
    let mut words = || Some(columns.next()?.split('|').collect());
    let (one, other) = (words()?, words()?);
    Some(Pair { one, other, terms_only: columns.next() == Some("terms") })
}

/// The places of both sides in one scope: the whole of a list of terms, else one sentence.
pub(super) fn contradictions(
    document: &Document,
    pairs: &[Pair],
    whole: bool,
) -> Vec<(Span, Span)> {
    let all = Span { start: 0, end: document.text.len() };
    let sentences: Vec<Span> = document.sentences.iter().map(|sentence| sentence.span).collect();
    let scopes = if whole { vec![all] } else { sentences };
    let mut found = Vec::new();
    for scope in scopes.into_iter().filter(|scope| !changes(document.folded(*scope))) {
        for pair in pairs.iter().filter(|pair| document.prompt.in_terms || !pair.terms_only) {
            let one = first(document, scope, &pair.one);
            found.extend(one.zip(first(document, scope, &pair.other)));
        }
    }
    found
}

/// Whether a text says that something turns into something else, or leaves a choice.
fn changes(folded: &str) -> bool {
    let from = folded.contains("from ") && folded.contains(" to ");
    let from_zh = folded.contains('从') && folded.contains('到');
    let words = [
        "换成",
        "改成",
        "变成",
        "而不是",
        "或者",
        "还是",
        "instead",
        "turns into",
        "翻译",
        "translat",
    ];
    from || from_zh || words.iter().any(|word| folded.contains(word))
}

/// The first place where one of the words is wanted.
fn first(document: &Document, scope: Span, words: &[&str]) -> Option<Span> {
    let places = words.iter().flat_map(|word| {
        let first = word.chars().next().map_or(&[][..], |c| document.places(c));
        let from = first.partition_point(|at| *at < scope.start);
        let here = first[from..].iter().take_while(|at| **at < scope.end);
        here.filter(|at| stands(&document.folded, word, **at))
            .map(|at| Span { start: *at, end: at + word.len() })
    });
    places.filter(|place| !is_refused(document, scope, *place)).min_by_key(|place| place.start)
}

fn stands(text: &str, word: &str, at: usize) -> bool {
    let rest = text[at..].strip_prefix(word);
    let joined = |c: char| c.is_ascii_alphanumeric() || c == '-';
    rest.is_some_and(|rest| !(word.ends_with(joined) && rest.starts_with(joined)))
}

const REFUSALS: &[&str] = &[
    "不要",
    "不用",
    "别",
    "没有",
    "无",
    "去掉",
    "不是",
    "不",
    "no ",
    "not ",
    "without ",
    "don't ",
    "never ",
    "avoid ",
    "instead of ",
];

/// Whether the clause says before it that it is unwanted.
fn is_refused(document: &Document, scope: Span, place: Span) -> bool {
    let before = &document.folded[scope.start..place.start];
    let clause = last_clause(before);
    REFUSALS.iter().any(|refusal| clause.contains(refusal))
}
