//! Features of words within one text (Campos et al. 2020, "YAKE!", section 3), on our candidates
//! in place of n-grams.

use std::collections::{HashMap, HashSet};

use super::{Document, KeywordError, Ranker};
use crate::Encode;

pub(super) const RANKER: Ranker = Ranker {
    name: "yake",
    about: "case, position, frequency and company of words; needs no encoder",
    about_zh: "词的大小写、位置、频率和搭配；不需要编码器",
    encodes: false,
    weight: 0.4,
    signal,
};

/// What is counted of a word.
#[derive(Default)]
struct Seen<'a> {
    capitals: f32,
    sentences: Vec<usize>,
    left: HashSet<&'a str>,
    right: HashSet<&'a str>,
}

/// Less is better in YAKE, and it spans powers of ten: the signal is its logarithm, negated.
fn signal(document: &Document, _: Option<&dyn Encode>) -> Result<Vec<f32>, KeywordError> {
    let weights = weights(document);
    let candidates = document.candidates.iter();
    Ok(candidates
        .map(|found| {
            let words = found.words.iter().map(|word| weights.get(word.as_str()).unwrap_or(&1.0));
            let (log, sum) = words.fold((0.0, 0.0), |(log, sum), w| (log + w.ln(), sum + w));
            let places = found.spans.len().max(1) as f32;
            (places * (1.0 + sum)).ln() - log
        })
        .collect())
}

fn weights<'a>(document: &'a Document) -> HashMap<&'a str, f32> {
    let seen = seen(document);
    let counts: Vec<f32> = seen.values().map(|seen| seen.sentences.len() as f32).collect();
    let number = counts.len().max(1) as f32;
    let mean = counts.iter().sum::<f32>() / number;
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f32>() / number;
    let usual = mean + variance.sqrt();
    let most = counts.iter().fold(1f32, |most, count| most.max(*count));
    let sentences = document.sentences as f32;
    seen.iter().map(|(word, seen)| (*word, weight(seen, usual, most, sentences))).collect()
}

fn seen<'a>(document: &'a Document) -> HashMap<&'a str, Seen<'a>> {
    let mut words: HashMap<&str, Seen> = HashMap::new();
    let mut before: Option<(&str, usize)> = None;
    for token in &document.tokens {
        let key = token.key.as_str();
        let neighbour = before.filter(|(_, sentence)| *sentence == token.sentence);
        if let Some((left, _)) = neighbour {
            words.entry(left).or_default().right.insert(key);
        }
        let seen = words.entry(key).or_default();
        seen.left.extend(neighbour.map(|(left, _)| left));
        seen.capitals += f32::from(u8::from(token.capital));
        seen.sentences.push(token.sentence);
        before = Some((key, token.sentence));
    }
    words
}

/// Equations 1 to 6: S = related · position / (case + frequency / related + spread / related).
fn weight(seen: &Seen, usual: f32, most: f32, sentences: f32) -> f32 {
    let count = seen.sentences.len() as f32;
    let case = seen.capitals / (1.0 + count.ln());
    let median = seen.sentences.get(seen.sentences.len() / 2).copied().unwrap_or(0);
    let position = (3.0 + median as f32).ln().ln();
    let frequency = count / usual;
    let different = (seen.left.len() + seen.right.len()) as f32 / count;
    let related = 1.0 + different * count / most;
    let distinct = seen.sentences.iter().collect::<HashSet<_>>().len() as f32;
    let spread = distinct / sentences;
    related * position / (case + frequency / related + spread / related)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(capitals: f32, sentences: &[usize]) -> Seen<'static> {
        Seen { capitals, sentences: sentences.to_vec(), ..Seen::default() }
    }

    /// By hand: one place in sentence 0 of 1, no neighbours: ln ln 3 / (0 + 1 + 1) = 0.0470.
    #[test]
    fn one_word_alone() {
        assert!((weight(&seen(0.0, &[0]), 1.0, 1.0, 1.0) - 0.0470).abs() < 1e-4);
    }

    #[test]
    fn early_and_capital_words_weigh_less() {
        let plain = weight(&seen(0.0, &[4]), 1.0, 1.0, 9.0);
        assert!(weight(&seen(0.0, &[0]), 1.0, 1.0, 9.0) < plain);
        assert!(weight(&seen(1.0, &[4]), 1.0, 1.0, 9.0) < plain);
    }
}
