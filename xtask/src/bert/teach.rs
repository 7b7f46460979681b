//! What the student has to reach: the teacher's vectors of all English, in fewer dimensions.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use half::f16;
use indicatif::{ProgressBar, ProgressStyle};
use qingyun_diffusion::training::pca::principal_components;
use qingyun_models::bert::Encoder;
use qingyun_models::ops::Precision;
use qingyun_models::random::Random;

use super::gather::Text;
use super::{gather, student};

/// Texts that the teacher reads between two moves of the bar.
const AT_ONCE: usize = 2048;

/// Texts from which the directions are found along which the teacher's vectors lie.
const SAMPLE: usize = 12_000;

/// Sources whose English is embedded before all other: what requests are made of.
const FIRST: [&str; 4] = ["names", "emoji", "requests", "cedict"];

/// How much to embed.
#[derive(clap::Args)]
pub(super) struct Amount {
    /// English texts, the dictionary's first; all of them where nothing is said.
    #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
    texts: usize,
}

/// The unit vector that each English text is to have, by the text.
pub(super) struct Targets {
    index: HashMap<String, usize>,
    values: Vec<f16>,
}

impl Targets {
    /// Reads what [`run`] wrote for these texts.
    pub(super) fn read(texts: &[Text]) -> Result<Self> {
        let path = path();
        let bytes = std::fs::read(&path)
            .with_context(|| format!("{}: run `cargo xtask bert teach` first", path.display()))?;
        let values: Vec<f16> =
            bytes.chunks_exact(2).map(|pair| f16::from_le_bytes([pair[0], pair[1]])).collect();
        let mut english = english(texts);
        let count = values.len() / student::HIDDEN;
        ensure!(
            count <= english.len(),
            "{} does not belong to text.tsv: run `cargo xtask bert teach` again",
            path.display()
        );
        english.truncate(count);
        let index = english.into_iter().enumerate().map(|(i, en)| (en.to_owned(), i)).collect();
        Ok(Self { index, values })
    }

    /// The number of a text among all.
    pub(super) fn find(&self, en: &str) -> Option<usize> {
        self.index.get(en).copied()
    }

    /// The vector of that number, `[HIDDEN]`.
    pub(super) fn vector(&self, number: usize) -> Vec<f32> {
        let values = &self.values[number * student::HIDDEN..][..student::HIDDEN];
        values.iter().map(|value| value.to_f32()).collect()
    }
}

/// Writes runs/bert/targets.f16.
pub(super) fn run(amount: &Amount) -> Result<()> {
    let folder = crate::fetch::unpack(&gather::sources()?.teacher)?;
    let folder = gather::folder_with(folder.path(), "model.safetensors")?;
    let teacher = Encoder::open(&folder, Precision::Bf16)?;
    let texts = super::texts()?;
    let mut english = english(&texts);
    english.truncate(amount.texts);
    println!("{} English texts to embed", english.len());
    let vectors = embedded(&teacher, &english)?;
    let basis = basis(&vectors);
    let bytes: Vec<u8> = vectors
        .iter()
        .flat_map(|vector| reduced(vector, &basis))
        .flat_map(|value| f16::from_f32(value).to_le_bytes())
        .collect();
    println!("kept {:.4} of the teacher's cosines' square", kept(&vectors, &basis));
    qingyun_files::replace(&path(), &bytes)?;
    println!("wrote {}", path().display());
    Ok(())
}

/// The teacher's vectors, with a bar that shows how far it is.
fn embedded(teacher: &Encoder, english: &[&str]) -> Result<Vec<Vec<f32>>> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} texts, {eta} left")?;
    let bar = ProgressBar::new(english.len() as u64).with_style(style);
    let mut vectors = Vec::with_capacity(english.len());
    for texts in english.chunks(AT_ONCE) {
        vectors.extend(teacher.encode(texts)?);
        bar.inc(texts.len() as u64);
    }
    bar.finish_and_clear();
    Ok(vectors)
}

fn path() -> PathBuf {
    super::folder().join("targets.f16")
}

/// Each English text once: those of [`FIRST`], then the others, mixed.
fn english(texts: &[Text]) -> Vec<&str> {
    let mut seen = HashSet::new();
    let (mut order, mut others): (Vec<&Text>, Vec<&Text>) =
        texts.iter().partition(|text| FIRST.contains(&text.source.as_str()));
    others.sort_by_cached_key(|text| crate::fetch::sha256(text.en.as_bytes()));
    order.append(&mut others);
    order.into_iter().map(|text| text.en.as_str()).filter(|en| seen.insert(*en)).collect()
}

/// The directions, `[width, HIDDEN]`, that keep most of the vectors' products. Each vector is
/// taken with its negative, so that the mean is zero and nothing is subtracted from anything.
fn basis(vectors: &[Vec<f32>]) -> Vec<f32> {
    let mut random = Random::named(1, "basis");
    let sample = (0..SAMPLE).map(|_| &vectors[random.below(vectors.len())]);
    let rows: Vec<f32> =
        sample.flat_map(|vector| vector.iter().copied().chain(vector.iter().map(|v| -v))).collect();
    principal_components(&rows, vectors[0].len(), student::HIDDEN).1
}

/// The vector along the directions, of length 1.
fn reduced(vector: &[f32], basis: &[f32]) -> Vec<f32> {
    let mut reduced = projected(vector, basis);
    let length = length(&reduced);
    reduced.iter_mut().for_each(|value| *value /= length.max(1e-6));
    reduced
}

fn projected(vector: &[f32], basis: &[f32]) -> Vec<f32> {
    let mut sum = vec![0.0; student::HIDDEN];
    for (value, direction) in vector.iter().zip(basis.chunks_exact(student::HIDDEN)) {
        sum.iter_mut().zip(direction).for_each(|(sum, d)| *sum += value * d);
    }
    sum
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|value| value * value).sum::<f32>().sqrt()
}

/// The mean share of a vector's square that the directions hold.
fn kept(vectors: &[Vec<f32>], basis: &[f32]) -> f32 {
    let sample: Vec<&Vec<f32>> = vectors.iter().step_by(97).collect();
    let held: f32 = sample.iter().map(|vector| length(&projected(vector, basis)).powi(2)).sum();
    held / sample.len().max(1) as f32
}
