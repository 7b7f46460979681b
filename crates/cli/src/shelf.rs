//! The models that a person has added, by name.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::say::Lang;

/// The file that lists them.
const FILE: &str = "models.json";
/// The folder of LoRAs that prompts name.
const LORAS: &str = "loras";
/// The folder of ControlNets that `--control` names.
const CONTROLS: &str = "controls";
/// The folder of words that were learned by textual inversion.
const WORDS: &str = "embeddings";

/// The folder where the program keeps what belongs to the person, made when something is put there.
#[derive(Clone, Debug)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// `QINGYUN_HOME`, else where the system keeps such data.
    pub(crate) fn of(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let data = || set("XDG_DATA_HOME").or_else(|| set("LOCALAPPDATA"));
        let usual = || data().or_else(|| Some(set("HOME")?.join(".local/share")));
        let folder = set("QINGYUN_HOME").or_else(|| Some(usual()?.join("qingyun")));
        folder.map(Self)
    }

    /// The files of learned words, in order.
    pub(crate) fn words(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.0.join(WORDS)).into_iter().flatten().flatten();
        let mut words: Vec<PathBuf> = files.map(|file| file.path()).collect();
        words.retain(|path| path.extension().is_some_and(|kind| kind == "safetensors"));
        words.sort();
        words
    }

    /// The LoRA of that name.
    pub(crate) fn lora(&self, name: &str) -> PathBuf {
        self.0.join(LORAS).join(format!("{name}.safetensors"))
    }

    /// The ControlNet of that name: a file, or a folder in diffusers' layout.
    pub(crate) fn control(&self, name: &str) -> PathBuf {
        let folder = self.0.join(CONTROLS).join(name);
        if folder.is_dir() { folder } else { folder.with_file_name(format!("{name}.safetensors")) }
    }
}

/// A model that was added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Added {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// What was found there, in English.
    pub(crate) en: String,
    /// What was found there, in Chinese.
    pub(crate) zh: String,
}

impl Added {
    /// What was found.
    pub(crate) fn about(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// All that were added.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Shelf {
    models: BTreeMap<String, Added>,
}

impl Shelf {
    /// The list; empty where nothing was added yet.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Shelf`].
    pub(crate) fn read(home: Option<&Home>) -> Result<Self, Error> {
        let Some(Home(folder)) = home else { return Ok(Self::default()) };
        let path = folder.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|source| Error::Shelf { path, source }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Error::reading(&path)(error)),
        }
    }

    /// Writes the list.
    ///
    /// # Errors
    /// [`Error::NoHome`], and where the system does not allow it.
    pub(crate) fn write(&self, home: Option<&Home>) -> anyhow::Result<()> {
        let Some(Home(folder)) = home else { return Err(Error::NoHome.into()) };
        std::fs::create_dir_all(folder).map_err(Error::reading(folder))?;
        Ok(qingyun_files::replace(&folder.join(FILE), &serde_json::to_vec_pretty(self)?)?)
    }

    /// The model of a name.
    pub(crate) fn find(&self, name: &str) -> Option<&Added> {
        self.models.get(name)
    }

    /// All models with their names, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Added)> {
        self.models.iter().map(|(name, added)| (name.as_str(), added))
    }

    /// Adds a model, in place of one of that name.
    pub(crate) fn add(&mut self, name: &str, added: Added) {
        self.models.insert(name.to_owned(), added);
    }

    /// Takes a model off the list; its files stay. False where there is none of that name.
    pub(crate) fn remove(&mut self, name: &str) -> bool {
        self.models.remove(name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_is_where_systems_keep_data() {
        let home = |set: &[(&str, &str)]| {
            let found = Home::of(|name| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            });
            found.map(|Home(path)| path.to_string_lossy().into_owned())
        };
        let xdg = ("XDG_DATA_HOME", "/data");
        assert_eq!(home(&[("HOME", "/me")]).as_deref(), Some("/me/.local/share/qingyun"));
        assert_eq!(home(&[("HOME", "/me"), xdg]).as_deref(), Some("/data/qingyun"));
        assert_eq!(home(&[("QINGYUN_HOME", "/q"), xdg]).as_deref(), Some("/q"));
        assert_eq!(home(&[]), None);
    }
}
