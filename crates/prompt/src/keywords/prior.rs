//! What a phrase's own looks and places say of it, before any ranker is asked.

use super::candidate::{Candidate, Name};
use super::common::rarity;

/// Log-odds for each e-fold of the number of places: readers choose what comes again.
const FREQUENCY: f32 = 1.0;
/// For each e-fold that its words are rarer: common words name nothing in particular.
const RARITY: f32 = 0.2;
/// For each e-fold of distance from the nearer end of the text: titles and first sentences name
/// the matter, last ones conclude (Boudin 2018, section 2.3, weights by first places only).
const DISTANCE: f32 = -0.25;
/// Bytes from the end within which distance makes no difference: about a title.
const NEAR: f32 = 150.0;
/// One English word, or two Chinese characters: most such are parts of a term.
const SHORT: f32 = -0.6;
/// For each word above [`LONG_FROM`].
const LONG: f32 = -0.6;
/// Terms of more words are rare in both languages.
const LONG_FROM: usize = 3;
/// Stands only inside longer phrases: then those are the term (C-value, Frantzi et al. 2000).
const NESTED: f32 = -1.2;
/// Begins with a capital within a sentence.
const CAPITAL: f32 = 0.5;
/// Abbreviations and titles of works: what has a name of its own matters to the author.
const NAME: f32 = 2.0;

/// A candidate's log-odds in a text of so many bytes, but for a constant.
pub(super) fn prior(candidate: &Candidate, length: usize) -> f32 {
    let form = candidate.form;
    let places = candidate.spans.len().max(1) as f32;
    let long = candidate.words.len().saturating_sub(LONG_FROM) as f32;
    let name = match form.name {
        Name::No => 0.0,
        Name::Capital => CAPITAL,
        Name::Whole => NAME,
    };
    FREQUENCY * places.ln()
        + RARITY * mean_rarity(candidate)
        + DISTANCE * (1.0 + distance(candidate, length) / NEAR).ln()
        + LONG * long
        + name
        + if form.short { SHORT } else { 0.0 }
        + if form.nested { NESTED } else { 0.0 }
}

fn mean_rarity(candidate: &Candidate) -> f32 {
    let sum: f32 = candidate.words.iter().map(|word| rarity(word)).sum();
    sum / candidate.words.len().max(1) as f32
}

/// Bytes from the phrase to the nearer end of the text.
fn distance(candidate: &Candidate, length: usize) -> f32 {
    let last = candidate.spans.last().map_or(0, |span| span.end);
    candidate.first().start.min(length.saturating_sub(last)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;
    use crate::keywords::candidate::Form;

    fn candidate(places: &[usize], form: Form) -> Candidate {
        let spans = places.iter().map(|start| Span { start: *start, end: start + 4 }).collect();
        Candidate { text: "zyxw".into(), spans, words: vec!["zyxw".into()], form }
    }

    #[test]
    fn more_places_weigh_more() {
        let once = prior(&candidate(&[496], Form::default()), 1000);
        let twice = prior(&candidate(&[496, 500], Form::default()), 1000);
        assert!((twice - once - 2f32.ln()).abs() < 1e-5);
    }

    #[test]
    fn both_ends_weigh_more_than_the_middle() {
        let at = |start| prior(&candidate(&[start], Form::default()), 1000);
        assert_eq!(at(0), at(996));
        assert!(at(0) > at(500));
    }

    #[test]
    fn parts_of_terms_weigh_less() {
        let nested = Form { nested: true, ..Form::default() };
        assert!(prior(&candidate(&[0], nested), 9) < prior(&candidate(&[0], Form::default()), 9));
    }
}
