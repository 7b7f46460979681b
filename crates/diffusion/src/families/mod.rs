//! Kinds of models, and the models that come with the program.

pub mod tiny;

use std::path::Path;

use burn::tensor::Device;
use qingyun_models::checkpoint;

use crate::{Error, Result};
pub use tiny::Model;

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

/// Loads a built-in model by name, or one from a file by path.
///
/// # Errors
/// [`Error::NoModel`] where it is neither, and what [`checkpoint::read`] says of the file.
pub fn load(name_or_path: &str, device: &Device) -> Result<Model> {
    if let Some(builtin) = MODELS.iter().find(|m| m.name == name_or_path) {
        let checkpoint = checkpoint::parse(builtin.bytes, Path::new(builtin.name))?;
        return tiny::open(&checkpoint, builtin.bytes, Path::new(builtin.name), device);
    }
    let path = Path::new(name_or_path);
    if !path.exists() {
        return Err(Error::NoModel { name: name_or_path.to_owned() });
    }
    let unread = |source| qingyun_models::Error::Read { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(unread)?;
    tiny::open(&checkpoint::parse(&bytes, path)?, &bytes, path, device)
}
