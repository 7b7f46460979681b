//! Encoding: documents a second, in turns with sentence-transformers on the same weights.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use qingyun_models::bert::Encoder;
use qingyun_models::ops::Precision;
use qingyun_prompt::likeness;

use super::{Figure, lines};
use crate::bench::median;
use crate::process::Process;

/// Threads of each.
const THREADS: usize = 2;
/// Turns; the figures are medians over them.
const TURNS: usize = 3;

/// Encodes the `text` of each line of `texts` with the model in the folder `model`: us in f32 and
/// in bf16, and sentence-transformers (batches of 32) by `python`, which must have it. The ratios
/// are of documents a second, ours over theirs in the same turn.
pub(crate) fn run(model: &Path, texts: &Path, python: &Path) -> Result<Vec<Figure>> {
    let documents = lines::texts(texts)?;
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
    let rate = |seconds: &[f64]| documents.len() as f64 / median(seconds);
    let ratio = |ours: &[f64]| {
        let ratios = ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours);
        median(&ratios.collect::<Vec<_>>())
    };
    let figures = [
        ("encode_docs_per_second", rate(&exact)),
        ("encode_docs_per_second_bf16", rate(&narrow)),
        ("encode_vs_sentence_transformers", ratio(&exact)),
        ("encode_bf16_vs_sentence_transformers", ratio(&narrow)),
    ];
    Ok(figures.map(|(name, value)| (name.into(), value)).into())
}

/// Says how far the three are from each other.
fn agree(exact: &[Vec<f32>], narrow: &[Vec<f32>], theirs: &[f32]) {
    let largest = exact.iter().flatten().zip(theirs).map(|(a, b)| (a - b).abs());
    let largest = largest.fold(0.0, f32::max);
    let cosines = exact.iter().zip(narrow).map(|(exact, narrow)| likeness(exact, narrow));
    let least = cosines.fold(1.0, f32::min);
    eprintln!("f32: at most {largest:.1e} from theirs; bf16: cosine to f32 at least {least:.5}");
}

fn timed<T>(work: impl FnOnce() -> Result<T, qingyun_models::Error>) -> Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64())
}

/// sentence-transformers in a process that waits for its turns.
struct Peer(Process);

impl Peer {
    fn start(python: &Path, model: &Path, texts: &Path) -> Result<Self> {
        let mut command = Command::new(python);
        command.arg(crate::root().join("tests/peers/encode.py")).args([model, texts]);
        command.env("OMP_NUM_THREADS", THREADS.to_string());
        Ok(Self(Process::start(command)?.0))
    }

    /// The seconds that encoding all texts takes.
    fn run(&mut self) -> Result<f64> {
        self.0.ask_number("run", "seconds")
    }

    /// The vectors, text after text.
    fn vectors(&mut self) -> Result<Vec<f32>> {
        let file = tempfile::NamedTempFile::new()?;
        self.0.ask(&format!("write {}", file.path().display()))?;
        let bytes = std::fs::read(file.path())?;
        let (values, _) = bytes.as_chunks::<4>();
        Ok(values.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect())
    }
}
