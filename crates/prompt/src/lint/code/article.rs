//! "a" before a consonant, "an" before a vowel, by how the next word sounds.

use super::super::document::Document;
use super::super::finding::Hit;

pub(in super::super) fn check(document: &Document) -> Vec<Hit> {
    let pairs = document.words.iter().zip(document.words.iter().skip(1));
    let mut hits = Vec::new();
    for (article, next) in pairs {
        let said = document.folded(article.span);
        let right = match (said, vowel(next.span.of(document.text))) {
            ("a", Some(true)) => "an",
            ("an", Some(false)) => "a",
            _ => continue,
        };
        let between = &document.text[article.span.end..next.span.start];
        let lone = !document.text[..article.span.start].ends_with(['-', '.', '\'']);
        if between == " " && lone && article.span.of(document.text) != "A" {
            let about = next.span.of(document.text);
            hits.push(Hit::new(article.span, document.text).about(about).replaced(right));
        } else if between == " " && lone && starts_sentence(document, article.span.start) {
            let about = next.span.of(document.text);
            hits.push(Hit::new(article.span, document.text).about(about).replaced("An"));
        }
    }
    hits
}

/// A capital "A" elsewhere is a name: "vitamin A is".
fn starts_sentence(document: &Document, at: usize) -> bool {
    let start = document.sentence_at(at).map_or(0, |sentence| sentence.span.start);
    document.text[start..at].trim().is_empty()
}

/// Whether a word begins with a vowel's sound; `None` where its letters do not tell.
fn vowel(word: &str) -> Option<bool> {
    let first = word.chars().next().filter(char::is_ascii_alphabetic)?;
    let letters = word.chars().filter(|c| c.is_ascii_uppercase()).count();
    let small = word.to_ascii_lowercase();
    let symbol = letters > 0 && word.len() < 3 || !small.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if letters > 1 || symbol || word.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let begins = |with: &[&str]| with.iter().any(|start| small.starts_with(start));
    if begins(SILENT) {
        return Some(true);
    }
    if begins(LIKE_YOU) && !begins(NOT_LIKE_YOU) {
        return Some(false);
    }
    Some("aeiou".contains(first.to_ascii_lowercase()))
}

/// An h that is not heard.
const SILENT: &[&str] = &["hour", "honest", "honor", "honour", "heir"];
/// Vowels that sound like "you" or "won".
const LIKE_YOU: &[&str] = &[
    "uni", "use", "usu", "usa", "uti", "ura", "ure", "uro", "eu", "ewe", "one", "once", "ubiq",
    "ufo", "ukr",
];
const NOT_LIKE_YOU: &[&str] = &["unin", "unim", "unid", "unis", "uneven", "eul", "onerous"];
