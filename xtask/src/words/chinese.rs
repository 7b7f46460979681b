//! Learns where Chinese words end and what they are.

use anyhow::{Context, Result};
use qingyun_prompt::Span;
use qingyun_prompt::words::Pos;
use qingyun_prompt::words::chinese::dictionary::Dictionary;
use qingyun_prompt::words::chinese::{Chinese, EDGES, lessons};
use qingyun_prompt::words::sequence::Sequence;
use rayon::prelude::*;

use super::crf::{self, Plan};
use super::treebank::{self, Score, Sentence};
use super::{file, keep};

/// Parts of the cross-validation: each is a tenth of the file in one piece, so that sentences of
/// one text are not on both sides.
const FOLDS: usize = 10;

/// How both models learn.
const PLAN: Plan = Plan { passes: 20, rate: 0.05, decay: 1e-3, least: 2, rows: 60_000 };

/// Our own sentences: requests and small talk, which a treebank of encyclopaedias lacks.
const REQUESTS: &str = "data/words/requests.txt";

/// The tables of edges and of parts of speech, learned from these sentences and our own.
pub(super) fn learn(sentences: &[&Sentence]) -> Result<(Vec<u8>, Vec<u8>)> {
    learn_with(sentences, dictionary()?, &requests()?)
}

fn learn_with(
    sentences: &[&Sentence],
    dictionary: Dictionary,
    requests: &[Sentence],
) -> Result<(Vec<u8>, Vec<u8>)> {
    let all = sentences.iter().copied().chain(requests);
    let lesson = |sentence: &Sentence| lessons(&sentence.text, &sentence.words, &dictionary);
    let (edges, tags): (Vec<_>, Vec<_>) = all.map(lesson).unzip();
    Ok((crf::learn(&edges, EDGES, PLAN), crf::learn(&tags, Pos::ALL.len(), PLAN)))
}

/// The score on sentences of models that learned from the others.
///
/// # Errors
/// If the dictionary or our own sentences cannot be read.
pub(crate) fn cross_validate(sentences: &[Sentence]) -> Result<Score> {
    let (dictionary, requests) = (dictionary()?, requests()?);
    let fold = |fold: usize| -> Result<Score> {
        let part = |at: usize| at * FOLDS / sentences.len();
        let other = sentences.iter().enumerate().filter(|(at, _)| part(*at) != fold);
        let seen: Vec<&Sentence> = other.map(|(_, sentence)| sentence).collect();
        let (edges, tags) = learn_with(&seen, dictionary, &requests)?;
        let (edges, tags) = (Sequence::new(keep(edges)), Sequence::new(keep(tags)));
        let model = Chinese::new(dictionary, edges, tags);
        let mut score = Score::default();
        for (_, held) in sentences.iter().enumerate().filter(|(at, _)| part(*at) == fold) {
            let all = Span { start: 0, end: held.text.len() };
            score.add(&model.words(&held.text, all), &held.words);
        }
        Ok(score)
    };
    let scores: Vec<Score> = (0..FOLDS).into_par_iter().map(fold).collect::<Result<_>>()?;
    let mut all = Score::default();
    scores.into_iter().for_each(|score| all.merge(score));
    Ok(all)
}

fn dictionary() -> Result<Dictionary> {
    let path = file("zh-dictionary.bin");
    let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    Ok(Dictionary::new(keep(bytes)))
}

fn requests() -> Result<Vec<Sentence>> {
    treebank::read_plain(&crate::root().join(REQUESTS))
}
