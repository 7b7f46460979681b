//! Chores of the project: `cargo xtask --help` lists them.

mod bench;
mod bert;
mod dataset;
mod eval;
mod fetch;
mod judge;
mod process;
mod sheet;
mod words;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

// As the program itself has it, so that both are measured alike.
#[global_allocator]
static ALLOCATOR: qingyun_kernels::Allocator = qingyun_kernels::Allocator;

/// Chores of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Measure our networks against other engines', turn by turn, on the same weights.
    Bench(bench::Args),
    /// Train the small bilingual BERT again, step by step.
    Bert(bert::Args),
    /// Fetch the pinned sets of works and draw them into data/works.
    Dataset(dataset::Args),
    /// Measure the language engine: words, keywords, requests, dialogues, lint, encoding.
    Eval(eval::Args),
    /// Judge painted pictures over prompts whose combination was never trained.
    Judge(judge::Args),
    /// Lay drawn works or composed training pictures out on one sheet, to look at.
    Sheet(sheet::Args),
    /// Make the dictionary and the weights by which words are found and tagged.
    #[command(subcommand)]
    Words(words::Args),
}

fn main() -> anyhow::Result<()> {
    // Longer than most steps of training take.
    qingyun_kernels::keep_memory(std::time::Duration::from_secs(10));
    qingyun_kernels::work_here();
    match Cli::parse().chore {
        Chore::Bench(args) => bench::run(&args),
        Chore::Bert(args) => bert::run(&args),
        Chore::Dataset(args) => dataset::run(&args),
        Chore::Eval(args) => eval::run(&args),
        Chore::Judge(args) => judge::run(&args),
        Chore::Sheet(args) => sheet::run(&args),
        Chore::Words(args) => words::run(&args),
    }
}

/// This repository's folder.
fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// The folder `data` of this repository.
fn data() -> PathBuf {
    root().join("data")
}
