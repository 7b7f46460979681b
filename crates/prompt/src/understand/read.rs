//! From an utterance to a brief, with the fate of every word.

use serde::Serialize;

use super::lookup::lookup;
use super::resolve::resolve;
use super::segment::segment;
use super::sense::{Fate, Meaning, Sense, Term};
use super::stage::Stage;
use super::{again, attach, background, body, count, negation, relate, scene, unknown, whole};
use crate::clean::Clean;
use crate::{Background, Brief, Encode, Error, Span, Vocabulary};

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
    /// What is wanted; it has at least one subject, or at least a scene.
    pub brief: Brief,
    /// Words that the brief comes from.
    pub used: Vec<Use>,
    /// Words that had no effect.
    pub ignored: Vec<Ignored>,
    /// Where what was stressed stands: 一定要, "very".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stressed: Vec<Span>,
    /// Tags that were guessed by meaning.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guessed: Vec<Likeness>,
}

/// A tag that was guessed for words that the vocabulary lacks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Likeness {
    /// Where the words were said.
    pub span: Option<Span>,
    /// The tag that is nearest in meaning.
    pub tag: String,
    /// How near: 1 is the same.
    pub likeness: f32,
}

impl Likeness {
    pub(super) fn new(span: Option<Span>, tag: Option<String>, likeness: f32) -> Self {
        Self { span, tag: tag.unwrap_or_default(), likeness }
    }
}

/// Reads what a person said.
///
/// # Errors
/// [`Error::Empty`] without any word, [`Error::TooLong`] above [`MAX_BYTES`], and
/// [`Error::NothingKnown`] if nothing to paint is named.
pub fn read(utterance: &str, vocabulary: &Vocabulary) -> Result<Reading, Error> {
    read_with(utterance, vocabulary, None)
}

/// Reads what a person said; an encoder finds the nearest tags for things that the vocabulary
/// lacks. Without one, or where it fails, they stay without a tag.
///
/// # Errors
/// As [`read`].
pub fn read_with(
    utterance: &str,
    vocabulary: &Vocabulary,
    encoder: Option<&dyn Encode>,
) -> Result<Reading, Error> {
    let reading = parts(utterance, vocabulary, encoder)?;
    if reading.brief.subjects.is_empty() && reading.brief.background.scene.is_empty() {
        return Err(nothing_known(&reading.ignored, vocabulary));
    }
    Ok(reading)
}

/// What words say of a picture, whether or not they name anything to paint.
pub(crate) fn glean(words: &str, vocabulary: &Vocabulary) -> Option<Brief> {
    parts(words, vocabulary, None).ok().map(|reading| reading.brief)
}

fn parts(
    utterance: &str,
    vocabulary: &Vocabulary,
    encoder: Option<&dyn Encode>,
) -> Result<Reading, Error> {
    if utterance.len() > MAX_BYTES {
        return Err(Error::TooLong { bytes: utterance.len() });
    }
    let mut terms = terms(utterance, vocabulary);
    if terms.iter().all(|term| term.sense == Sense::Break) {
        return Err(Error::Empty);
    }
    let exclude = negation::claim(&mut terms, utterance, vocabulary);
    let colour = background::claim(&mut terms, vocabulary);
    let mut stage = Stage::new(&mut terms, utterance, vocabulary);
    let mut brief = take(&mut stage);
    let guess = |encoder| unknown::guess(&mut stage, encoder).unwrap_or_default();
    let guessed = encoder.map(guess).unwrap_or_default();
    brief.subjects = stage.slots.into_iter().map(|slot| slot.subject).collect();
    (brief.background.colour, brief.exclude) = (colour, exclude);
    let ignored = ignored(&terms, utterance);
    let stressed = stressed(&terms, utterance);
    Ok(Reading { brief, used: used(terms, utterance), ignored, stressed, guessed })
}

/// What the terms say, step by step; the subjects stay on the stage.
fn take(stage: &mut Stage) -> Brief {
    unknown::claim(stage);
    count::claim(stage);
    let mut scene = scene::claim(stage);
    relate::claim(stage);
    body::claim(stage);
    let style = whole::style(stage);
    attach::claim(stage);
    unknown::describe(stage);
    again::merge(stage);
    let mood = whole::mood(stage);
    let (view, quality) = whole::view(stage);
    scene::settle(stage, &mut scene);
    let background = Background { colour: None, scene };
    Brief { background, style, mood, view, quality, ..Brief::default() }
}

fn terms(utterance: &str, vocabulary: &Vocabulary) -> Vec<Term> {
    let clean = Clean::said(utterance);
    let lexicon = vocabulary.lexicon();
    let segments = segment(&clean.text, lexicon, vocabulary.tagger());
    resolve(&lookup(&clean.text, &segments, lexicon), &clean, vocabulary)
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

/// Words that stress what follows.
const STRESS: &[&str] = &[
    "非常",
    "特别",
    "一定要",
    "一定",
    "必须",
    "务必",
    "超级",
    "极其",
    "十分",
    "very",
    "extremely",
    "must",
    "definitely",
    "especially",
    "super",
];

/// The next term that is in the brief after each word of stress, in its clause.
fn stressed(terms: &[Term], utterance: &str) -> Vec<Span> {
    let stress = |term: &Term| STRESS.contains(&&*term.span.of(utterance).to_lowercase());
    let after = |at: usize| {
        let rest = terms[at + 1..].iter().take_while(|term| term.sense != Sense::Break);
        rest.take(4).find(|term| matches!(term.fate, Fate::Used(_))).map(|term| term.span)
    };
    (0..terms.len()).filter(|at| stress(&terms[*at])).filter_map(after).collect()
}

fn ignored(terms: &[Term], utterance: &str) -> Vec<Ignored> {
    let lost = |term: &&Term| match term.fate {
        Fate::Ignored => true,
        Fate::Open => {
            term.sense.is_attribute()
                || matches!(term.sense, Sense::Unknown | Sense::Number(_) | Sense::Pose(_))
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
