//! The best row of labels for a row of items, by a linear model.
//!
//! A conditional random field of first order (Lafferty, McCallum and Pereira 2001, "Conditional
//! Random Fields", equation 1): a labelling's score is the sum of the weights of each item's
//! features for its label, and of each step from one label to the next.

use super::table::{Key, Table};

/// Kind of the keys under which a table holds the weights of steps; features use smaller kinds.
const STEP: u64 = 255;

/// The key of the weights of steps from a label; a row begins as if from the label after the
/// last.
pub fn step(from: usize) -> u64 {
    Key::of(STEP).and(from as u64).bits()
}

/// Chooses among `L` labels by a table whose rows are weights, one signed byte a label.
#[derive(Clone, Debug)]
pub struct Sequence<const L: usize> {
    weights: Table<'static>,
    /// Weights of steps `[from][to]`, times [`ROOM`].
    steps: [[i32; L]; L],
    /// Weights of the first label.
    begin: [i32; L],
}

/// What a model learns from: features of each item and the index of its right label.
pub type Lesson = Vec<(Vec<u64>, usize)>;

/// A sum times `ROOM` has room for a label: one maximum finds both. Sums of up to 10,000 items
/// fit, and texts are read in shorter parts.
const ROOM: i32 = 32;

impl<const L: usize> Sequence<L> {
    /// A model with these weights; fewer than 32 labels.
    pub fn new(weights: Table<'static>) -> Self {
        let from = |label| {
            let mut scores = [0; L];
            add(&mut scores, weights.row(step(label)));
            scores
        };
        let steps = std::array::from_fn(|label| from(label).map(|weight| weight * ROOM));
        Self { weights, steps, begin: from(L) }
    }

    /// The score of each label for an item with these features.
    #[inline]
    pub fn scores(&self, features: &[u64]) -> [i32; L] {
        let mut scores = [0; L];
        for feature in features {
            add(&mut scores, self.weights.row(*feature));
        }
        scores
    }

    /// The labels with the highest sum (Viterbi 1967). Time grows with the number of items.
    pub fn best(&self, items: &[[i32; L]]) -> Vec<usize> {
        let Some((first, rest)) = items.split_first() else { return Vec::new() };
        let mut sums: [i32; L] = std::array::from_fn(|to| self.begin[to] + first[to]);
        let mut back: Vec<[u8; L]> = Vec::with_capacity(rest.len());
        for scores in rest {
            let packed = self.arrive(&sums);
            sums = std::array::from_fn(|to| packed[to].div_euclid(ROOM) + scores[to]);
            back.push(packed.map(|sum| sum.rem_euclid(ROOM) as u8));
        }
        trace(&sums, &back)
    }

    /// For each label the best sum on the way to it, times [`ROOM`], plus the label before.
    #[inline]
    fn arrive(&self, sums: &[i32; L]) -> [i32; L] {
        let mut best = [i32::MIN; L];
        for (from, (sum, steps)) in (0..).zip(sums.iter().zip(&self.steps)) {
            let sum = sum * ROOM + from;
            for (best, step) in best.iter_mut().zip(steps) {
                *best = (*best).max(sum + step);
            }
        }
        best
    }
}

#[inline]
fn add<const L: usize>(scores: &mut [i32; L], row: Option<&[u8]>) {
    let Some(row) = row else { return };
    for (score, weight) in scores.iter_mut().zip(row) {
        *score += i32::from(*weight as i8);
    }
}

/// The labels from the best last one back to the first.
fn trace<const L: usize>(sums: &[i32; L], back: &[[u8; L]]) -> Vec<usize> {
    let mut label = (0..L).max_by_key(|label| sums[*label]).unwrap_or(0);
    let mut labels = vec![label];
    for from in back.iter().rev() {
        label = usize::from(from[label]);
        labels.push(label);
    }
    labels.reverse();
    labels
}

#[cfg(test)]
mod tests {
    use super::super::table::build;
    use super::*;

    /// Label 1 is likelier alone, but a step from 0 to 0 is worth more.
    #[test]
    fn steps_count() {
        let rows = vec![(step(0), vec![9, 0]), (7, vec![0, 2])];
        let bytes: &'static [u8] = build(&rows, 2).leak();
        let model = Sequence::<2>::new(Table::new(bytes));
        let item = model.scores(&[7, 8]);
        assert_eq!(item, [0, 2]);
        assert_eq!(model.best(&[item]), [1]);
        assert_eq!(model.best(&[item, item]), [0, 0]);
        assert!(model.best(&[]).is_empty());
    }
}
