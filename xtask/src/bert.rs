//! `cargo xtask bert`: the small bilingual BERT, from pinned text to `weights/bert`.

mod gather;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

/// Train the small bilingual BERT again, step by step.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    step: Step,
}

#[derive(Subcommand)]
enum Step {
    /// Fetch the pinned sources and write runs/bert/text.tsv.
    Gather,
}

/// Runs one step.
pub(crate) fn run(args: &Args) -> Result<()> {
    match args.step {
        Step::Gather => gather::run(),
    }
}

/// Where all steps read and write; git ignores it.
fn folder() -> PathBuf {
    crate::root().join("runs/bert")
}
