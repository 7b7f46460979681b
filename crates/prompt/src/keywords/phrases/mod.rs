//! Candidates, from parts of speech.
//!
//! English candidates are whole noun phrases, `(adjective | participle | noun)* noun`: parts of a
//! phrase are rarely what its reader would choose. Chinese terms are joined from words without a
//! mark of where they begin, so there every part of a run of content words is one.

mod chinese;
mod english;
mod runs;
mod titles;

use std::collections::HashMap;

use super::candidate::{Candidate, Form, Name};
use crate::Span;
use crate::words::Word;

/// A phrase at one of its places, as a pattern finds it.
pub(super) struct Found {
    /// Where it stands.
    span: Span,
    /// Its words as they are counted.
    words: Vec<String>,
    /// One English word, or two Chinese characters.
    short: bool,
    /// Whether it is written as a name here.
    name: Name,
    /// Keys of the phrases that are longer by one word here.
    longer: Vec<String>,
}

impl Found {
    fn key(&self) -> String {
        self.words.join(" ")
    }
}

/// All candidates of a text, in the order in which they first stand.
pub(super) fn candidates(text: &str, words: &[Word]) -> Vec<Candidate> {
    let foreign = text.chars().any(crate::words::unit::is_han);
    let mut found = titles::find(text, words);
    for run in runs::runs(text, words) {
        match run.has_han() {
            true => found.extend(chinese::find(text, &run)),
            false => found.extend(english::find(text, &run, foreign)),
        }
    }
    found.sort_by_key(|found| (found.span.start, found.span.end));
    gather(text, found)
}

/// One candidate for all places of the same phrase.
fn gather(text: &str, found: Vec<Found>) -> Vec<Candidate> {
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut longer: Vec<Vec<String>> = Vec::new();
    for found in found {
        let at = *index.entry(found.key()).or_insert(candidates.len());
        if at == candidates.len() {
            candidates.push(new(text, &found));
            longer.push(Vec::new());
        }
        let candidate = &mut candidates[at];
        candidate.spans.push(found.span);
        candidate.form.name = stronger(candidate.form.name, found.name);
        longer[at].extend(found.longer);
    }
    let counts: Vec<usize> = candidates.iter().map(|candidate| candidate.spans.len()).collect();
    for (candidate, longer) in candidates.iter_mut().zip(longer) {
        let count = candidate.spans.len();
        candidate.form.nested =
            longer.iter().any(|key| index.get(key).is_some_and(|at| counts[*at] == count));
    }
    candidates
}

fn new(text: &str, found: &Found) -> Candidate {
    Candidate {
        text: on_one_line(found.span.of(text)),
        spans: Vec::new(),
        words: found.words.clone(),
        form: Form { short: found.short, nested: false, name: Name::No },
    }
}

fn stronger(a: Name, b: Name) -> Name {
    if a == Name::Whole || b == Name::No { a } else { b }
}

/// The phrase with every run of spaces and line breaks as one space.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Tagger;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        let words = Tagger::default().tag(text);
        candidates(text, &words).into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn noun_phrases_are_whole() {
        let found = texts("The fast multipole method solves such boundary value problems.");
        assert_eq!(found, ["fast multipole method", "boundary value problems"]);
    }

    #[test]
    fn one_phrase_in_two_numbers_is_one() {
        let words = Tagger::default().tag("A neural network is not two neural networks.");
        let found = candidates("A neural network is not two neural networks.", &words);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].spans.len(), 2);
    }

    #[test]
    fn parts_of_chinese_runs() {
        let found = texts("水运工程的管理");
        assert!(found.contains(&"水运工程".to_owned()), "{found:?}");
        assert!(found.contains(&"管理".to_owned()), "{found:?}");
        assert!(!found.iter().any(|phrase| phrase.contains('的')), "{found:?}");
    }

    #[test]
    fn what_stands_only_in_longer_ones_is_nested() {
        let text = "量子计算机很快。量子计算机很贵。";
        let found = candidates(text, &Tagger::default().tag(text));
        let nested: Vec<_> = found.iter().filter(|found| found.form.nested).collect();
        assert!(nested.iter().all(|found| found.text != "量子计算机"), "{found:?}");
        assert!(nested.iter().any(|found| found.text == "量子"), "{found:?}");
    }

    #[test]
    fn titles_of_books_are_names() {
        let text = "他读过《红楼梦》吗？";
        let found = candidates(text, &Tagger::default().tag(text));
        let title = found.iter().find(|found| found.text == "红楼梦");
        assert_eq!(title.map(|found| found.form.name), Some(Name::Whole));
    }

    proptest! {
        #[test]
        fn spans_hold_the_phrase(text in "[a-zA-Z \n的猫画铁剑《》（）(),.A-Z0-9-]{0,60}") {
            for candidate in candidates(&text, &Tagger::default().tag(&text)) {
                prop_assert!(!candidate.spans.is_empty());
                prop_assert_eq!(on_one_line(candidate.first().of(&text)), candidate.text.clone());
            }
        }
    }
}
