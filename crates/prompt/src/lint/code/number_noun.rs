//! "two cat": after a number a noun takes its plural.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::lists;

const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "many",
    "few", "both", "twelve", "twenty", "hundred", "various",
];

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let singulars = lists::list("singulars").unwrap_or_default();
    let mut hits = Vec::new();
    for words in document.words.windows(3) {
        let [number, noun, next] = words else { continue };
        let said = document.folded(noun.span);
        // "two dog houses": the noun that counts is the next one.
        let last = !document.folded(next.span).chars().all(char::is_alphabetic)
            || ENDS.contains(&document.folded(next.span));
        hits.extend(
            hit(document, number.span, noun.span, said)
                .filter(|_| last && singulars.iter().any(|one| one == said)),
        );
    }
    if let [.., number, noun] = document.words.as_slice() {
        let said = document.folded(noun.span);
        hits.extend(
            hit(document, number.span, noun.span, said)
                .filter(|_| singulars.iter().any(|one| one == said)),
        );
    }
    hits
}

/// Words that end the noun before them.
const ENDS: &[&str] = &[
    "is", "are", "on", "in", "with", "and", "at", "under", "of", "for", "to", "or", "by", "near",
    "from", "who", "that",
];

fn hit(document: &Document, number: crate::Span, noun: crate::Span, said: &str) -> Option<Hit> {
    let counts = NUMBERS.contains(&document.folded(number));
    let between = document.text.get(number.end..noun.start)? == " ";
    (counts && between).then(|| Hit::new(noun, document.text).replaced(plural(said)))
}

fn plural(noun: &str) -> String {
    match noun {
        "person" => "people".to_owned(),
        "child" => "children".to_owned(),
        _ if noun.ends_with("man") => format!("{}en", noun.trim_end_matches("an")),
        _ if noun.ends_with('y')
            && !noun.ends_with(['a', 'e', 'o'])
            && !noun.ends_with("ey")
            && !noun.ends_with("oy")
            && !noun.ends_with("ay") =>
        {
            format!("{}ies", noun.trim_end_matches('y'))
        }
        _ if noun.ends_with("ch") || noun.ends_with("sh") || noun.ends_with(['s', 'x']) => {
            format!("{noun}es")
        }
        _ => format!("{noun}s"),
    }
}
