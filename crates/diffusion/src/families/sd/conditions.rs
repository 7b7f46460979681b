//! What the U-Net is told, stage by stage.

use burn::tensor::Tensor;
use qingyun_models::sd::files::Family;

use super::encoder::{Texts, Told};
use crate::Result;
use crate::families::Text;
use crate::text::{Chunk, Side, Stage, SubPrompt, even_out, read};

/// What is told from some step to another.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The last of its steps, from 1.
    pub(super) until: usize,
    /// What is wanted, each with its share.
    pub(super) wanted: Vec<(f64, Told)>,
    /// What guidance leads away from.
    pub(super) unwanted: Told,
}

/// What is told over a whole run.
#[derive(Clone, Debug)]
pub(super) struct Conditions {
    parts: Vec<Part>,
}

/// A prompt and its chunks.
struct Chunked {
    weight: f64,
    chunks: Vec<Chunk>,
}

/// A prompt's stages as chunks.
type Stages = Vec<(usize, Vec<Chunked>)>;

impl Conditions {
    /// Reads both prompts for so many steps, and encodes each text once.
    ///
    /// # Errors
    /// [`crate::Error::Text`] where a prompt cannot be read, and what the encoders report.
    pub(super) fn new(texts: &Texts, asked: &Text, steps: usize, kind: Family) -> Result<Self> {
        let stages = |prompt: &str, side| -> Result<Stages> {
            let reading = read(prompt, side, asked.syntax, steps)?;
            Ok(reading.stages.iter().map(|stage| chunked(stage, texts)).collect())
        };
        let wanted = stages(&asked.prompt, Side::Positive)?;
        let unwanted = stages(&asked.negative, Side::Negative)?;
        let [wanted, unwanted] = level([wanted, unwanted]);
        let nothing = kind == Family::Sdxl && asked.negative.trim().is_empty();
        let mut encoder = Encoder { texts, asked, known: Vec::new() };
        let mut parts = Vec::new();
        for until in ends(&wanted, &unwanted) {
            let told = at(&wanted, until).iter();
            let told = told.map(|prompt| Ok((prompt.weight, encoder.told(&prompt.chunks)?)));
            let told = told.collect::<Result<Vec<_>>>()?;
            let away = at(&unwanted, until).first().map(|prompt| encoder.told(&prompt.chunks));
            let away = away.unwrap_or_else(|| encoder.told(&[Chunk::default()]))?;
            let away = if nothing { silent(&away) } else { away };
            parts.push(Part { until, wanted: told, unwanted: away });
        }
        Ok(Self { parts })
    }

    /// What is told at a step, counted from 0.
    pub(super) fn at(&self, step: usize) -> Option<&Part> {
        self.parts.iter().find(|part| step < part.until).or(self.parts.last())
    }
}

/// Encodes each text once.
struct Encoder<'a> {
    texts: &'a Texts,
    asked: &'a Text,
    known: Vec<(Vec<Chunk>, Told)>,
}

impl Encoder<'_> {
    fn told(&mut self, chunks: &[Chunk]) -> Result<Told> {
        if let Some((_, told)) = self.known.iter().find(|(known, _)| known == chunks) {
            return Ok(told.clone());
        }
        let skip = self.asked.clip_skip.saturating_sub(1);
        let told = self.texts.told(chunks, skip, self.asked.emphasis)?;
        self.known.push((chunks.to_vec(), told.clone()));
        Ok(told)
    }
}

fn chunked(stage: &Stage, texts: &Texts) -> (usize, Vec<Chunked>) {
    let prompt = |prompt: &SubPrompt| Chunked {
        weight: prompt.weight,
        chunks: texts.chunks(&prompt.pieces),
    };
    (stage.until, stage.prompts.iter().map(prompt).collect())
}

/// The same, all with as many chunks as the longest: what runs as one batch has one length.
fn level(mut all: [Stages; 2]) -> [Stages; 2] {
    let prompts = || all.iter().flatten().flat_map(|(_, prompts)| prompts);
    let mut chunks: Vec<Vec<Chunk>> = prompts().map(|prompt| prompt.chunks.clone()).collect();
    even_out(&mut chunks);
    let prompts = all.iter_mut().flatten().flat_map(|(_, prompts)| prompts);
    for (prompt, chunks) in prompts.zip(chunks) {
        prompt.chunks = chunks;
    }
    all
}

/// The steps at which either changes, in order.
fn ends(wanted: &Stages, unwanted: &Stages) -> Vec<usize> {
    let mut ends: Vec<usize> = wanted.iter().chain(unwanted).map(|(until, _)| *until).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// The prompts of the stage that holds the step before `until`.
fn at(stages: &Stages, until: usize) -> &[Chunked] {
    let stage = stages.iter().find(|(end, _)| until <= *end).or(stages.last());
    stage.map(|(_, prompts)| &prompts[..]).unwrap_or_default()
}

/// Nothing is told: SDXL learned so what no text at all is.
fn silent(told: &Told) -> Told {
    let device = told.context.device();
    Told {
        context: Tensor::zeros(told.context.dims(), &device),
        pooled: Tensor::zeros(told.pooled.dims(), &device),
    }
}
