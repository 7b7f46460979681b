//! English noun phrases.

use super::runs::{Role, Run};
use super::{Found, Name};
use crate::Span;
use crate::keywords::document::counted;

/// The noun phrase of a run, up to its last head. Where letters are foreign in a text, capitals
/// say nothing: there they mark abbreviations of what has just been named.
pub(super) fn find(text: &str, run: &Run, foreign: bool) -> Option<Found> {
    let last = run.words.iter().rposition(|(_, role)| *role == Role::Head)?;
    let words = run.words.get(..=last)?;
    let span = words.first()?.0.join(words.last()?.0);
    span.of(text).chars().nth(1)?;
    let name = if foreign { Name::No } else { name(text, span) };
    let stems = words.iter().map(|(span, _)| counted(span.of(text))).collect();
    Some(Found { span, words: stems, short: words.len() == 1, name, longer: Vec::new() })
}

fn name(text: &str, span: Span) -> Name {
    let phrase = span.of(text);
    let before = text.get(..span.start).unwrap_or_default().trim_end();
    let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':', '•']);
    let capitals = phrase.chars().filter(|c| c.is_uppercase()).count();
    match capitals {
        2.. if !phrase.contains(char::is_lowercase) => Name::Whole,
        1.. if !begins && phrase.starts_with(char::is_uppercase) => Name::Capital,
        _ => Name::No,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(text: &str, phrase: &str) -> Name {
        let start = text.find(phrase).unwrap();
        name(text, Span { start, end: start + phrase.len() })
    }

    #[test]
    fn capitals_make_names() {
        assert_eq!(of("It is QCD.", "QCD"), Name::Whole);
        assert_eq!(of("By Monte Carlo methods", "Monte Carlo methods"), Name::Capital);
        assert_eq!(of("Good. Results follow", "Results"), Name::No);
    }
}
