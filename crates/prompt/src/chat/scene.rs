//! Scenes: what requests of one kind need, as data files.

use serde::{Deserialize, Serialize};

use super::SceneError;
use super::kinds::Cues;
use super::request::NEEDS;
use crate::toml_file;

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both<T> {
    /// In Chinese.
    pub zh: T,
    /// In English.
    pub en: T,
}

/// Something that a request of this scene should say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// Any of these words, in lower case, says it.
    pub unless: Vec<String>,
    /// The question in Chinese.
    pub zh: String,
    /// The question in English.
    pub en: String,
}

/// What was asked, and a good answer.
pub type Example = Both<[String; 2]>;

/// What requests of one kind need.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Its unique name.
    pub id: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// What it is for, in Chinese.
    pub about_zh: String,
    /// What it is for, in English.
    pub about_en: String,
    /// Words, in lower case, that speak for this scene.
    pub cues: Vec<String>,
    /// The usual need, by its id in `tables/needs.toml`.
    pub need: String,
    /// Who should answer.
    pub role: Both<String>,
    /// What to do; `{need}` and `{language}` stand for what the request says.
    pub task: Both<String>,
    /// What every answer must keep to.
    pub rules: Both<Vec<String>>,
    /// What every answer must tell, such as when to see a doctor.
    #[serde(default = "nothing")]
    pub safety: Both<Vec<String>>,
    /// The shape of an answer where the request names none.
    pub format: Both<String>,
    /// What a request should say.
    #[serde(default)]
    pub missing: Vec<Missing>,
    /// Examples.
    #[serde(default)]
    pub example: Vec<Example>,
}

fn nothing() -> Both<Vec<String>> {
    Both { zh: Vec::new(), en: Vec::new() }
}

/// The scenes that come with the program; a new one is a file and a line.
const EMBEDDED: &[&str] = &[
    include_str!("scenes/customer-service.toml"),
    include_str!("scenes/translation.toml"),
    include_str!("scenes/medical.toml"),
    include_str!("scenes/code.toml"),
    include_str!("scenes/picture.toml"),
    include_str!("scenes/writing.toml"),
    include_str!("scenes/general.toml"),
];

/// The scene for requests that speak for no other.
const GENERAL: &str = "general";

/// All scenes at hand, each with its cues ready to be searched for.
#[derive(Debug)]
pub struct Scenes(Vec<(Scene, Option<Cues>)>);

impl Scenes {
    /// The scenes that come with the program.
    ///
    /// # Errors
    /// [`SceneError`] if one of them is wrong, which a test forbids.
    pub fn embedded() -> Result<Self, SceneError> {
        let mut scenes = Self(Vec::new());
        for toml in EMBEDDED {
            scenes.add(toml, "embedded")?;
        }
        Ok(scenes)
    }

    /// Adds a scene of the user's, from the text of a file and its name.
    ///
    /// # Errors
    /// [`SceneError`] with the file, the line where it is known, and the reason.
    pub fn add(&mut self, toml: &str, name: &str) -> Result<(), SceneError> {
        let name = name.to_owned();
        let scene: Scene = match toml_file::parse(toml) {
            Ok(scene) => scene,
            Err((line, reason)) => return Err(SceneError::Parse { name, line, reason }),
        };
        if NEEDS.get(&scene.need).is_none() {
            return Err(SceneError::Need { name, need: scene.need, known: NEEDS.ids() });
        }
        if self.iter().any(|known| known.id == scene.id) {
            return Err(SceneError::Twice { name, id: scene.id });
        }
        let cues = Cues::new(scene.cues.iter().map(|cue| (cue.as_str(), 0)));
        self.0.push((scene, cues));
        Ok(())
    }

    /// A scene by its name.
    ///
    /// # Errors
    /// [`SceneError::Unknown`] with the names there are.
    pub fn get(&self, id: &str) -> Result<&Scene, SceneError> {
        let known = || self.iter().map(|scene| scene.id.clone()).collect();
        let found = self.iter().find(|scene| scene.id == id);
        found.ok_or_else(|| SceneError::Unknown { id: id.to_owned(), known: known() })
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Scene> {
        self.0.iter().map(|(scene, _)| scene)
    }

    /// The scene that most words of a clean text speak for; the first of equals, the general
    /// one where no word speaks for any.
    pub(super) fn detect(&self, clean: &str) -> Result<&Scene, SceneError> {
        let votes = |cues: &Option<Cues>| cues.as_ref().map_or(0, |cues| cues.find(clean).len());
        let counted = self.0.iter().rev().map(|(scene, cues)| (votes(cues), scene));
        let most = counted.max_by_key(|(votes, _)| *votes).filter(|(votes, _)| *votes > 0);
        most.map_or_else(|| self.get(GENERAL), |(_, scene)| Ok(scene))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_scenes_that_come_along_are_whole() {
        let scenes = Scenes::embedded().unwrap();
        assert_eq!(scenes.iter().count(), EMBEDDED.len());
        assert!(scenes.get(GENERAL).is_ok());
        assert!(!scenes.get("medical").unwrap().safety.zh.is_empty());
        for scene in scenes.iter() {
            assert!(!scene.example.is_empty(), "{}", scene.id);
        }
    }

    #[test]
    fn words_speak_for_scenes() {
        let scenes = Scenes::embedded().unwrap();
        let id = |text: &str| scenes.detect(text).unwrap().id.clone();
        assert_eq!(id("客户说快递三天没动静,很生气,帮我写回复"), "customer-service");
        assert_eq!(id("把这句话翻译成英文"), "translation");
        assert_eq!(id("i have had a fever and a cough for two days"), "medical");
        assert_eq!(id("写一个 python 函数"), "code");
        assert_eq!(id("hello"), "general");
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let mut scenes = Scenes::embedded().unwrap();
        let error = scenes.add("id = \"x\"\nzh = 3\n", "mine.toml").unwrap_err();
        assert!(error.to_string().starts_with("mine.toml, line 2: "), "{error}");
        let again = scenes.add(EMBEDDED[0], "mine.toml").unwrap_err();
        assert!(matches!(again, SceneError::Twice { .. }));
        assert!(scenes.get("nowhere").unwrap_err().zh().contains("medical"));
    }
}
