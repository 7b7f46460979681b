//! Learns how well Chinese words suit parts of speech, and follow each other.

mod classes;
mod features;
mod field;
mod lattice;
mod lexicon;
mod pack;
mod sentence;

use anyhow::Result;
use qingyun_prompt::Span;
use qingyun_prompt::words::chinese::Chinese;
use qingyun_prompt::words::chinese::model::Model;
use rayon::prelude::*;

use classes::Classes;
use field::{Field, Plan};
use lattice::{Index, Lattice};
use lexicon::Lexicon;
use pack::Learned;
use sentence::Known;

use super::treebank::{self, Score, Sentence};

/// Parts of the cross-validation: each is a tenth of the file in one piece, so that sentences of
/// one text are not on both sides.
const FOLDS: usize = 10;

/// How the model learns.
const PLAN: Plan = Plan { passes: 15, rate: 0.05, decay: 1e-3 };

/// Our own sentences: requests and small talk, which a treebank of encyclopaedias lacks.
const REQUESTS: &str = "data/words/requests.txt";

/// The bytes of the model that is learned from these sentences and our own.
pub(super) fn learn(sentences: &[Sentence]) -> Result<Vec<u8>> {
    let all: Vec<&Sentence> = sentences.iter().collect();
    Ok(learn_with(&all, &Lexicon::open()?, &requests()?))
}

fn learn_with(sentences: &[&Sentence], lexicon: &Lexicon, requests: &[Sentence]) -> Vec<u8> {
    let all = sentences.iter().copied().chain(requests);
    let all: Vec<Known> = all.map(|sentence| Known::new(sentence, lexicon)).collect();
    let classes = Classes::new(&all, lexicon);
    let mut index = Index::new(lexicon);
    let lattices: Vec<Lattice> =
        all.iter().map(|sentence| Lattice::new(sentence, &classes, &mut index)).collect();
    let mut field = Field::new(index.size, &classes.tags);
    field.learn(&lattices, &index.lists, PLAN);
    Learned { lexicon, classes: &classes, index: &index, field: &field }.bytes()
}

/// The score on sentences of models that learned from the others.
///
/// # Errors
/// If the dictionary or our own sentences cannot be read.
pub(crate) fn cross_validate(sentences: &[Sentence]) -> Result<Score> {
    let (lexicon, requests) = (Lexicon::open()?, requests()?);
    let fold = |fold: usize| {
        let part = |at: usize| at * FOLDS / sentences.len();
        let other = sentences.iter().enumerate().filter(|(at, _)| part(*at) != fold);
        let seen: Vec<&Sentence> = other.map(|(_, sentence)| sentence).collect();
        let bytes = learn_with(&seen, &lexicon, &requests);
        let chinese = Chinese::new(lexicon.dictionary, Model::new(bytes.leak()));
        let mut score = Score::default();
        for (_, held) in sentences.iter().enumerate().filter(|(at, _)| part(*at) == fold) {
            let mut words = Vec::new();
            let all = Span { start: 0, end: held.text.len() };
            chinese.words(&held.text, all, &mut words);
            score.add(&words, &held.words);
        }
        score
    };
    let scores: Vec<Score> = (0..FOLDS).into_par_iter().map(fold).collect();
    let mut all = Score::default();
    scores.into_iter().for_each(|score| all.merge(score));
    Ok(all)
}

fn requests() -> Result<Vec<Sentence>> {
    treebank::read_plain(&crate::root().join(REQUESTS))
}
