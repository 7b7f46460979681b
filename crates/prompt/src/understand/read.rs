//! From an utterance to a brief, with the fate of every word.

use serde::Serialize;

use super::lookup::lookup;
use super::resolve::resolve;
use super::segment::segment;
use super::sense::{Fate, Meaning, Sense, Term};
use super::{attach, background, negation, style};
use crate::clean::Clean;
use crate::{Background, Brief, Error, Span, Vocabulary};

/// The longest utterance that is read: 64 KiB.
pub const MAX_BYTES: usize = 64 * 1024;

/// Unknown words that an error names, and names that it suggests.
const SHOWN: usize = 5;

/// Words that are in the brief.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Use {
    /// Where they were said.
    pub span: Span,
    /// The words as typed.
    pub words: String,
    /// What they became.
    pub meaning: Meaning,
}

/// Words that are not in the brief, and are not mere grammar either.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// Where they were said.
    pub span: Span,
    /// The words as typed.
    pub words: String,
}

/// A brief with what became of the words that were said, both in the order of speech.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// What is wanted; it has at least one subject.
    pub brief: Brief,
    /// Words that the brief comes from.
    pub used: Vec<Use>,
    /// Words that had no effect.
    pub ignored: Vec<Ignored>,
}

/// Reads what a person said.
///
/// # Errors
/// [`Error::Empty`] without any word, [`Error::TooLong`] above [`MAX_BYTES`], and
/// [`Error::NothingKnown`] if nothing to paint is named.
pub fn read(utterance: &str, vocabulary: &Vocabulary) -> Result<Reading, Error> {
    if utterance.len() > MAX_BYTES {
        return Err(Error::TooLong { bytes: utterance.len() });
    }
    let mut terms = terms(utterance, vocabulary);
    if terms.iter().all(|term| term.sense == Sense::Break) {
        return Err(Error::Empty);
    }
    let exclude = negation::claim(&mut terms, utterance, vocabulary);
    let colour = background::claim(&mut terms);
    let style = style::claim(&mut terms, utterance, vocabulary);
    let subjects = attach::claim(&mut terms, utterance, vocabulary);
    let ignored = ignored(&terms, utterance);
    if subjects.is_empty() {
        return Err(nothing_known(&ignored, vocabulary));
    }
    let background = Background { colour, scene: Vec::new() };
    let brief = Brief { subjects, background, style, mood: None, exclude };
    Ok(Reading { brief, used: used(terms, utterance), ignored })
}

fn terms(utterance: &str, vocabulary: &Vocabulary) -> Vec<Term> {
    let clean = Clean::new(utterance);
    let lexicon = vocabulary.lexicon();
    let segments = segment(&clean.text, lexicon, &|| vocabulary.jieba());
    resolve(&lookup(&clean.text, &segments, lexicon), &clean)
}

fn used(terms: Vec<Term>, utterance: &str) -> Vec<Use> {
    let mut used = Vec::new();
    for Term { span, fate, .. } in terms {
        if let Fate::Used(meaning) = fate {
            used.push(Use { span, words: span.of(utterance).to_owned(), meaning });
        }
    }
    used
}

fn ignored(terms: &[Term], utterance: &str) -> Vec<Ignored> {
    let lost = |term: &&Term| match term.fate {
        Fate::Ignored => true,
        Fate::Open => {
            term.sense.is_attribute() || matches!(term.sense, Sense::Unknown | Sense::Number)
        }
        Fate::Helped | Fate::Used(_) => false,
    };
    let report =
        |term: &Term| Ignored { span: term.span, words: term.span.of(utterance).to_owned() };
    terms.iter().filter(lost).map(report).collect()
}

fn nothing_known(ignored: &[Ignored], vocabulary: &Vocabulary) -> Error {
    let words: Vec<String> =
        ignored.iter().take(SHOWN).map(|ignored| ignored.words.clone()).collect();
    let mut nearest: Vec<String> = Vec::new();
    for name in words.iter().flat_map(|word| vocabulary.nearest(word, SHOWN)) {
        if nearest.len() < SHOWN && !nearest.contains(&name) {
            nearest.push(name);
        }
    }
    Error::NothingKnown { words, nearest }
}
