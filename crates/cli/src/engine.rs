//! The one place where the command line touches the model's library.

use qingyun_corpus::manifest::{self, Manifest};
use qingyun_diffusion::generate::{Request, generate};
use qingyun_diffusion::{Flow, Guidance, families};
use qingyun_models::{Scene, Token, device};
use qingyun_prompt::{Entry, Style, Vocabulary};
use qingyun_studio::networks::Shape;

use crate::error::Error;
use crate::paint::plan::Plan;

pub(crate) use qingyun_diffusion::families::tiny::{About, SIDES};
pub(crate) use qingyun_diffusion::families::{
    Asked, Asks, Builtin, Emphasis, Lora, MODELS, Model, Note, Opening, Sides, Text, look,
    lora_hash, named,
};
pub(crate) use qingyun_diffusion::generate::{Mask, Picture, Second, Start};
pub(crate) use qingyun_diffusion::noise::{Kind as NoiseKind, Variation};
pub(crate) use qingyun_diffusion::preprocessors::{
    PREPROCESSORS, Pixels, Preprocessor, mirrored, preprocessor, preprocessor_for,
};
pub(crate) use qingyun_diffusion::text::Syntax;
pub(crate) use qingyun_diffusion::{
    Glance, Hint, Prediction, SAMPLERS, SPACINGS, Sampler, Spacing, Step, sampler, spacing,
};
pub(crate) use qingyun_models::device::Info as Device;
pub(crate) use qingyun_models::sd::files::Strength;

/// The name of the default model.
pub(crate) const DEFAULT: &str = MODELS[0].name;
/// Passes of the network in a step under guidance: what is asked and what is not.
pub(crate) const PASSES: f64 = 2.0;

/// Every device that this build knows.
pub(crate) fn devices() -> Vec<Device> {
    device::list()
}

/// Loads a model by name or path, or the default one, onto a device, with changes on top. Where this
/// machine lacks that device, it goes onto the CPU, and the second value says so.
pub(crate) fn load(
    model: Option<&str>,
    device: &str,
    opening: Opening,
) -> anyhow::Result<(Model, Option<qingyun_models::Error>)> {
    let (device, missing) = match device::choose(device) {
        Ok(device) => (device, None),
        Err(missing @ qingyun_models::Error::NoAdapter { .. }) => (device::cpu(), Some(missing)),
        Err(other) => return Err(other.into()),
    };
    let opening = Opening { device, ..opening };
    Ok((families::load(model.unwrap_or(DEFAULT), &opening)?, missing))
}

/// A model with nothing on top, wherever it is loaded to.
pub(crate) fn as_it_is() -> Opening {
    Opening::on(&device::cpu())
}

/// The description of a model that is asked by structure.
///
/// # Errors
/// [`Error::Worded`] where it is asked by words.
pub(crate) fn about(model: &Model) -> Result<&About, Error> {
    match model.asks() {
        Asks::Scenes(about) => Ok(about),
        Asks::Text => Err(Error::Worded { model: model.card().name.clone() }),
    }
}

/// The words for what a model paints: the manifest's names where it knows a tag, else the tag.
pub(crate) fn vocabulary(about: &About) -> anyhow::Result<Vocabulary> {
    let manifest = Manifest::embedded()?;
    let subject = |tag: &String| match manifest.subjects.iter().find(|s| s.tag == *tag) {
        Some(subject) => entry(subject),
        None => Entry { tag: tag.clone(), en: vec![tag.clone()], zh: Vec::new() },
    };
    let style = |id: &String| match manifest.sets.iter().find(|set| set.id == *id) {
        Some(set) => Style { id: id.clone(), en: set.en.clone(), zh: set.zh.clone() },
        None => Style { id: id.clone(), en: vec![id.clone()], zh: Vec::new() },
    };
    let subjects = about.tags.iter().map(subject).collect();
    let styles = about.styles.iter().map(style).collect();
    Ok(Vocabulary::new(subjects, styles))
}

fn entry(subject: &manifest::Subject) -> Entry {
    let mut en = subject.en.clone();
    en.extend([subject.tag.clone(), subject.emoji.clone()]);
    Entry { tag: subject.tag.clone(), en, zh: subject.zh.clone() }
}

/// Whether a model can paint pictures of that width and height.
///
/// # Errors
/// [`qingyun_diffusion::Error::Size`].
pub(crate) fn check_size(model: &Model, size: [usize; 2]) -> qingyun_diffusion::Result<()> {
    let (sides, [width, height]) = (model.card().sides, size);
    match sides.fit(size) {
        true => Ok(()),
        false => Err(qingyun_diffusion::Error::Size { width, height, sides }),
    }
}

/// The library's request for one picture.
pub(crate) fn request(plan: &Plan, asked: Asked, seed: u64) -> Request {
    let [width, height] = plan.size;
    Request {
        asked,
        seed,
        noise: plan.noise,
        sampler: plan.sampler,
        spacing: plan.spacing,
        steps: plan.steps,
        guidance: Guidance { scale: plan.guidance, rescale: 0.0 },
        width,
        height,
        start: plan.start.clone(),
        variation: plan.variation,
        later_seed: plan.later_seed,
        second: plan.second,
        hints: plan.hints.clone(),
        lines: plan.lines.clone(),
    }
}

/// Paints; `on_step` is told of every step.
pub(crate) fn paint(
    model: &Model,
    request: &Request,
    on_step: &mut dyn FnMut(Step<'_>),
) -> qingyun_diffusion::Result<Picture> {
    generate(model.as_ref(), request, &mut |step| {
        on_step(step);
        Flow::Continue
    })
}

/// What the picture looks like at a step, quickly.
pub(crate) fn glance(model: &Model, step: &Step<'_>) -> qingyun_diffusion::Result<Glance> {
    qingyun_diffusion::glance(model.as_ref(), step)
}

/// The sizes of a model's networks, for one thing in the picture.
pub(crate) fn shape(about: &About) -> Shape {
    let (unet, autoencoder) = (&about.unet, &about.autoencoder);
    Shape {
        tags: unet.tags,
        styles: unet.styles,
        slots: 1,
        latent: unet.latent_channels,
        channels: unet.channels,
        canvas: unet.canvas,
        token: unet.token,
        heads: unet.heads,
        decoder: autoencoder.decoder,
        detail: autoencoder.detail,
    }
}

/// A request whose picture nobody wants, only its time: the first thing that the model knows, of
/// (height, width), with the model's defaults.
pub(crate) fn trial(
    model: &Model,
    [height, width]: [usize; 2],
    steps: usize,
) -> anyhow::Result<Request> {
    let defaults = model.card().defaults;
    let token = Token { tag: 0, style: 0, place: [0.5; 2], size: 0.7, colour: None };
    let asked = Asked::Scene {
        wanted: Scene { tokens: vec![token], background: Some([0.9, 0.0, 0.0]) },
        unwanted: None,
    };
    let (sampler, size) = (sampler(defaults.sampler)?, [width, height]);
    let request = Request::new(asked, sampler, steps, defaults.guidance, size);
    Ok(Request { spacing: defaults.spacing.map(spacing).transpose()?, ..request })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_built_in_model_has_the_sizes_that_are_counted() {
        let (model, _) = load(None, "cpu", as_it_is()).unwrap();
        assert_eq!(shape(about(&model).unwrap()), qingyun_studio::networks::BUILT_IN);
        assert_eq!(MODELS.first().unwrap().name, DEFAULT);
        let counted = qingyun_studio::networks::model(DEFAULT).unwrap();
        let card = model.card();
        let defaults = card.defaults;
        assert_eq!((counted.steps, [counted.side; 2]), (defaults.steps, card.native_size));
        assert_eq!(sampler(defaults.sampler).unwrap().info().evaluations_per_step, 1);
    }
}
