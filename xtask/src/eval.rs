//! `cargo xtask eval`: the language engine's figures, over gold sets and texts.

mod dialogues;
mod encoding;
mod keywords;
mod lines;
mod lint;
mod meaning;
mod requests;
mod words;

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Map, json};

use meaning::Meaning;

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

const ENGLISH: &str = "semeval2017.jsonl";
const CHINESE: &str = "csl_dev.jsonl";
const TREEBANK: &str = "zh_gsdsimp-ud-dev.conllu";

/// A figure with its name.
pub(crate) type Figure = (String, f64);

/// A way to measure something.
type Measure = fn(&Args) -> Result<Vec<Figure>>;

/// What can be measured, by name.
const MEASURES: &[(&str, Measure)] = &[
    ("words", words),
    ("encoding", encoding),
    ("keywords", keywords),
    ("requests", requests),
    ("dialogues", dialogues),
    ("lint", lint),
];

fn words(args: &Args) -> Result<Vec<Figure>> {
    Ok(owned(words::run(&args.data.join(TREEBANK))?))
}

/// Needs MiniLM, and sentence-transformers in the environment of the bench's peers.
fn encoding(args: &Args) -> Result<Vec<Figure>> {
    let Some(model) = &args.minilm else { return Ok(Vec::new()) };
    let python = crate::root().join("target/peers/environment/bin/python");
    encoding::run(model, &args.data.join(ENGLISH), &python)
}

fn keywords(args: &Args) -> Result<Vec<Figure>> {
    let (english, chinese) = (args.data.join(ENGLISH), args.data.join(CHINESE));
    let own = ("bilingual", bilingual());
    let mut figures = Vec::new();
    for (name, folder) in [own].into_iter().chain(args.minilm.clone().map(|m| ("minilm", m))) {
        let meaning = Meaning::open(&folder)?;
        figures.extend(keywords::run(&meaning, name, &english, &chinese)?);
    }
    Ok(figures)
}

fn requests(_: &Args) -> Result<Vec<Figure>> {
    let meaning = Meaning::open(&bilingual())?;
    Ok(owned(requests::run(&meaning, &gold("requests.jsonl"))?))
}

fn dialogues(_: &Args) -> Result<Vec<Figure>> {
    Ok(owned(dialogues::run(&gold("dialogues.jsonl"))?))
}

fn lint(args: &Args) -> Result<Vec<Figure>> {
    let data = |name| args.data.join(name);
    Ok(owned(lint::run(&data(ENGLISH), &data(CHINESE), &data(TREEBANK))?))
}

fn owned(figures: Vec<(&'static str, f64)>) -> Vec<Figure> {
    figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn gold(name: &str) -> PathBuf {
    crate::root().join("tests/gold").join(name)
}

/// The model that comes along.
fn bilingual() -> PathBuf {
    crate::root().join("weights/bert")
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
