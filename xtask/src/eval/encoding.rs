//! Encoding: documents a second, in turns with sentence-transformers on the same weights.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use qingyun_models::bert::Encoder;
use qingyun_models::ops::Precision;
use serde_json::Value;

use super::Figure;

/// Threads of each.
const THREADS: usize = 2;
/// Turns; the figures are medians over them.
const TURNS: usize = 3;

/// Encodes the `text` of each line of `texts` with the model in the folder `model`: us in f32 and
/// in bf16, and sentence-transformers (batches of 32) by `python`, which must have it. The ratios
/// are of documents a second, ours over theirs in the same turn.
pub(crate) fn run(model: &Path, texts: &Path, python: &Path) -> Result<Vec<Figure>> {
    let documents = documents(texts)?;
    let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
    let encoders = Precision::ALL.map(|precision| Encoder::open(model, precision));
    let [exact, narrow] = encoders;
    let (exact, narrow) = (exact?, narrow?);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build()?;
    let ours = |encoder: &Encoder| pool.install(|| encoder.encode(&documents));
    let mut peer = Peer::start(python, model, texts)?;
    agree(&ours(&exact)?, &ours(&narrow)?, &peer.vectors()?);
    let mut seconds = [Vec::new(), Vec::new(), Vec::new()];
    for turn in 0..TURNS {
        eprintln!("turn {} of {TURNS} …", turn + 1);
        seconds[0].push(timed(|| ours(&exact))?);
        seconds[1].push(peer.run()?);
        seconds[2].push(timed(|| ours(&narrow))?);
    }
    let [exact, theirs, narrow] = seconds;
    let rate = |seconds: &[f64]| median(seconds.iter().map(|s| documents.len() as f64 / s));
    let ratio = |ours: &[f64]| median(ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours));
    let figures = [
        ("encode_docs_per_second", rate(&exact)),
        ("encode_docs_per_second_bf16", rate(&narrow)),
        ("encode_vs_sentence_transformers", ratio(&exact)),
        ("encode_bf16_vs_sentence_transformers", ratio(&narrow)),
    ];
    Ok(figures.map(|(name, value)| (name.into(), value)).into())
}

fn documents(texts: &Path) -> Result<Vec<String>> {
    let content = std::fs::read_to_string(texts);
    let content = content.with_context(|| format!("reading {}", texts.display()))?;
    let text = |line: &str| -> Result<String> {
        let line: Value = serde_json::from_str(line)?;
        Ok(line["text"].as_str().context("a line without text")?.to_owned())
    };
    content.lines().map(text).collect()
}

/// Says how far the three are from each other.
fn agree(exact: &[Vec<f32>], narrow: &[Vec<f32>], theirs: &[f32]) {
    let largest = exact.iter().flatten().zip(theirs).map(|(a, b)| (a - b).abs());
    let largest = largest.fold(0.0, f32::max);
    let cosine = |(a, b): (&Vec<f32>, &Vec<f32>)| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let least = exact.iter().zip(narrow).map(cosine).fold(1.0, f32::min);
    eprintln!("f32: at most {largest:.1e} from theirs; bf16: cosine to f32 at least {least:.5}");
}

fn timed<T>(work: impl FnOnce() -> Result<T, qingyun_models::Error>) -> Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// sentence-transformers in a process that waits for its turns.
struct Peer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    fn start(python: &Path, model: &Path, texts: &Path) -> Result<Self> {
        let mut command = Command::new(python);
        command.arg(crate::root().join("tests/peers/encode.py")).args([model, texts]);
        command.env("OMP_NUM_THREADS", THREADS.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child =
            command.spawn().with_context(|| format!("starting {}", python.display()))?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?);
        let mut peer = Self { child, input, output };
        peer.listen()?;
        Ok(peer)
    }

    /// The seconds that encoding all texts takes.
    fn run(&mut self) -> Result<f64> {
        writeln!(self.input, "run")?;
        self.listen()?["seconds"].as_f64().context("no seconds")
    }

    /// The vectors, text after text.
    fn vectors(&mut self) -> Result<Vec<f32>> {
        let file = tempfile::NamedTempFile::new()?;
        writeln!(self.input, "write {}", file.path().display())?;
        self.listen()?;
        let bytes = std::fs::read(file.path())?;
        let (values, _) = bytes.as_chunks::<4>();
        Ok(values.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect())
    }

    fn listen(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the peer ended before its time");
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Peer {
    /// It ends where its input does; waiting leaves nothing behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
