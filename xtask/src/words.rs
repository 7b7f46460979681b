//! Makes the dictionary and the weights by which words are found and tagged.

mod crf;
mod dictionary;
pub(crate) mod treebank;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use qingyun_prompt::words::chinese::dictionary::Dictionary;
use qingyun_prompt::words::chinese::{Chinese, EDGES, lessons};
use qingyun_prompt::words::english::lesson;
use qingyun_prompt::words::sequence::Sequence;
use qingyun_prompt::words::table::Table;
use qingyun_prompt::words::Pos;
use qingyun_prompt::Span;
use rayon::prelude::*;
use treebank::{Score, Sentence};

use crate::root;

/// What to make.
#[derive(Subcommand)]
pub(crate) enum Args {
    /// The Chinese dictionary, from jieba's and CC-CEDICT.
    Dictionary {
        /// jieba's `dict.txt`.
        #[arg(long)]
        jieba: PathBuf,
        /// CC-CEDICT as text.
        #[arg(long)]
        cedict: PathBuf,
        /// Uses below which a word of jieba's alone is left out.
        #[arg(long, default_value_t = 0.0)]
        least: f64,
    },
    /// The English weights, from a treebank in CoNLL-U; every twentieth sentence is held back.
    English {
        /// The treebank.
        treebank: PathBuf,
    },
    /// The Chinese weights, from a treebank in CoNLL-U.
    Chinese {
        /// The treebank.
        treebank: PathBuf,
        /// Parts of the cross-validation; 0 for none.
        #[arg(long, default_value_t = 5)]
        folds: usize,
    },
}

/// Makes it.
pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = root().join("weights/words");
    std::fs::create_dir_all(&folder)?;
    match args {
        Args::Dictionary { jieba, cedict, least } => {
            std::fs::write(folder.join("zh.dictionary"), dictionary::build(jieba, cedict, *least)?)?;
        }
        Args::English { treebank } => {
            std::fs::write(folder.join("en.tags"), english(&treebank::read(treebank)?))?;
        }
        Args::Chinese { treebank, folds } => {
            let dictionary = Dictionary::new(table(std::fs::read(folder.join("zh.dictionary"))?));
            let sentences = treebank::read(treebank)?;
            if *folds > 0 {
                let score = cross_validate(&sentences, *folds, dictionary);
                println!("segments {:.2}, with tags {:.2}", score.segment(), score.tagged());
            }
            let all: Vec<&Sentence> = sentences.iter().collect();
            let (edges, tags) = learn(&all, dictionary);
            std::fs::write(folder.join("zh.edges"), edges)?;
            std::fs::write(folder.join("zh.tags"), tags)?;
        }
    }
    Ok(())
}

fn table(bytes: Vec<u8>) -> Table<'static> {
    Table::new(bytes.leak())
}

fn number(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn learn(sentences: &[&Sentence], dictionary: Dictionary) -> (Vec<u8>, Vec<u8>) {
    let (edges, tags): (Vec<_>, Vec<_>) =
        sentences.iter().map(|s| lessons(&s.text, &s.words, &dictionary)).unzip();
    let plan = crf::Plan {
        passes: number("EP", 12.0) as usize, rate: number("ER", 0.1), decay: number("ED", 1e-3),
        least: number("EL", 2.0) as u32, rows: number("EN", 60000.0) as usize };
    let plan2 = crf::Plan {
        passes: number("TP", 12.0) as usize, rate: number("TR", 0.1), decay: number("TD", 1e-3),
        least: number("TL", 2.0) as u32, rows: number("TN", 40000.0) as usize };
    (crf::learn(&edges, EDGES, plan), crf::learn(&tags, Pos::ALL.len(), plan2))
}

fn cross_validate(sentences: &[Sentence], folds: usize, dictionary: Dictionary) -> Score {
    let scores: Vec<Score> = (0..folds).into_par_iter().map(|fold| {
        let (held, seen): (Vec<_>, Vec<_>) =
            sentences.iter().enumerate().partition(|(at, _)| at * folds / sentences.len() == fold);
        let seen: Vec<&Sentence> = seen.into_iter().map(|(_, s)| s).collect();
        let (edges, tags) = learn(&seen, dictionary);
        let model = Chinese::new(dictionary, Sequence::new(table(edges)), Sequence::new(table(tags)));
        let mut score = Score::default();
        for (_, s) in held {
            let found = model.words(&s.text, Span { start: 0, end: s.text.len() });
            score.add(&found, &s.words);
        }
        score
    }).collect();
    let mut all = Score::default();
    scores.iter().for_each(|s| all.merge(*s));
    all
}

fn english(sentences: &[Sentence]) -> Vec<u8> {
    let lessons: Vec<_> = sentences.iter().map(|s| lesson(&s.text, &s.words)).collect();
    let (held, seen): (Vec<_>, Vec<_>) = lessons.into_iter().enumerate().partition(|(at, _)| at % 20 == 0);
    let seen: Vec<_> = seen.into_iter().map(|(_, l)| l).collect();
    let plan = crf::Plan {
        passes: number("TP", 4.0) as usize, rate: number("TR", 0.1), decay: number("TD", 1e-5),
        least: number("TL", 4.0) as u32, rows: number("TN", 60000.0) as usize };
    let bytes = crf::learn(&seen, Pos::ALL.len(), plan);
    let model: Sequence<17> = Sequence::new(table(bytes.clone()));
    let (mut right, mut all) = (0, 0);
    for (_, lesson) in &held {
        let scores: Vec<_> = lesson.iter().map(|(keys, _)| model.scores(keys)).collect();
        right += model.best(&scores).iter().zip(lesson).filter(|(l, i)| **l == i.1).count();
        all += lesson.len();
    }
    println!("right {:.2} % of {all}", 100.0 * right as f64 / all as f64);
    bytes
}
