//! English verbs and their subjects.

use super::super::document::Document;
use super::super::finding::Hit;
use super::super::lists;
use crate::words::{Pos, Word};

/// Common verbs whose plain form is no other form of theirs and seldom another word.
const PLAIN: &[&str] = &[
    "go",
    "want",
    "like",
    "need",
    "make",
    "look",
    "run",
    "play",
    "eat",
    "walk",
    "work",
    "live",
    "know",
    "think",
    "feel",
    "say",
    "see",
    "come",
    "get",
    "take",
    "give",
    "use",
    "show",
    "help",
    "try",
    "start",
    "sleep",
    "sit",
    "stand",
    "write",
    "speak",
    "love",
    "hate",
    "drink",
    "talk",
    "seem",
    "mean",
    "keep",
    "begin",
    "bring",
    "buy",
    "call",
    "carry",
    "cry",
    "draw",
    "drive",
    "fall",
    "fly",
    "follow",
    "grow",
    "hear",
    "hold",
    "jump",
    "leave",
    "listen",
    "lose",
    "meet",
    "move",
    "open",
    "pay",
    "sell",
    "send",
    "sing",
    "smile",
    "study",
    "swim",
    "teach",
    "tell",
    "turn",
    "understand",
    "wait",
    "watch",
    "wear",
    "win",
    "worry",
    "ask",
    "believe",
    "belong",
    "contain",
    "include",
    "remember",
    "describe",
    "explain",
];

/// Words after which a plain form is right, or whose subject is not the word before the verb.
const BEFORE: &[&str] = &[
    "does", "did", "do", "doesn't", "didn't", "don't", "can", "will", "would", "could", "should",
    "must", "may", "might", "let", "lets", "make", "makes", "made", "help", "helps", "see", "saw",
    "hear", "heard", "watch", "watched", "to", "and", "or", "nor", "that", "if", "shall", "have",
    "had", "of", "won't", "can't", "than",
];

/// A subject with the verb right behind it.
pub(in super::super) fn agreement(document: &Document) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, pair) in document.words.windows(2).enumerate() {
        let [subject, verb] = pair else { continue };
        let one = pronoun(document, index)
            .or_else(|| noun(document, index).filter(|_| subject.pos == Pos::Noun));
        let right = one.and_then(|one| right(document, verb, one));
        hits.extend(right.map(|right| Hit::new(verb.span, document.text).replaced(right)));
    }
    hits
}

/// Whether a pronoun that is a subject takes -s.
fn pronoun(document: &Document, index: usize) -> Option<bool> {
    let before = index.checked_sub(1).map_or("", |before| folded(document, before));
    let one = match folded(document, index) {
        "he" | "she" | "it" => true,
        "they" | "we" | "you" | "i" => false,
        _ => return None,
    };
    (!BEFORE.contains(&before)).then_some(one)
}

/// Whether a noun after an article at the start of a sentence is one; `None` elsewhere.
fn noun(document: &Document, index: usize) -> Option<bool> {
    let before = index.checked_sub(1)?;
    let at = document.words.get(before)?.span.start;
    let start = document.sentence_at(at)?.span.start;
    if !ARTICLES.contains(&folded(document, before)) || !document.text[start..at].trim().is_empty()
    {
        return None;
    }
    let noun = folded(document, index);
    let known = |list| lists::list(list).is_some_and(|words| words.iter().any(|one| one == noun));
    if known("singulars") { Some(true) } else { known("plurals").then_some(false) }
}

const ARTICLES: &[&str] =
    &["the", "my", "our", "his", "her", "their", "your", "this", "that", "these", "those"];

fn folded<'a>(document: &'a Document, index: usize) -> &'a str {
    document.words.get(index).map_or("", |word| document.folded(word.span))
}

/// The form that the verb should have, where it has the other.
fn right(document: &Document, verb: &Word, one: bool) -> Option<String> {
    let said = document.folded(verb.span);
    if one { PLAIN.contains(&said).then(|| third(said)) } else { plain(said).map(str::to_owned) }
}

/// A verb with -s after "can", "to" and the like.
pub(in super::super) fn after_modal(document: &Document) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (index, pair) in document.words.windows(2).enumerate() {
        let [modal, verb] = pair else { continue };
        let said = document.folded(modal.span);
        let before = index.checked_sub(1).and_then(|before| document.words.get(before));
        let noun = before.is_some_and(|word| matches!(word.pos, Pos::Det | Pos::Adj | Pos::Adp));
        let close = document.text.get(modal.span.end..verb.span.start) == Some(" ");
        let modal = MODALS.contains(&said) || said == "to" && verb.pos == Pos::Verb;
        if let Some(plain) = plain(document.folded(verb.span)).filter(|_| modal && close && !noun) {
            hits.push(Hit::new(verb.span, document.text).replaced(plain));
        }
    }
    hits
}

const MODALS: &[&str] = &[
    "can",
    "will",
    "would",
    "could",
    "should",
    "must",
    "cannot",
    "can't",
    "won't",
    "wouldn't",
    "couldn't",
    "shouldn't",
    "didn't",
    "don't",
    "doesn't",
];

/// The form for he, she and it.
fn third(plain: &str) -> String {
    match plain.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if plain.ends_with(['s', 'x', 'o']) || plain.ends_with("ch") || plain.ends_with("sh") => {
            format!("{plain}es")
        }
        _ => format!("{plain}s"),
    }
}

/// The plain form of a verb with -s.
fn plain(third_person: &str) -> Option<&'static str> {
    let known =
        |plain: &&str| third_person.starts_with(&plain[..1]) && third(plain) == third_person;
    PLAIN.iter().copied().filter(|_| third_person.ends_with('s')).find(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (base, third_person) in
            [("go", "goes"), ("try", "tries"), ("play", "plays"), ("teach", "teaches")]
        {
            assert_eq!(third(base), third_person);
            assert_eq!(plain(third_person), Some(base));
        }
    }
}
