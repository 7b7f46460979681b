//! Key phrases against those that people chose, by the two protocols of the literature.
//!
//! Both count a phrase as found when its Porter stems are those of a gold phrase. *Protocol A*
//! (SIFRank, MDERank, PromptRank) sums hits, predictions and gold over all texts before it takes
//! precision and recall; *protocol B* (pke) takes F1 of each text and their mean. Their figures
//! are not comparable with each other.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use qingyun_prompt::Encode;
use qingyun_prompt::keywords::{Options, keywords, rankers, stem};
use qingyun_prompt::words::Tagger;
use rayon::prelude::*;
use serde::Deserialize;

use super::lines;

/// How many of the best phrases count.
const DEPTHS: [usize; 3] = [5, 10, 15];

/// A text with the phrases that people chose.
#[derive(Deserialize)]
struct Gold {
    text: String,
    keyphrases: Vec<String>,
}

/// F1 in per cent by both protocols, for each ranker: on SemEval2017 with all gold, on CSL with
/// the gold that stands in the text. `name` tells the encoder apart in the figures' names.
///
/// # Errors
/// A file that cannot be read, or an encoder that fails.
pub(crate) fn run(
    encoder: &dyn Encode,
    name: &str,
    semeval: &Path,
    csl: &Path,
) -> Result<Vec<(String, f64)>> {
    let tagger = Tagger::default();
    let mut present: Vec<Gold> = lines::read(csl)?;
    present.iter_mut().for_each(keep_present);
    let mut figures = Vec::new();
    for (set, gold) in [("semeval2017", lines::read(semeval)?), ("csl", present)] {
        // A pass over each text for each of its candidates would take a quarter of an hour.
        for ranker in rankers().iter().filter(|ranker| ranker.name != "masked") {
            let by = if ranker.encodes { name } else { "no_encoder" };
            let ranked = rank(&gold, ranker.name, &tagger, encoder)?;
            figures.extend(score(&format!("{set}_{}_{by}", ranker.name), &gold, &ranked));
        }
    }
    Ok(figures)
}

fn keep_present(gold: &mut Gold) {
    let text = gold.text.to_lowercase();
    gold.keyphrases.retain(|phrase| text.contains(&phrase.to_lowercase()));
}

fn rank(
    gold: &[Gold],
    ranker: &str,
    tagger: &Tagger,
    encoder: &dyn Encode,
) -> Result<Vec<Vec<String>>> {
    let options = Options { ranker: ranker.to_owned(), ..Options::default() };
    gold.par_iter()
        .map(|gold| {
            let found = keywords(&gold.text, &options, tagger, Some(encoder))?;
            Ok(found.into_iter().map(|phrase| phrase.text).collect())
        })
        .collect()
}

fn score(name: &str, gold: &[Gold], ranked: &[Vec<String>]) -> Vec<(String, f64)> {
    let texts: Vec<(Chosen, Vec<String>)> = gold
        .iter()
        .zip(ranked)
        .map(|(gold, ranked)| (Chosen::new(&gold.keyphrases), distinct(ranked)))
        .collect();
    let figures = DEPTHS.into_iter().flat_map(|depth| {
        [("a", protocol_a(&texts, depth)), ("b", protocol_b(&texts, depth))]
            .map(|(protocol, f1)| (format!("{name}_{protocol}_f1_at_{depth}"), 100.0 * f1))
    });
    figures.collect()
}

/// Gold phrases of a text.
struct Chosen {
    count: usize,
    written: HashSet<String>,
    stemmed: HashSet<String>,
}

impl Chosen {
    fn new(phrases: &[String]) -> Self {
        let written: HashSet<String> = phrases.iter().map(|phrase| phrase.to_lowercase()).collect();
        let stemmed = written.iter().map(|phrase| stems(phrase)).collect();
        Self { count: phrases.len(), written, stemmed }
    }

    fn has(&self, phrase: &str) -> bool {
        self.stemmed.contains(&stems(phrase)) || self.written.contains(phrase)
    }
}

fn stems(phrase: &str) -> String {
    phrase.split_whitespace().map(stem).collect::<Vec<_>>().join(" ")
}

/// Phrases in lower case, each once, no more than the greatest depth.
fn distinct(ranked: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let lower = ranked.iter().map(|phrase| phrase.to_lowercase());
    lower.filter(|phrase| seen.insert(phrase.clone())).take(DEPTHS[2]).collect()
}

/// Micro F1: hits, predictions and gold are summed over the texts.
fn protocol_a(texts: &[(Chosen, Vec<String>)], depth: usize) -> f64 {
    let (mut hits, mut predicted, mut chosen) = (0, 0, 0);
    for (gold, ranked) in texts {
        hits += ranked.iter().take(depth).filter(|phrase| gold.has(phrase)).count();
        predicted += ranked.len().min(depth);
        chosen += gold.count;
    }
    f1(hits, predicted, chosen)
}

/// Macro F1: the mean over texts, of stems that are each counted once.
fn protocol_b(texts: &[(Chosen, Vec<String>)], depth: usize) -> f64 {
    let of_text = |(gold, ranked): &(Chosen, Vec<String>)| {
        let mut seen = HashSet::new();
        let stemmed = ranked.iter().map(|phrase| stems(phrase));
        let best: Vec<String> =
            stemmed.filter(|phrase| seen.insert(phrase.clone())).take(depth).collect();
        let hits = best.iter().filter(|phrase| gold.stemmed.contains(*phrase)).count();
        f1(hits, best.len(), gold.stemmed.len())
    };
    texts.iter().map(of_text).sum::<f64>() / texts.len().max(1) as f64
}

/// 2PR / (P + R) with P = hits / predicted, R = hits / chosen.
fn f1(hits: usize, predicted: usize, chosen: usize) -> f64 {
    2.0 * hits as f64 / (predicted + chosen).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(gold: &[&str], ranked: &[&str]) -> (Chosen, Vec<String>) {
        let own = |phrases: &[&str]| phrases.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        (Chosen::new(&own(gold)), distinct(&own(ranked)))
    }

    /// Text 1: 2 hits of 3 predicted, 2 gold; text 2: none of 1, 4 gold.
    /// A: P = 2/4, R = 2/6, F1 = 0.4. B: (0.8 + 0) / 2 = 0.4 with text 1 at P = 2/3, R = 1.
    #[test]
    fn by_hand() {
        let texts = [
            text(&["Neural networks", "cat"], &["neural network", "cats", "dog"]),
            text(&["a", "b", "c", "d"], &["e"]),
        ];
        assert!((protocol_a(&texts, 5) - 0.4).abs() < 1e-12);
        assert!((protocol_b(&texts, 5) - 0.4).abs() < 1e-12);
    }

    /// The first of two alone: A: P = 1/2, R = 1/6; B: text 1 with P = 1, R = 1/2.
    #[test]
    fn depth_cuts() {
        let texts = [
            text(&["Neural networks", "cat"], &["neural network", "cats", "dog"]),
            text(&["a", "b", "c", "d"], &["e"]),
        ];
        assert!((protocol_a(&texts, 1) - 0.25).abs() < 1e-12);
        assert!((protocol_b(&texts, 1) - (2.0 / 3.0) / 2.0).abs() < 1e-12);
    }

    /// A drops exact doubles only, so two numbers of one noun hit twice; B counts stems once.
    #[test]
    fn doubles() {
        let texts = [text(&["cat"], &["cat", "Cat", "cats"])];
        assert!((protocol_a(&texts, 5) - 4.0 / 3.0).abs() < 1e-12);
        assert!((protocol_b(&texts, 5) - 1.0).abs() < 1e-12);
    }
}
