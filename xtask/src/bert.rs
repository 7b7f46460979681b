//! `cargo xtask bert`: the small bilingual BERT, from pinned text to `weights/bert`.

mod check;
mod gather;
mod learn;
mod lessons;
mod read;
mod ship;
mod student;
mod teach;
mod vocabulary;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;

/// Train the small bilingual BERT again, step by step.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    step: Step,
}

/// The steps, in their order.
#[derive(Subcommand)]
enum Step {
    /// Fetch the pinned sources and write runs/bert/text.tsv.
    Gather,
    /// Choose the tokens and write runs/bert/tokenizer.json.
    Vocabulary,
    /// Embed all English by the teacher and write runs/bert/targets.f16.
    Teach(teach::Amount),
    /// Learn; a run that was stopped goes on from its last checkpoint.
    Learn(learn::Length),
    /// Write the last checkpoint's weights as the program reads them.
    Ship {
        /// Where to.
        #[arg(long, default_value = "weights/bert")]
        to: PathBuf,
    },
    /// Measure on what was held out.
    Check {
        /// The folder with the weights.
        #[arg(long, default_value = "weights/bert")]
        weights: PathBuf,
        /// Lines of `{"text": …}` on which it is compared with its teacher.
        #[arg(long)]
        documents: Option<PathBuf>,
    },
}

/// Runs one step.
pub(crate) fn run(args: &Args) -> Result<()> {
    match &args.step {
        Step::Gather => gather::run(),
        Step::Vocabulary => vocabulary::run(),
        Step::Teach(amount) => teach::run(amount),
        Step::Learn(length) => learn::run(length),
        Step::Ship { to } => ship::run(to),
        Step::Check { weights, documents } => check::run(weights, documents.as_deref()),
    }
}

/// Where all steps read and write; git ignores it.
fn folder() -> PathBuf {
    crate::root().join("runs/bert")
}

/// What [`gather`] wrote.
fn texts() -> Result<Vec<gather::Text>> {
    let path = folder().join("text.tsv");
    let tsv = std::fs::read_to_string(&path)
        .with_context(|| format!("{}: run `cargo xtask bert gather` first", path.display()))?;
    gather::read(&tsv)
}
