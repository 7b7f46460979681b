//! Terms by what they say.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::document::Document;
use super::super::syntax::Term;

/// The terms that have words, each with its name: small letters, no article, one space between
/// words, and the first of its synonyms.
pub(super) fn named<'a>(document: &'a Document) -> impl Iterator<Item = (Term, String)> + 'a {
    let terms = document.prompt.terms.iter().filter(|term| term.span.start < term.span.end);
    terms.map(|term| (*term, name(document.folded(term.span))))
}

fn name(folded: &str) -> String {
    let words: Vec<&str> = folded.split(|c: char| c.is_whitespace() || c == '_').collect();
    let words = match words.as_slice() {
        ["a" | "an" | "the", rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    let name = words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ");
    SYNONYMS.get(name.as_str()).map(|first| (*first).to_owned()).unwrap_or(name)
}

static SYNONYMS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let mut synonyms = HashMap::new();
    for line in include_str!("tables/synonyms.tsv").lines() {
        let mut words = line.split('\t');
        let first = words.next().unwrap_or_default();
        synonyms.extend(words.map(|word| (word, first)));
    }
    synonyms
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_for_one_thing() {
        assert_eq!(name("a red_hat"), "red hat");
        assert_eq!(name("smiling"), name("smile"));
    }
}
