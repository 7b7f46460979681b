//! Words that stand near words that matter (Mihalcea and Tarau 2004, "TextRank").

use std::collections::{BTreeMap, HashMap};

use super::{Document, KeywordError, Ranker};
use crate::Encode;

pub(super) const RANKER: Ranker = Ranker {
    name: "textrank",
    about: "words that stand near words that matter; needs no encoder",
    about_zh: "与重要的词相邻的词；不需要编码器",
    encodes: false,
    weight: 0.4,
    signal,
};

/// Content words from one to the next within which they vote for each other.
const WINDOW: usize = 3;
/// Share of a word's weight that it gets from its neighbours (section 2).
const DAMPING: f32 = 0.85;
/// Rounds of voting; differences fall below 1 % by then (0.85^30 = 0.008).
const ROUNDS: usize = 30;

fn signal(document: &Document, _: Option<&dyn Encode>) -> Result<Vec<f32>, KeywordError> {
    let weights = weights(document);
    Ok(document.by_words(|word| weights.get(word).copied().unwrap_or(0.0)))
}

/// The weight of each content word.
fn weights<'a>(document: &'a Document) -> HashMap<&'a str, f32> {
    let mut index: HashMap<&'a str, usize> = HashMap::new();
    let content = document.tokens.iter().filter(|token| token.content);
    let places: Vec<usize> = content
        .map(|token| {
            let next = index.len();
            *index.entry(&token.key).or_insert(next)
        })
        .collect();
    let ranks = rank(&edges(&places), index.len());
    index.into_iter().map(|(word, at)| (word, ranks[at])).collect()
}

/// How often two words stand within the window; ordered, so that sums are the same each time.
fn edges(places: &[usize]) -> BTreeMap<(usize, usize), f32> {
    let mut edges = BTreeMap::new();
    for (at, word) in places.iter().enumerate() {
        for other in places.iter().skip(at + 1).take(WINDOW) {
            if word != other {
                *edges.entry((*word, *other)).or_default() += 1.0;
                *edges.entry((*other, *word)).or_default() += 1.0;
            }
        }
    }
    edges
}

/// Weighted PageRank (section 2.2).
fn rank(edges: &BTreeMap<(usize, usize), f32>, count: usize) -> Vec<f32> {
    let mut given = vec![0f32; count];
    for ((from, _), weight) in edges {
        given[*from] += weight;
    }
    let mut ranks = vec![1f32; count];
    for _ in 0..ROUNDS {
        let mut next = vec![1.0 - DAMPING; count];
        for ((from, to), weight) in edges {
            next[*to] += DAMPING * ranks[*from] * weight / given[*from];
        }
        ranks = next;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A star: its middle gets 0.15 + 0.85 · 3 · leaf, each leaf 0.15 + 0.85 · middle / 3; so the
    /// middle is (0.15 + 0.85 · 0.45) / (1 − 0.85²) = 1.919.
    #[test]
    fn the_middle_of_a_star() {
        let edges = [(0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (3, 0)];
        let ranks = rank(&edges.into_iter().map(|edge| (edge, 1.0)).collect(), 4);
        assert!((ranks[0] - 1.919).abs() < 0.01, "{ranks:?}");
        assert!((ranks[1] - 0.694).abs() < 0.01, "{ranks:?}");
    }
}
