//! LoRAs: those of `--lora` and those that a prompt names.

use std::path::{Path, PathBuf};

use anyhow::Result;
use qingyun_diffusion::text::{Side, read};

use crate::engine::{Lora, Strength, Syntax};
use crate::error::Error;
use crate::shelf::Home;

/// The kind of tag that names one.
const KIND: &str = "lora";

/// What is put on top of a model by the command line: a file, or the name of one that is kept, and a
/// strength.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    name: String,
    path: Option<PathBuf>,
    strength: f64,
}

impl Named {
    /// `NAME`, `PATH` or either with `:STRENGTH`; none where the strength is no number.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (what, strength) = match text.rsplit_once(':') {
            Some((what, strength)) => match strength.parse::<f64>() {
                Ok(strength) if strength.is_finite() => (what, strength),
                // The colon may belong to a path of Windows.
                _ if strength.contains(['/', '\\']) => (text, 1.0),
                _ => return None,
            },
            None => (text, 1.0),
        };
        let path = Path::new(what);
        let file = path.extension().is_some() || what.contains(['/', '\\']);
        let name = if file { path.file_stem()?.to_str()? } else { what };
        let path = file.then(|| path.to_owned());
        Some(Self { name: name.to_owned(), path, strength })
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where it lies: as it was given, or where those of its name are kept.
    pub(crate) fn path_or(&self, kept: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
        self.path.clone().or_else(|| kept(&self.name)).unwrap_or_default()
    }

    /// How much of it.
    pub(crate) fn strength(&self) -> f64 {
        self.strength
    }

    /// As a prompt names it.
    fn tag(&self) -> String {
        format!("<{KIND}:{}:{}>", self.name, self.strength)
    }
}

/// A prompt that names all its LoRAs, and where they are.
pub(crate) struct Changed {
    pub(crate) text: String,
    pub(crate) loras: Vec<Lora>,
}

/// Puts the LoRAs of the command line into the prompt, and finds all that it names: where the command
/// line says, else in the home folder.
///
/// # Errors
/// [`Error::NoLora`] where one is not there, and where a tag cannot be read.
pub(crate) fn find(text: &str, named: &[Named], home: Option<&Home>) -> Result<Changed> {
    let mut text = text.to_owned();
    for lora in named {
        if !text.contains(&format!("<{KIND}:{}", lora.name)) {
            text = format!("{text} {}", lora.tag()).trim_start().to_owned();
        }
    }
    let mut loras = Vec::new();
    if text.contains(&format!("<{KIND}:")) {
        let tags = read(&text, Side::Positive, Syntax::A1111, 1)?.networks;
        for tag in tags.into_iter().filter(|tag| tag.kind == KIND) {
            let given = named.iter().find(|lora| lora.name == tag.name);
            let path = given.and_then(|lora| lora.path.clone());
            let path = path.or_else(|| home.map(|home| home.lora(&tag.name))).unwrap_or_default();
            if !path.is_file() {
                return Err(Error::NoLora { name: tag.name, path }.into());
            }
            let strength = Strength { unet: tag.unet, text: tag.text_encoder };
            loras.push(Lora { path, strength });
        }
    }
    Ok(Changed { text, loras })
}

/// Files of learned words: those of the command line, and those of the home folder that a text calls.
pub(crate) fn words_of_own(
    given: &[PathBuf],
    texts: [&str; 2],
    home: Option<&Home>,
) -> Vec<PathBuf> {
    let kept = home.map(Home::words).unwrap_or_default();
    let called = |path: &&PathBuf| {
        let name = path.file_stem().and_then(|name| name.to_str());
        name.is_some_and(|name| texts.iter().any(|text| text.contains(name)))
    };
    given.iter().chain(kept.iter().filter(called)).cloned().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_paths_and_strengths() {
        let parse = |text| Named::parse(text).map(|n| (n.name, n.path.is_some(), n.strength));
        let expected = |name: &str, file, strength| Some((name.to_owned(), file, strength));
        assert_eq!(parse("ink"), expected("ink", false, 1.0));
        assert_eq!(parse("ink:0.5"), expected("ink", false, 0.5));
        assert_eq!(parse("a/ink.safetensors:-1"), expected("ink", true, -1.0));
        assert_eq!(parse("C:\\ink.safetensors").unwrap().2, 1.0);
        assert_eq!(parse("ink:much"), None);
    }

    #[test]
    fn a_prompt_names_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ink.safetensors");
        std::fs::write(&path, "").unwrap();
        let named = [Named::parse(&format!("{}:0.5", path.display())).unwrap()];
        let changed = find("a cat", &named, None).unwrap();
        assert_eq!(changed.text, "a cat <lora:ink:0.5>");
        assert_eq!(changed.loras, [Lora { path: path.clone(), strength: Strength::of_all(0.5) }]);
        let changed = find("a cat <lora:ink:0.7:0.2>", &named, None).unwrap();
        let strength = Strength { text: 0.7, unet: 0.2 };
        assert_eq!(changed.loras, [Lora { path, strength }], "the text encoder's comes first");
        assert!(find("a <lora:other:1>", &named, None).is_err());
    }
}
