//! What each family of models expects of a prompt.

use super::ComposeError;

/// A part of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// How many people there are, as tags count them: `1girl`.
    People,
    /// Each subject with all that belongs to it.
    Subjects,
    /// The background's colour and the scene.
    Scene,
    /// The way of painting.
    Style,
    /// The feeling.
    Mood,
    /// How it is seen.
    View,
    /// How well it is made.
    Quality,
}

/// A family of models, as its prompts need to know it.
#[derive(Debug)]
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Parts in the order that it expects.
    pub order: &'static [Part],
    /// Whether nouns have articles, as in a sentence.
    pub articles: bool,
    /// Whether a subject is one token with its place and size.
    pub tokens: bool,
    /// Words of quality that it is used to.
    pub quality: &'static [&'static str],
    /// What it is told to avoid.
    pub negative: &'static [&'static str],
}

use Part::{Mood, People, Quality, Scene, Style, Subjects, View};

/// Every family.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "tiny",
        about: "the built-in model: one token a thing, with colour, place and size",
        order: &[Subjects, Scene, Style],
        articles: false,
        tokens: true,
        quality: &[],
        negative: &[],
    },
    Family {
        name: "sd15",
        about: "Stable Diffusion 1.5: short phrases, the subject first",
        order: &[Subjects, Scene, View, Style, Mood, Quality],
        articles: false,
        tokens: false,
        quality: &["highly detailed", "best quality"],
        negative: &["low quality", "blurry", "bad anatomy", "watermark"],
    },
    Family {
        name: "sdxl",
        about: "Stable Diffusion XL: phrases, the style first",
        order: &[Style, Subjects, Scene, View, Mood, Quality],
        articles: true,
        tokens: false,
        quality: &["highly detailed"],
        negative: &["low quality", "blurry", "watermark"],
    },
    Family {
        name: "anime",
        about: "models trained on tags of drawings: people counted first, as in 1girl",
        order: &[People, Subjects, View, Scene, Style, Mood, Quality],
        articles: false,
        tokens: false,
        quality: &["masterpiece", "best quality"],
        negative: &["low quality", "bad anatomy", "bad hands", "watermark"],
    },
    Family {
        name: "flux",
        about: "models with a language model before them: whole phrases, no words of quality",
        order: &[Subjects, Scene, View, Mood, Style, Quality],
        articles: true,
        tokens: false,
        quality: &[],
        negative: &[],
    },
];

/// The family of a name.
///
/// # Errors
/// A name that no family has.
pub fn family(name: &str) -> Result<&'static Family, ComposeError> {
    FAMILIES.iter().find(|family| family.name == name).ok_or_else(|| {
        let known = FAMILIES.iter().map(|family| family.name).collect();
        ComposeError::UnknownFamily { name: name.to_owned(), known }
    })
}
