//! Phrases that differ: maximal marginal relevance (Carbonell and Goldstein 1998, section 2).

use std::collections::HashSet;

use super::candidate::Candidate;

/// Takes `count` of the candidates, each time that with the greatest
/// `(1 − diversity) · score − diversity · likeness to those taken`; gives their places in the
/// order in which they were taken. Likeness is the share of words in common, so that it costs no
/// vectors.
pub(super) fn diverse(
    candidates: &[Candidate],
    scores: &[f32],
    count: usize,
    diversity: f32,
) -> Vec<usize> {
    let words: Vec<HashSet<&str>> =
        candidates.iter().map(|found| found.words.iter().map(String::as_str).collect()).collect();
    let mut likest = vec![0f32; candidates.len()];
    let mut left: Vec<usize> = (0..candidates.len()).collect();
    let mut taken = Vec::new();
    while taken.len() < count {
        let gain = |at: usize| (1.0 - diversity) * scores[at] - diversity * likest[at];
        // Of equals the first: `max_by` alone would take the last.
        let best = left.iter().enumerate().rev();
        let best = best.max_by(|a, b| gain(*a.1).total_cmp(&gain(*b.1))).map(|(place, _)| place);
        let Some(best) = best else { break };
        let best = left.remove(best);
        for at in &left {
            likest[*at] = likest[*at].max(in_common(&words[*at], &words[best]));
        }
        taken.push(best);
    }
    taken
}

/// Words in common, of all words of both (Jaccard's index).
fn in_common(a: &HashSet<&str>, b: &HashSet<&str>) -> f32 {
    let both = a.intersection(b).count();
    both as f32 / (a.len() + b.len() - both).max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keywords::candidate::Form;

    fn phrases(texts: &[&str]) -> Vec<Candidate> {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect();
        texts
            .iter()
            .map(|text| Candidate {
                text: (*text).to_owned(),
                spans: Vec::new(),
                words: words(text),
                form: Form::default(),
            })
            .collect()
    }

    #[test]
    fn without_diversity_scores_decide() {
        let phrases = phrases(&["a b", "a", "c"]);
        assert_eq!(diverse(&phrases, &[0.5, 0.9, 0.5], 3, 0.0), [1, 0, 2]);
    }

    /// By hand: after "a b" (0.9), "a c" gains 0.5·0.8 − 0.5·1/3 = 0.233, "d" 0.5·0.6 = 0.3.
    #[test]
    fn likeness_costs() {
        let phrases = phrases(&["a b", "a c", "d"]);
        assert_eq!(diverse(&phrases, &[0.9, 0.8, 0.6], 3, 0.5), [0, 2, 1]);
    }

    #[test]
    fn no_more_than_there_are() {
        assert_eq!(diverse(&phrases(&["a"]), &[0.1], 5, 1.0), [0]);
    }
}
