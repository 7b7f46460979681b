//! `cargo xtask eval`: the language engine's figures, over gold sets and texts.

mod encoding;
mod words;

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Map, json};

/// Measure the language engine: words, keywords, requests, dialogues, lint, encoding.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with semeval2017.jsonl, csl_dev.jsonl and zh_gsdsimp-ud-dev.conllu.
    #[arg(long)]
    data: PathBuf,
    /// Folder with all-MiniLM-L6-v2 in Hugging Face's layout, to measure with it too.
    #[arg(long)]
    minilm: Option<PathBuf>,
    /// Measure only what has this in its name, such as `words` or `keywords`.
    #[arg(long, default_value = "")]
    only: String,
    /// Print one flat JSON object.
    #[arg(long)]
    json: bool,
}

/// A figure with its name.
pub(crate) type Figure = (String, f64);

/// What can be measured, by name.
const MEASURES: &[(&str, fn(&Args) -> Result<Vec<Figure>>)] = &[("words", words), ("encoding", encoding)];

fn words(args: &Args) -> Result<Vec<Figure>> {
    let figures = words::run(&args.data.join("zh_gsdsimp-ud-dev.conllu"))?;
    Ok(figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Needs MiniLM, and sentence-transformers in the environment of the bench's peers.
fn encoding(args: &Args) -> Result<Vec<Figure>> {
    let Some(model) = &args.minilm else { return Ok(Vec::new()) };
    let python = crate::root().join("target/peers/environment/bin/python");
    encoding::run(model, &args.data.join("semeval2017.jsonl"), &python)
}

/// Runs the chore.
pub(crate) fn run(args: &Args) -> Result<()> {
    let mut figures = Vec::new();
    for (name, measure) in MEASURES.iter().filter(|(name, _)| name.contains(&args.only)) {
        eprintln!("{name} …");
        figures.extend(measure(args)?);
    }
    if args.json {
        let object: Map<_, _> = figures.into_iter().map(|(k, v)| (k, json!(v))).collect();
        println!("{}", json!(object));
    } else {
        figures.iter().for_each(|(name, value)| println!("{name:<44} {value:>10.4}"));
    }
    Ok(())
}
