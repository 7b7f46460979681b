//! Makes the dictionary and the weights by which words are found and tagged.

mod chinese;
mod crf;
mod dictionary;
mod english;
pub(crate) mod treebank;
mod trie;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use qingyun_prompt::words::table::Table;

pub(crate) use chinese::cross_validate;

use crate::root;

/// What to make.
#[derive(Subcommand)]
pub(crate) enum Args {
    /// The Chinese dictionary, from the facts of jieba's and CC-CEDICT.
    Dictionary {
        /// jieba's `dict.txt`.
        #[arg(long)]
        jieba: PathBuf,
        /// CC-CEDICT as text.
        #[arg(long)]
        cedict: PathBuf,
    },
    /// The Chinese weights, from GSDSimp's development file and our own sentences.
    Chinese {
        /// The development file, in CoNLL-U.
        treebank: PathBuf,
    },
    /// The English weights, from tagged text in CoNLL-U; every twentieth sentence is held back.
    English {
        /// The tagged text.
        treebank: PathBuf,
    },
}

/// Makes it.
pub(crate) fn run(args: &Args) -> Result<()> {
    match args {
        Args::Dictionary { jieba, cedict } => {
            let (words, facts) = dictionary::build(jieba, cedict)?;
            write("zh-dictionary.bin", &words)?;
            write("zh-facts.bin", &facts)
        }
        Args::Chinese { treebank } => {
            let sentences = treebank::read(treebank)?;
            let score = cross_validate(&sentences)?;
            println!("unseen: words {:.2}, tagged {:.2}", score.segment(), score.tagged());
            write("zh-words.bin", &chinese::learn(&sentences)?)
        }
        Args::English { treebank } => {
            let (tags, right) = english::learn(&treebank::read(treebank)?);
            println!("unseen: {:.2} % tagged as the teacher does", 100.0 * right);
            write("en-tags.bin", &tags)
        }
    }
}

/// Where a file of the words lies.
fn file(name: &str) -> PathBuf {
    root().join("weights/words").join(name)
}

fn write(name: &str, bytes: &[u8]) -> Result<()> {
    let path = file(name);
    println!("{name}: {} bytes", bytes.len());
    qingyun_files::replace(&path, bytes).with_context(|| format!("writing {}", path.display()))
}

/// A table that is kept till the end of the program, as if it were built in.
fn keep(bytes: Vec<u8>) -> Table<'static> {
    Table::new(bytes.leak())
}
