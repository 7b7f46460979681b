//! Chinese terms: parts of a run of content words.

use super::runs::{Role, Run};
use super::{Found, Name};
use crate::Span;
use crate::keywords::document::counted;

/// Most words in a term; nine in ten of those that authors choose have fewer.
const LONGEST: usize = 5;

/// Every part of the run that ends in a head and has two characters or more.
pub(super) fn find(text: &str, run: &Run) -> Vec<Found> {
    let words: Vec<String> = run.words.iter().map(|(span, _)| counted(span.of(text))).collect();
    let mut found = Vec::new();
    for start in 0..words.len() {
        for end in start + 1..=words.len().min(start + LONGEST) {
            let (span, characters) = extent(text, run, start, end);
            if characters < 2 || run.words[end - 1].1 != Role::Head {
                continue;
            }
            found.push(Found {
                span,
                words: words[start..end].to_vec(),
                short: characters == 2,
                name: Name::No,
                longer: longer(&words, start, end),
            });
        }
    }
    found
}

fn extent(text: &str, run: &Run, start: usize, end: usize) -> (Span, usize) {
    let span = run.words[start].0.join(run.words[end - 1].0);
    (span, span.of(text).chars().count())
}

/// Keys of the parts with one word more before or behind.
fn longer(words: &[String], start: usize, end: usize) -> Vec<String> {
    let before = start.checked_sub(1).map(|start| words[start..end].join(" "));
    let behind = words.get(start..end + 1).map(|words| words.join(" "));
    before.into_iter().chain(behind).collect()
}
