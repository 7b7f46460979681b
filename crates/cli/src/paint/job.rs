//! The work itself: every picture painted, saved, and handed to whoever tells of it.

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use qingyun_prompt::Guess;
use qingyun_provenance::png;

use super::asked::Asked;
use super::control;
use super::glances::Glances;
use super::latents;
use super::like::Like;
use super::loras::{self, Changed, words_of_own};
use super::output::{Output, Saved};
use super::plan::{self, Plan};
use super::sheet;
use crate::commands::paint::Args;
use crate::context::Context;
use crate::engine::{self, Model, Note, Opening};
use crate::say::Lang;
use crate::shelf::Shelf;

/// Everything that painting needs, found to be possible.
pub(crate) struct Job {
    pub(crate) plan: Plan,
    pub(crate) asked: Asked,
    pub(crate) model: Model,
    pictures: Output,
    latents: Option<Output>,
    glances: Option<Glances>,
    grid: bool,
}

/// A picture that is safely in its file.
pub(crate) struct Painted {
    pub(crate) seed: u64,
    pub(crate) saved: Saved,
    pub(crate) latents: Option<Saved>,
    pub(crate) guesses: Vec<Guess>,
    /// Why it could not be looked at while it was painted; the picture is worth more than that.
    pub(crate) unseen: Option<anyhow::Error>,
}

/// Its pixels, and the bytes of its file.
pub(crate) struct Pixels {
    pub(crate) rgb: Vec<u8>,
    pub(crate) png: Vec<u8>,
}

/// What a job has made.
pub(crate) struct Done {
    pub(crate) painted: Vec<Painted>,
    pub(crate) sheet: Option<Saved>,
}

impl Job {
    /// Finds out all that can be wrong, cheapest first, before anything is painted.
    pub(crate) fn prepare(args: &Args, context: &Context) -> Result<Self> {
        let like = args.like.as_deref().map(Like::read).transpose()?;
        let place = |path, extension| Output::new(path, args.count, extension);
        let pictures = place(args.out.as_deref(), "png")?;
        let latents =
            args.latents_out.as_deref().map(|path| place(Some(path), "safetensors")).transpose()?;
        let shelf = Shelf::read(context.home.as_ref())?;
        let said = plan::text(args, like.as_ref())?;
        let Changed { text, loras } = loras::find(&said, &args.lora, context.home.as_ref())?;
        let name = match (&args.model, &like) {
            (Some(name), _) => Some(name.as_str()),
            (None, Some(like)) => like.model(&shelf)?,
            (None, None) => None,
        };
        let added = name.and_then(|name| Some((name, shelf.find(name)?)));
        let path = added.map(|(_, added)| added.path.to_string_lossy().into_owned());
        let unwanted = args.negative.as_deref().unwrap_or_default();
        let words = words_of_own(&args.embedding, [&text, unwanted], context.home.as_ref());
        let controls = control::find(args, context.home.as_ref())?;
        let put_on = loras.clone();
        let opening = Opening {
            loras,
            words,
            controls: controls.iter().map(|found| found.path.clone()).collect(),
            autoencoder: args.vae.clone(),
            glances: args.preview_vae.clone(),
            tile: args.tile,
            precision: args.precision,
            int8: args.int8,
            prediction: args.prediction,
            ..engine::as_it_is()
        };
        let model = load(args, path.as_deref().or(name), opening, context)?;
        if let Some(warning) = like.as_ref().and_then(|like| like.warning(&model, context.lang)) {
            context.warn(&warning)?;
        }
        let called = added.map_or(model.card().name.as_str(), |(name, _)| name).to_owned();
        let plan = Plan::new(args, like.as_ref(), &model, controls, context.fresh_seed)?;
        let plan = plan.of(&text, &put_on, called)?;
        let asked = Asked::read(&plan, &model)?;
        let glances = args.preview.clone().map(Glances::to).transpose()?;
        Ok(Self { plan, asked, model, pictures, latents, glances, grid: args.grid })
    }

    /// Width and height of the pictures that come out.
    pub(crate) fn final_size(&self) -> [usize; 2] {
        self.plan.final_size(self.model.card().sides)
    }

    /// What there is to say of the model, beside its name.
    pub(crate) fn notes(&self) -> &[Note] {
        &self.model.card().notes
    }

    /// Paints and saves every picture; `tell` hears of each as soon as it is saved.
    pub(crate) fn paint_all(
        &self,
        lang: Lang,
        tell: impl Fn(&Painted, &Pixels) -> Result<()>,
    ) -> Result<Done> {
        let bar = progress(self.plan.count * self.plan.all_steps() as u64, lang)?;
        let (mut all, mut on_sheet) = (Vec::new(), Vec::new());
        for seed in self.plan.seeds() {
            let (painted, pixels) = self.paint(seed, &bar)?;
            bar.suspend(|| tell(&painted, &pixels))?;
            all.push(painted);
            if self.grid {
                on_sheet.push(pixels.rgb);
            }
        }
        bar.finish_and_clear();
        let sheet = if self.grid { Some(self.save_sheet(&on_sheet)?) } else { None };
        Ok(Done { painted: all, sheet })
    }

    fn paint(&self, seed: u64, bar: &ProgressBar) -> Result<(Painted, Pixels)> {
        let (asked, guesses) = self.asked.of(seed);
        let request = engine::request(&self.plan, asked, seed);
        let mut unseen = None;
        let picture = engine::paint(&self.model, &request, &mut |step| {
            bar.inc(1);
            if let (Some(glances), None) = (&self.glances, &unseen) {
                unseen = glances.show(&self.model, &step, self.final_size()).err();
            }
        })?;
        let png = self.encode(&picture.rgb, [picture.width, picture.height], seed)?;
        let saved = self.pictures.save(seed, &png)?;
        let latents = match &self.latents {
            Some(output) => Some(output.save(seed, &latents::encode(&picture)?)?),
            None => None,
        };
        let painted = Painted { seed, saved, latents, guesses, unseen };
        Ok((painted, Pixels { rgb: picture.rgb, png }))
    }

    /// Saves the contact sheet. It carries the first picture's record.
    fn save_sheet(&self, pictures: &[Vec<u8>]) -> Result<Saved> {
        let sheet = sheet::lay_out(pictures, self.final_size());
        let seed = self.plan.seed;
        let png = self.encode(&sheet.rgb, [sheet.width, sheet.height], seed)?;
        self.pictures.save_sheet(seed, &png)
    }

    fn encode(&self, rgb: &[u8], [width, height]: [usize; 2], seed: u64) -> Result<Vec<u8>> {
        let text = self.asked.record(&self.plan, seed, self.model.hash()).to_text()?;
        Ok(png::encode(rgb, u32::try_from(width)?, u32::try_from(height)?, &text)?)
    }
}

fn load(args: &Args, name: Option<&str>, opening: Opening, context: &Context) -> Result<Model> {
    let (model, missing) = engine::load(name, &args.device, opening)?;
    if let Some(missing) = missing {
        let instead = context.lang.pick("；改用 CPU", "; using the CPU");
        context.warn(&format!("{}{instead}", context.lang.message(&missing)))?;
    }
    Ok(model)
}

/// A bar on stderr; where that is no terminal, nothing is drawn.
fn progress(steps: u64, lang: Lang) -> Result<ProgressBar> {
    let template = lang.pick(
        "绘制中 {bar:32} {pos}/{len} 步，还需 {eta}",
        "painting {bar:32} {pos}/{len} steps, {eta} left",
    );
    let style = ProgressStyle::with_template(template)?.progress_chars("━╸─");
    Ok(ProgressBar::new(steps).with_style(style))
}
