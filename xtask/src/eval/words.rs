//! How well and how fast words are found, beside jieba.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use jieba_rs::Jieba;
use qingyun_prompt::Span;
use qingyun_prompt::words::{Pos, Tagger, Word};

use crate::words::treebank::{self, Score, Sentence};

/// How often each text is read; the fastest counts.
const TURNS: usize = 9;

/// Figures over a treebank in CoNLL-U: F1 in per cent, and our speed as a multiple of jieba's
/// `cut` on one thread. The shipped weights have seen the development file of GSDSimp; the
/// cross-validated figures have not.
pub(crate) fn run(dev: &Path) -> Result<Vec<(&'static str, f64)>> {
    let sentences = treebank::read(dev)?;
    let (jieba, tagger) = (Jieba::new(), Tagger::default());
    let ours = score(&sentences, |text| tagger.tag(text));
    let theirs = score(&sentences, |text| cut(&jieba, text));
    let unseen = crate::words::cross_validate(&sentences)?;
    let text: Vec<&str> = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    let our_time = time(&text, |text| tagger.tag(text).len());
    let their_time = time(&text, |text| jieba.cut(text, true).len());
    Ok(vec![
        ("segment_f1", ours.segment()),
        ("segment_pos_f1", ours.tagged()),
        ("segment_f1_cross_validated", unseen.segment()),
        ("segment_pos_f1_cross_validated", unseen.tagged()),
        ("jieba_f1", theirs.segment()),
        ("segment_vs_jieba_speed", their_time.as_secs_f64() / our_time.as_secs_f64()),
    ])
}

fn score(sentences: &[Sentence], words: impl Fn(&str) -> Vec<Word>) -> Score {
    let mut score = Score::default();
    for sentence in sentences {
        score.add(&words(&sentence.text), &sentence.words);
    }
    score
}

/// jieba's words; it has no universal parts of speech.
fn cut(jieba: &Jieba, text: &str) -> Vec<Word> {
    let tokens = jieba.cut(text, true).into_iter();
    let spans = tokens.map(|token| Span { start: token.byte_start, end: token.byte_end });
    let spans = spans.filter(|span| !text[span.start..span.end].trim().is_empty());
    spans.map(|span| Word { span, pos: Pos::X }).collect()
}

/// The sum over texts of the shortest time that each took: other work on the machine disturbs
/// whole turns, but seldom every turn of one sentence.
fn time(text: &[&str], words: impl Fn(&str) -> usize) -> Duration {
    let turn = |text: &str| {
        let start = Instant::now();
        std::hint::black_box(words(text));
        start.elapsed()
    };
    let best = |text: &&str| (0..TURNS).map(|_| turn(text)).min().unwrap_or_default();
    text.iter().map(best).sum()
}
