//! The picture after a turn.

use std::path::Path;

use anyhow::Result;
use qingyun_prompt::{Brief, Vocabulary};
use qingyun_provenance::png;

use crate::commands::paint::Args;
use crate::context::Context;
use crate::engine::{self, Model};
use crate::paint::output::{Output, Saved};
use crate::paint::plan::Plan;
use crate::paint::preview;
use crate::paint::things::scene;

/// What paints: the default model, one seed for the whole dialogue.
pub(crate) struct Painter {
    model: Model,
    vocabulary: Vocabulary,
    seed: u64,
    output: Output,
}

impl Painter {
    /// Loads the model, and checks the place for pictures.
    ///
    /// # Errors
    /// Where either is not there.
    pub(crate) fn new(out: Option<&Path>, seed: Option<u64>, context: &Context) -> Result<Self> {
        let output = Output::new(out, 1, "png")?;
        let (model, _) = engine::load(None, "auto", engine::as_it_is())?;
        let vocabulary = engine::vocabulary(engine::about(&model)?)?;
        Ok(Self { model, vocabulary, seed: seed.unwrap_or(context.fresh_seed), output })
    }

    /// Whether the model knows any of the subjects.
    pub(crate) fn can_paint(&self, brief: &Brief) -> bool {
        let known = |tag: &String| self.vocabulary.index(tag).is_some();
        brief.subjects.iter().filter_map(|subject| subject.tag.as_ref()).any(known)
    }

    /// Paints and saves a picture, and shows it where the terminal can.
    ///
    /// # Errors
    /// Where it cannot be painted or saved.
    pub(crate) fn paint(&self, brief: &Brief, prompt: &str, context: &Context) -> Result<Saved> {
        let text = vec![prompt.to_owned()];
        let args = Args { text, seed: Some(self.seed), count: 1, ..Args::default() };
        let plan = Plan::new(&args, None, &self.model, Vec::new(), self.seed)?;
        let (wanted, _) = scene(&self.paintable(brief), &self.vocabulary, self.seed);
        let asked = engine::Asked::Scene { wanted, unwanted: None };
        let request = engine::request(&plan, asked, self.seed);
        let picture = engine::paint(&self.model, &request, &mut |_| ())?;
        let [width, height] = plan.size;
        let record = plan.record(self.seed, self.model.hash()).to_text()?;
        let file =
            png::encode(&picture.rgb, u32::try_from(width)?, u32::try_from(height)?, &record)?;
        let saved = self.output.save(self.seed, &file)?;
        if let Some(graphics) = context.graphics {
            context.say(preview::show(graphics, &picture.rgb, plan.size, &file))?;
        }
        Ok(saved)
    }

    /// What the model knows of a brief.
    fn paintable(&self, brief: &Brief) -> Brief {
        let mut known = brief.clone();
        known.subjects.retain(|subject| {
            subject.tag.as_ref().is_some_and(|tag| self.vocabulary.index(tag).is_some())
        });
        known
    }
}
