//! How good a network is on what it has not learned from.

mod likeness;
mod probes;
mod retrieval;

use std::path::Path;

use anyhow::Result;
use qingyun_models::bert::Encoder;
use qingyun_models::ops::Precision;
use qingyun_prompt::likeness;

use super::gather::Text;
use super::teach::Targets;

/// Texts of each kind that are checked with, at most.
const MOST: usize = 1000;

/// Checks the network in `folder` and prints what was found; `documents` is a file of lines
/// `{"text": …}` on which student and teacher are compared.
pub(super) fn run(folder: &Path, documents: Option<&Path>) -> Result<()> {
    let encoder = Encoder::open(folder, Precision::F32)?;
    let texts = super::texts()?;
    retrieval::dictionary(&encoder, &texts)?;
    retrieval::names(&encoder, &texts)?;
    like_teacher(&encoder, &texts)?;
    probes::run(&encoder)?;
    documents.map_or(Ok(()), |path| likeness::run(&encoder, path))
}

/// The mean cosine to the teacher's vector, in each language, by source.
fn like_teacher(encoder: &Encoder, texts: &[Text]) -> Result<()> {
    let targets = Targets::read(texts)?;
    let mut sources: Vec<&str> = texts.iter().map(|text| text.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    for source in sources {
        let held: Vec<&Text> =
            texts.iter().filter(|text| text.held && text.source == source).take(MOST).collect();
        let english: Vec<(&str, &str)> =
            held.iter().map(|text| (text.en.as_str(), text.en.as_str())).collect();
        let chinese: Vec<(&str, &str)> =
            held.iter().filter_map(|text| Some((text.zh.as_deref()?, text.en.as_str()))).collect();
        for (language, said) in [("English", english), ("Chinese", chinese)] {
            let (cosine, count) = mean_cosine(encoder, &targets, &said)?;
            if count > 0 {
                println!(
                    "{source}, {language}: cosine {cosine:.3} to the teacher, {count} held out"
                );
            }
        }
    }
    Ok(())
}

/// The mean cosine to the teacher's vectors, over the texts that have one, and their number.
fn mean_cosine(
    encoder: &Encoder,
    targets: &Targets,
    said: &[(&str, &str)],
) -> Result<(f32, usize)> {
    let known = said.iter().filter_map(|(words, en)| Some((*words, targets.find(en)?)));
    let (words, numbers): (Vec<&str>, Vec<usize>) = known.unzip();
    let vectors = encoder.encode(&words)?;
    let cosines = vectors.iter().zip(&numbers).map(|(v, &n)| likeness(v, &targets.vector(n)));
    Ok((cosines.sum::<f32>() / words.len().max(1) as f32, words.len()))
}
