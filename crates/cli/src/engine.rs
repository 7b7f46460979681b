//! The one place where the command line touches the model's library.

use qingyun_corpus::manifest::{self, Manifest};
use qingyun_diffusion::generate::{Request, generate};
use qingyun_diffusion::{Flow, Guidance, families};
use qingyun_models::device;
use qingyun_prompt::{Entry, Style, Vocabulary};

use crate::paint::asked::Scenes;
use crate::paint::plan::Plan;

pub(crate) use qingyun_diffusion::families::{Builtin, MODELS, Model};
pub(crate) use qingyun_diffusion::generate::Picture;
pub(crate) use qingyun_diffusion::noise::Kind as NoiseKind;
pub(crate) use qingyun_diffusion::{SAMPLERS, SPACINGS, Sampler, Spacing, sampler, spacing};
pub(crate) use qingyun_models::device::Info as Device;

/// Every device that this build knows.
pub(crate) fn devices() -> Vec<Device> {
    device::list()
}

/// Loads a model by name or path, or the default one.
pub(crate) fn load(model: Option<&str>, device: &str) -> anyhow::Result<Model> {
    let device = device::choose(device)?;
    let default = MODELS.first().map_or("", |builtin| builtin.name);
    Ok(families::load(model.unwrap_or(default), &device)?)
}

/// The words for what a model paints: the manifest's names where it knows a tag, else the tag.
pub(crate) fn vocabulary(model: &Model) -> anyhow::Result<Vocabulary> {
    let manifest = Manifest::embedded()?;
    let subject = |tag: &String| match manifest.subjects.iter().find(|s| s.tag == *tag) {
        Some(subject) => entry(subject),
        None => Entry { tag: tag.clone(), en: vec![tag.clone()], zh: Vec::new() },
    };
    let style = |id: &String| match manifest.sets.iter().find(|set| set.id == *id) {
        Some(set) => Style { id: id.clone(), en: set.en.clone(), zh: set.zh.clone() },
        None => Style { id: id.clone(), en: vec![id.clone()], zh: Vec::new() },
    };
    let subjects = model.tags().iter().map(subject).collect();
    let styles = model.styles().iter().map(style).collect();
    Ok(Vocabulary::new(subjects, styles))
}

fn entry(subject: &manifest::Subject) -> Entry {
    let mut en = subject.en.clone();
    en.extend([subject.tag.clone(), subject.emoji.clone()]);
    Entry { tag: subject.tag.clone(), en, zh: subject.zh.clone() }
}

/// The library's request for one picture.
pub(crate) fn request(plan: &Plan, scenes: &Scenes, seed: u64) -> Request {
    let [width, height] = plan.size;
    Request {
        scene: scenes.scene.clone(),
        negative: scenes.negative.clone(),
        seed,
        noise: plan.noise,
        sampler: plan.sampler,
        spacing: plan.spacing,
        steps: plan.steps,
        guidance: Guidance { scale: plan.guidance, rescale: 0.0 },
        width,
        height,
    }
}

/// Paints; `on_step` is told of every step.
pub(crate) fn paint(
    model: &Model,
    request: &Request,
    on_step: &mut dyn FnMut(),
) -> qingyun_diffusion::Result<Picture> {
    generate(model, request, &mut |_| {
        on_step();
        Flow::Continue
    })
}
