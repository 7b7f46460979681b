//! From a text to its key phrases.

use serde::Serialize;

use super::diverse::diverse;
use super::document::Document;
use super::phrases::candidates;
use super::prior::prior;
use super::rankers::{Ranker, find};
use super::{KeywordError, candidate::Candidate};
use crate::clean::Clean;
use crate::words::Tagger;
use crate::{Encode, Span};

/// Candidates that a ranker looks at, those with the best prior: a long text costs no more
/// encoding than a page.
const RANKED: usize = 256;

/// Log-odds of an average candidate: about one in five is a key phrase.
const AVERAGE: f32 = -1.4;

/// What to look for, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Name of the ranker; see [`super::rankers()`].
    pub ranker: String,
    /// Most phrases to give.
    pub count: usize,
    /// From 0, where scores alone decide, to 1, where phrases differ as much as they can.
    pub diversity: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self { ranker: "bert".to_owned(), count: 15, diversity: 0.0 }
    }
}

/// A phrase that says what the text is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Keyphrase {
    /// As the tidy text has it where it stands first, on one line.
    pub text: String,
    /// All its places in the text as typed, in order; inflected forms count as the same phrase.
    pub spans: Vec<Span>,
    /// From 0 to 1: roughly how likely a reader would choose this phrase.
    pub score: f32,
    /// Name of the ranker that gave the score: "tfidf" where "bert" had no encoder.
    pub ranker: &'static str,
}

/// The key phrases of a text, best first (in the order of marginal relevance where diversity is
/// asked for). A text without any candidate has none.
///
/// # Errors
/// [`KeywordError::UnknownRanker`], [`KeywordError::Diversity`] outside of 0 to 1, and
/// [`KeywordError::Encode`] with what the encoder said.
pub fn keywords(
    text: &str,
    options: &Options,
    tagger: &Tagger,
    encoder: Option<&dyn Encode>,
) -> Result<Vec<Keyphrase>, KeywordError> {
    if !(0.0..=1.0).contains(&options.diversity) {
        return Err(KeywordError::Diversity { diversity: options.diversity });
    }
    let ranker = find(&options.ranker, encoder.is_some())?;
    let clean = Clean::tidy(text);
    let text = clean.text();
    let words = tagger.tag(text);
    let (candidates, priors) = likely(candidates(text, &words), text.len());
    let document = Document::new(text, &words, candidates);
    let scores = scores(ranker, &document, &priors, encoder)?;
    let order = diverse(&document.candidates, &scores, options.count, options.diversity);
    let phrase = |at: usize| Keyphrase {
        text: document.candidates[at].text.clone(),
        spans: document.candidates[at].spans.iter().map(|s| clean.source(s.start, s.end)).collect(),
        score: scores[at],
        ranker: ranker.name,
    };
    Ok(order.into_iter().map(phrase).collect())
}

/// The candidates with the best prior, in the order of the text, and their priors.
fn likely(candidates: Vec<Candidate>, length: usize) -> (Vec<Candidate>, Vec<f32>) {
    let mut likely: Vec<(usize, f32, Candidate)> = Vec::with_capacity(candidates.len());
    for (place, candidate) in candidates.into_iter().enumerate() {
        likely.push((place, prior(&candidate, length), candidate));
    }
    likely.sort_by(|a, b| b.1.total_cmp(&a.1));
    likely.truncate(RANKED);
    likely.sort_by_key(|(place, ..)| *place);
    likely.into_iter().map(|(_, prior, candidate)| (candidate, prior)).unzip()
}

fn scores(
    ranker: &Ranker,
    document: &Document,
    priors: &[f32],
    encoder: Option<&dyn Encode>,
) -> Result<Vec<f32>, KeywordError> {
    let signal = standardised(&(ranker.signal)(document, encoder)?);
    let mean = priors.iter().sum::<f32>() / priors.len().max(1) as f32;
    let odds =
        signal.iter().zip(priors).map(|(signal, prior)| ranker.weight * signal + prior - mean);
    Ok(odds.map(|odds| 1.0 / (1.0 + (-odds - AVERAGE).exp())).collect())
}

/// In standard deviations from the mean; zeros where all are equal.
fn standardised(values: &[f32]) -> Vec<f32> {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    let deviation = variance.sqrt();
    let scale = if deviation > 1e-6 { 1.0 / deviation } else { 0.0 };
    values.iter().map(|value| (value - mean) * scale).collect()
}
