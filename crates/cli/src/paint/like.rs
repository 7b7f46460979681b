//! `--like FILE`: what an earlier picture says of itself.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use qingyun_provenance::{Parameters, png};

use super::plan::SAID;
use crate::engine::{MODELS, Model, NoiseKind, Second, Variation};
use crate::error::Error;
use crate::say::Lang;
use crate::shelf::Shelf;
use crate::values::{self, BadValue};

/// A picture's record, checked as it is used.
pub(crate) struct Like {
    path: PathBuf,
    record: Parameters,
}

impl Like {
    /// Reads the record of the picture at `path`.
    pub(crate) fn read(path: &Path) -> Result<Self, qingyun_provenance::Error> {
        Ok(Self { path: path.to_owned(), record: png::read(path)? })
    }

    /// The text it was painted from.
    pub(crate) fn text(&self) -> Result<&str, Error> {
        match self.record.prompt.as_str() {
            "" => Err(Error::LikeText { path: self.path.clone() }),
            text => Ok(text),
        }
    }

    pub(crate) fn negative(&self) -> &str {
        &self.record.negative
    }

    pub(crate) fn seed(&self) -> Option<u64> {
        self.record.seed
    }

    pub(crate) fn sampler(&self) -> Option<&str> {
        self.together().0
    }

    pub(crate) fn schedule(&self) -> Option<&str> {
        self.record.schedule.as_deref().or(self.together().1)
    }

    /// Sampler and schedule; older versions of A1111 write both as one name.
    fn together(&self) -> (Option<&str>, Option<&str>) {
        let Some(name) = self.record.sampler.as_deref() else { return (None, None) };
        let both = ["Karras", "Exponential"]
            .into_iter()
            .find_map(|schedule| Some((name.strip_suffix(schedule)?.trim_end(), schedule)));
        both.map_or((Some(name), None), |(sampler, schedule)| (Some(sampler), Some(schedule)))
    }

    pub(crate) fn steps(&self) -> Result<Option<usize>, Error> {
        let fits = |steps: &usize| values::steps_fit(*steps);
        self.checked(self.record.steps, fits, BadValue::Steps, "Steps", "--steps")
    }

    pub(crate) fn guidance(&self) -> Result<Option<f64>, Error> {
        let fits = |guidance: &f64| values::guidance_fits(*guidance);
        self.checked(self.record.cfg, fits, BadValue::Guidance, "CFG scale", "--guidance")
    }

    pub(crate) fn size(&self) -> Result<Option<[usize; 2]>, Error> {
        let Some(size) = self.record.size else { return Ok(None) };
        let [width, height] = size;
        let fits = |_: &String| values::size_fits(size);
        let said = Some(format!("{width}x{height}"));
        Ok(self.checked(said, fits, BadValue::Size, "Size", "--size")?.map(|_| size))
    }

    /// The seed whose noise was mixed in.
    pub(crate) fn variation(&self) -> Option<Variation> {
        let seed = self.record.extra("Variation seed")?.parse().ok()?;
        let strength = self.record.extra("Variation seed strength")?.parse().ok()?;
        Some(Variation { seed, strength })
    }

    /// What was added to the seed for later noise.
    pub(crate) fn later_seed(&self) -> Option<u64> {
        self.record.extra("ENSD")?.parse().ok()
    }

    /// The second pass, where it enlarged the pixels; A1111's other upscalers are not here.
    pub(crate) fn second(&self) -> Option<Second> {
        let scale = self.record.extra("Hires upscale")?.parse().ok()?;
        let strength = self.record.extra("Denoising strength")?.parse().ok()?;
        let steps = self.record.extra("Hires steps").and_then(|steps| steps.parse().ok());
        values::second_fits(Second { scale, strength, steps })
    }

    /// What was said, where the prompt was made from it.
    pub(crate) fn said(&self) -> Option<String> {
        self.record.extra(SAID).map(str::to_owned)
    }

    pub(crate) fn clip_skip(&self) -> Option<usize> {
        let said = self.record.extra("Clip skip")?;
        values::clip_skip(said).ok()
    }

    fn checked<T: Display>(
        &self,
        value: Option<T>,
        fits: impl Fn(&T) -> bool,
        bad: BadValue,
        field: &str,
        option: &'static str,
    ) -> Result<Option<T>, Error> {
        match value {
            Some(value) if !fits(&value) => {
                let said = format!("\"{field}: {value}\"");
                Err(Error::LikeValue { path: self.path.clone(), said, bad, option })
            }
            value => Ok(value),
        }
    }

    /// Whose noise it was; A1111's `GPU` noise is `NV` noise for pictures of our sizes.
    pub(crate) fn noise(&self) -> Option<NoiseKind> {
        match self.record.extra("RNG") {
            Some("NV" | "GPU") => Some(NoiseKind::Nv),
            Some("CPU") => Some(NoiseKind::Torch),
            _ => None,
        }
    }

    /// The model that painted it, built in or added under the same name. A file is not found again
    /// by its name alone.
    pub(crate) fn model(&self, shelf: &Shelf) -> Result<Option<&str>, Error> {
        let Some(name) = self.record.model.as_deref() else { return Ok(None) };
        let built_in = MODELS.iter().any(|builtin| builtin.name == name);
        if built_in || shelf.find(name).is_some() {
            return Ok(Some(name));
        }
        Err(Error::LikeModel { path: self.path.clone(), model: name.to_owned() })
    }

    /// A word about weights that are not the ones which painted it.
    pub(crate) fn warning(&self, model: &Model, lang: Lang) -> Option<String> {
        let recorded = self.record.model_hash.as_deref().filter(|hash| *hash != model.hash())?;
        let (file, now) = (self.path.display(), model.hash());
        Some(match lang {
            Lang::Zh => {
                format!("{file} 由权重 {recorded} 画成，现在用的是 {now}；画出来会不一样")
            }
            Lang::En => format!(
                "{file} was painted by the weights {recorded}, now {now} are used; the picture will differ"
            ),
        })
    }
}
