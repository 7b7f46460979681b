//! Byte-pair encoding (Sennrich et al. 2016): pairs of neighbours become one token, the pair that
//! was learnt first before all others.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Which pairs become what.
#[derive(Debug, Default)]
pub(super) struct Merges {
    /// When a pair was learnt, and the token that it becomes.
    pairs: HashMap<(u32, u32), (u32, u32)>,
}

impl Merges {
    /// Learns one more pair, after all those before; one that is known stays as it is.
    pub(super) fn learn(&mut self, pair: (u32, u32), becomes: u32) {
        let when = self.pairs.len() as u32;
        self.pairs.entry(pair).or_insert((when, becomes));
    }

    /// Merges the tokens of a word until no two neighbours are a pair. Of `n` tokens, that takes
    /// time `n log n`.
    pub(super) fn apply(&self, tokens: Vec<u32>) -> Vec<u32> {
        let mut word = Word::new(tokens);
        let mut waiting: BinaryHeap<_> = (0..word.tokens.len())
            .filter_map(|place| self.pair(&word, place))
            .map(Reverse)
            .collect();
        while let Some(Reverse(found)) = waiting.pop() {
            // What was found may have been merged away since.
            let (_, place, becomes) = found;
            if self.pair(&word, place) != Some(found) {
                continue;
            }
            word.merge(place, becomes);
            let places = [word.before[place], Some(place)];
            waiting.extend(
                places.into_iter().flatten().filter_map(|p| self.pair(&word, p)).map(Reverse),
            );
        }
        word.tokens.into_iter().flatten().collect()
    }

    /// When the pair at a place was learnt, the place, and what it becomes.
    fn pair(&self, word: &Word, place: usize) -> Option<(u32, usize, u32)> {
        let pair = (word.tokens[place]?, word.tokens[word.after[place]?]?);
        self.pairs.get(&pair).map(|(when, becomes)| (*when, place, *becomes))
    }
}

/// Tokens in a row of which some are gone.
struct Word {
    tokens: Vec<Option<u32>>,
    /// The nearest place before and after each that is not gone.
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
}

impl Word {
    fn new(tokens: Vec<u32>) -> Self {
        let places = 0..tokens.len();
        Self {
            before: places.clone().map(|place| place.checked_sub(1)).collect(),
            after: places
                .map(|place| Some(place + 1).filter(|next| *next < tokens.len()))
                .collect(),
            tokens: tokens.into_iter().map(Some).collect(),
        }
    }

    /// Puts one token in the place of two.
    fn merge(&mut self, place: usize, becomes: u32) {
        self.tokens[place] = Some(becomes);
        let Some(gone) = self.after[place] else { return };
        self.tokens[gone] = None;
        self.after[place] = self.after[gone];
        if let Some(next) = self.after[gone] {
            self.before[next] = Some(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// a b → 10, 10 c → 11, b b → 12.
    fn merges() -> Merges {
        let mut merges = Merges::default();
        for (pair, becomes) in [((1, 2), 10), ((10, 3), 11), ((2, 2), 12)] {
            merges.learn(pair, becomes);
        }
        merges
    }

    #[test]
    fn the_pair_learnt_first_goes_first() {
        assert_eq!(merges().apply(vec![1, 2, 3]), [11]);
        assert_eq!(merges().apply(vec![1, 2, 2, 2, 3]), [10, 12, 3]);
        assert_eq!(merges().apply(vec![2, 2, 2]), [12, 2]);
        assert_eq!(merges().apply(vec![]), [0_u32; 0]);
    }

    #[test]
    fn a_long_word_takes_no_long_time() {
        let merged = merges().apply([1, 2].repeat(100_000));
        assert_eq!(merged, vec![10; 100_000]);
    }
}
