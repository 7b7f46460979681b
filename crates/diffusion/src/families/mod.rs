//! Families of models, and the models that come with the program.

mod opening;
mod painter;
pub(crate) mod sd;
pub mod tiny;

use std::path::Path;

use qingyun_models::sd::Files;

use crate::{Error, Prediction, Result};
pub use opening::{Lora, Note, Opening};
pub use painter::{Asked, Asks, Card, Defaults, Emphasis, Painter, Run, Sides, Text};

/// A model of any family.
pub type Model = Box<dyn Painter>;

/// A kind of model.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// What messages and records call it.
    pub name: &'static str,
    /// Whether a path holds such a model, as far as a glance tells.
    recognises: fn(&Path) -> bool,
    /// Opens it.
    open: fn(&Path, &Opening) -> Result<Model>,
    /// What a path of it holds, without reading all of it.
    look: fn(&Path) -> Result<Note>,
}

/// Every family there is. A path is opened by the first that recognises it.
pub const FAMILIES: &[Family] = &[tiny::FAMILY, sd::FAMILY];

/// A model inside the program.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// The name that `--model` takes.
    pub name: &'static str,
    /// What it is, in English.
    pub about_en: &'static str,
    /// What it is, in Chinese.
    pub about_zh: &'static str,
    bytes: &'static [u8],
}

/// The models inside the program; the first is the default.
pub const MODELS: &[Builtin] = &[Builtin {
    name: "tiny",
    about_en: "emoji-like things, 64×64, trained by this project (weights/README.md)",
    about_zh: "表情符号般的小画，64×64，本项目自己训练（见 weights/README.md）",
    bytes: include_bytes!("../../../../weights/tiny.safetensors"),
}];

/// Loads a built-in model by name, or one from a file or folder by path.
///
/// # Errors
/// [`Error::NoModel`] where it is neither, and what the family says of the file.
pub fn load(name_or_path: &str, opening: &Opening) -> Result<Model> {
    let path = Path::new(name_or_path);
    if let Some(builtin) = MODELS.iter().find(|m| m.name == name_or_path) {
        return Ok(Box::new(tiny::of_bytes(builtin.bytes, path, opening)?));
    }
    (family(path)?.open)(path, opening)
}

/// What a file or folder holds, without reading all of it.
///
/// # Errors
/// As [`load`].
pub fn look(path: &Path) -> Result<Note> {
    (family(path)?.look)(path)
}

/// The files of a model on top of which a LoRA may learn; it predicts this where they do not say.
///
/// # Errors
/// [`Error::NotTaken`] for other families, and as [`load`].
pub(crate) fn learnable(path: &Path, prediction: Option<Prediction>) -> Result<Files> {
    let ours = MODELS.iter().any(|model| Path::new(model.name) == path);
    let family = if ours { &tiny::FAMILY } else { family(path)? };
    if family.name != sd::FAMILY.name {
        return Err(Error::NotTaken { family: family.name, option: "--lora" });
    }
    sd::files(path, prediction)
}

fn family(path: &Path) -> Result<&'static Family> {
    let there = path.exists().then(|| FAMILIES.iter().find(|family| (family.recognises)(path)));
    there.flatten().ok_or_else(|| Error::NoModel { name: path.display().to_string() })
}

/// What a model, or a change on top of one, is called: a folder's name, or a file's without its
/// extension.
#[must_use]
pub fn named(path: &Path) -> String {
    let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The digits by which A1111 knows a LoRA, and its records name it.
///
/// # Errors
/// Where its file cannot be read.
pub fn lora_hash(path: &Path) -> Result<String> {
    sd::hash::of_lora(path)
}

/// The first ten hexadecimal digits of a SHA-256, by which A1111 and its relatives know a file.
fn short_hash(hash: &[u8]) -> String {
    hash.iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}
