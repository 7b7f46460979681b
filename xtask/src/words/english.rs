//! Learns what parts of speech English words are.

use qingyun_prompt::words::Pos;
use qingyun_prompt::words::english::lesson;
use qingyun_prompt::words::sequence::Lesson;
use qingyun_prompt::words::sequence::Sequence;

use super::crf::{self, Plan};
use super::keep;
use super::treebank::Sentence;

/// How the model learns.
const PLAN: Plan = Plan { passes: 5, rate: 0.1, decay: 1e-5, least: 5, rows: 75_000 };

/// One sentence in so many is held back.
const HELD: usize = 20;

/// The table of weights, and the share of held-back tokens that are tagged as in the text.
pub(super) fn learn(sentences: &[Sentence]) -> (Vec<u8>, f64) {
    let lessons = sentences.iter().map(|sentence| lesson(&sentence.text, &sentence.words));
    let (held, seen): (Vec<_>, Vec<_>) = lessons.enumerate().partition(|(at, _)| at % HELD == 0);
    let seen: Vec<Lesson> = seen.into_iter().map(|(_, lesson)| lesson).collect();
    let bytes = crf::learn(&seen, Pos::ALL.len(), PLAN);
    let model = Sequence::new(keep(bytes.clone()));
    let right: usize = held.iter().map(|(_, lesson)| right(&model, lesson)).sum();
    let all: usize = held.iter().map(|(_, lesson)| lesson.len()).sum();
    (bytes, right as f64 / all.max(1) as f64)
}

fn right(model: &Sequence<{ Pos::ALL.len() }>, lesson: &Lesson) -> usize {
    let scores: Vec<_> = lesson.iter().map(|(keys, _)| model.scores(keys)).collect();
    let found = model.best(&scores);
    found.iter().zip(lesson).filter(|(label, (_, gold))| **label == *gold).count()
}
