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
    reader: Reader,
    /// Layers that are left out beside those that the family leaves out.
    skip: usize,
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
        let (reader, skip) = (Reader::new(family, path, Vec::new())?, settings.clip_skip - 1);
        check(files, family.exit(), skip)?;
        if settings.text_rate().is_some() {
            let device = Device::flex().autodiff();
            let clips = files.frozen_texts(&device, Precision::F32)?;
            return Ok(Self { reader, skip, encoders: Encoders::Learning(clips) });
        }
        let clips = files.texts(&Device::flex(), Precision::F32)?;
        let still = Self { reader, skip, encoders: Encoders::Still(clips) };
        if settings.captions_vary() {
            return Ok(still);
        }
        let mut captions: Vec<String> = lessons.iter().map(|lesson| joined(&lesson.tags)).collect();
        captions.push(String::new());
        captions.sort();
        captions.dedup();
        let told = still.each(&captions, &[])?;
        let known = captions.into_iter().zip(told).collect();
        Ok(Self { encoders: Encoders::Known(known), ..still })
    }

    /// The clips that learn, to be made of the changes in `params`.
    fn clips(&self, params: &Params, settings: &LoraSettings) -> Result<Vec<Clip>> {
        match &self.encoders {
            Encoders::Learning(frozen) => {
                let clips = frozen.iter().map(|clip| clip.network(params, settings.network));
                Ok(clips.collect::<Result<_, _>>()?)
            }
            Encoders::Known(_) | Encoders::Still(_) => Ok(Vec::new()),
        }
    }

    /// Makes the changes of those that learn.
    pub(super) fn begin(&self, params: &Params, settings: &LoraSettings) -> Result<()> {
        self.clips(params, settings).map(drop)
    }

    /// The captions of a batch as the U-Net is told them, one row each, on a device with gradients.
    pub(super) fn told(
        &self,
        captions: &[String],
        params: &Params,
        settings: &LoraSettings,
    ) -> Result<Told> {
        let told = match &self.encoders {
            Encoders::Known(known) => {
                captions.iter().filter_map(|c| known.get(c)).cloned().collect()
            }
            _ => self.each(captions, &self.clips(params, settings)?)?,
        };
        let (mut contexts, mut pooled) = (Vec::new(), Vec::new());
        for one in told {
            contexts.push(one.context);
            pooled.push(one.pooled);
        }
        let (context, pooled) = (Tensor::cat(contexts, 0), Tensor::cat(pooled, 0));
        Ok(match &self.encoders {
            Encoders::Learning(_) => Told { context, pooled },
            _ => Told { context: Tensor::from_inner(context), pooled: Tensor::from_inner(pooled) },
        })
    }

    /// Each caption as the U-Net is told it, all with as many tokens.
    fn each(&self, captions: &[String], learning: &[Clip]) -> Result<Vec<Told>> {
        let clips = match &self.encoders {
            Encoders::Still(clips) => clips,
            Encoders::Known(_) | Encoders::Learning(_) => learning,
        };
        let chunks = |caption: &String| {
            self.reader.chunks(&[Piece::Text { text: caption.clone(), weight: 1.0 }])
        };
        let mut all: Vec<Vec<Chunk>> = captions.iter().map(chunks).collect();
        even_out(&mut all);
        let told =
            |chunks: &Vec<Chunk>| self.reader.told(clips, chunks, self.skip, Emphasis::RestoreMean);
        all.iter().map(told).collect()
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
