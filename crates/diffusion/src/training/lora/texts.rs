//! Captions as the U-Net is told them.

use std::collections::BTreeMap;
use std::path::Path;

use burn::tensor::{Device, Tensor};
use qingyun_models::Params;
use qingyun_models::ops::Precision;
use qingyun_models::sd::clip::Exit;
use qingyun_models::sd::files::{Family, Frozen};
use qingyun_models::sd::{Clip, ClipConfig, Files};

use super::LoraSettings;
use super::captions::joined;
use super::latents::Lesson;
use crate::families::Emphasis;
use crate::families::sd::encoder::{Reader, Told};
use crate::text::{Chunk, Piece, even_out};
use crate::{Error, Result};

/// Who tells the U-Net of captions.
pub(super) struct Texts {
    captions: Captions,
    encoders: Encoders,
}

/// The text encoders.
enum Encoders {
    /// They are gone: all that there is to tell is known.
    Known(BTreeMap<String, Told>),
    /// They stay as they are.
    Still(Vec<Clip>),
    /// They learn.
    Learning(Vec<Frozen<ClipConfig>>),
}

impl Texts {
    pub(super) fn new(
        files: &Files,
        family: Family,
        path: &Path,
        settings: &LoraSettings,
        lessons: &[Lesson],
    ) -> Result<Self> {
        let skip = settings.clip_skip - 1;
        check(files, family.exit(), skip)?;
        let captions = Captions { reader: Reader::new(family, path, Vec::new())?, skip };
        if settings.text_rate().is_some() {
            let device = Device::flex().autodiff();
            let encoders = Encoders::Learning(files.frozen_texts(&device, Precision::F32)?);
            return Ok(Self { captions, encoders });
        }
        let clips = files.texts(&Device::flex(), Precision::F32)?;
        let encoders = match settings.captions_vary() {
            true => Encoders::Still(clips),
            false => Encoders::Known(captions.all(lessons, &clips)?),
        };
        Ok(Self { captions, encoders })
    }

    /// Makes the changes of encoders that learn.
    pub(super) fn begin(&self, params: &Params, settings: &LoraSettings) -> Result<()> {
        if let Encoders::Learning(frozen) = &self.encoders {
            changed(frozen, params, settings)?;
        }
        Ok(())
    }

    /// The captions of a batch as the U-Net is told them, one row each, on a device with gradients.
    pub(super) fn told(
        &self,
        captions: &[String],
        params: &Params,
        settings: &LoraSettings,
    ) -> Result<Told> {
        let still = |told| {
            let Told { context, pooled } = together(told);
            Told { context: Tensor::from_inner(context), pooled: Tensor::from_inner(pooled) }
        };
        Ok(match &self.encoders {
            Encoders::Known(known) => {
                still(captions.iter().filter_map(|caption| known.get(caption)).cloned().collect())
            }
            Encoders::Still(clips) => still(self.captions.each(captions, clips)?),
            Encoders::Learning(frozen) => {
                let clips = changed(frozen, params, settings)?;
                together(self.captions.each(captions, &clips)?)
            }
        })
    }
}

/// The text encoders with the changes in `params` on top.
fn changed(
    frozen: &[Frozen<ClipConfig>],
    params: &Params,
    settings: &LoraSettings,
) -> Result<Vec<Clip>> {
    let clips = frozen.iter().map(|clip| clip.network(params, settings.network));
    Ok(clips.collect::<Result<_, _>>()?)
}

/// Captions of one length as a batch.
fn together(told: Vec<Told>) -> Told {
    let (contexts, pooled) = told.into_iter().map(|told| (told.context, told.pooled)).unzip();
    Told { context: Tensor::cat(contexts, 0), pooled: Tensor::cat(pooled, 0) }
}

/// How captions are read.
struct Captions {
    reader: Reader,
    /// Layers that are left out beside those that the family leaves out.
    skip: usize,
}

impl Captions {
    /// Each caption as the U-Net is told it by these encoders, all with as many tokens.
    fn each(&self, captions: &[String], clips: &[Clip]) -> Result<Vec<Told>> {
        let chunks = |caption: &String| {
            self.reader.chunks(&[Piece::Text { text: caption.clone(), weight: 1.0 }])
        };
        let mut all: Vec<Vec<Chunk>> = captions.iter().map(chunks).collect();
        even_out(&mut all);
        let told =
            |chunks: &Vec<Chunk>| self.reader.told(clips, chunks, self.skip, Emphasis::RestoreMean);
        all.iter().map(told).collect()
    }

    /// Every caption that there is, and none at all.
    fn all(&self, lessons: &[Lesson], clips: &[Clip]) -> Result<BTreeMap<String, Told>> {
        let mut captions: Vec<String> = lessons.iter().map(|lesson| joined(&lesson.tags)).collect();
        captions.push(String::new());
        captions.sort();
        captions.dedup();
        let told = self.each(&captions, clips)?;
        Ok(captions.into_iter().zip(told).collect())
    }
}

/// Whether the encoders have so many layers to leave out.
fn check(files: &Files, exit: Exit, skip: usize) -> Result<()> {
    let layers = files.text_configs().into_iter().map(|config| config.num_hidden_layers).min();
    if layers.is_some_and(|layers| exit.skip + skip >= layers) {
        let value = (skip + 1).to_string();
        return Err(Error::Setting { name: "clip_skip", value, range: "< layers" });
    }
    Ok(())
}
