//! What is said to a model that paints things it knows: words to scenes.

use anyhow::Result;
use qingyun_models::{Scene, Token};
use qingyun_prompt::{Brief, Error, FilledSubject, Guess, Reading, Vocabulary, complete, read};

use super::plan::Plan;
use crate::engine::{self, About};

/// What was said, read.
pub(crate) struct Things {
    /// What is wanted.
    pub(crate) reading: Reading,
    /// What is not wanted, where any of it was understood.
    pub(crate) negative: Option<Reading>,
    /// Words of the negative text that had no effect.
    pub(crate) negative_ignored: Vec<String>,
    vocabulary: Vocabulary,
}

/// What the model is asked for one seed.
pub(crate) struct Scenes {
    pub(crate) scene: Scene,
    pub(crate) negative: Option<Scene>,
    /// What was not said and had to be decided.
    pub(crate) guesses: Vec<Guess>,
}

impl Things {
    /// Reads both texts with the words that the model knows.
    pub(crate) fn read(plan: &Plan, about: &About) -> Result<Self> {
        let vocabulary = engine::vocabulary(about)?;
        let reading = read(&plan.text, &vocabulary)?;
        let (negative, negative_ignored) = match read(&plan.negative, &vocabulary) {
            Ok(reading) => {
                let ignored = reading.ignored.iter().map(|i| i.words.clone()).collect();
                (Some(reading), ignored)
            }
            Err(Error::Empty) => (None, Vec::new()),
            // Unknown words need no avoiding: the model cannot paint them.
            Err(Error::NothingKnown { words, .. }) => (None, words),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { reading, negative, negative_ignored, vocabulary })
    }

    /// Tags that were asked for and will not be painted: the model paints one thing.
    pub(crate) fn unpainted(&self) -> Vec<&str> {
        self.reading.brief.subjects.iter().skip(1).map(|s| s.words.as_str()).collect()
    }

    /// The scenes for a seed, which decides what was not said.
    pub(crate) fn scenes(&self, seed: u64) -> Scenes {
        let (scene, guesses) = scene(&self.reading.brief, &self.vocabulary, seed);
        let negative =
            self.negative.as_ref().map(|n| instead(&n.brief, &scene.tokens, &self.vocabulary));
        Scenes { scene, negative, guesses }
    }
}

/// What the model is asked for a brief: the first thing of it.
pub(crate) fn scene(brief: &Brief, vocabulary: &Vocabulary, seed: u64) -> (Scene, Vec<Guess>) {
    let mut brief = brief.clone();
    brief.subjects.truncate(1);
    let (filled, guesses) = complete(&brief, vocabulary, seed);
    let tokens = filled.subjects.iter().map(|s| token(s, filled.style)).collect();
    (Scene { tokens, background: Some(filled.background.oklab()) }, guesses)
}

fn token(subject: &FilledSubject, style: usize) -> Token {
    Token {
        tag: subject.index,
        style,
        place: subject.place,
        size: subject.size,
        colour: subject.colour.as_ref().map(|c| c.oklab()),
    }
}

/// The unwanted thing in the wanted one's place, so that guidance leads away from the thing and
/// not from the place.
fn instead(unwanted: &Brief, wanted: &[Token], vocabulary: &Vocabulary) -> Scene {
    let style = unwanted.style.as_ref().and_then(|s| vocabulary.style_index(s.tag.as_deref()?));
    let pairs = unwanted.subjects.iter().zip(wanted);
    let token = |(subject, token): (&qingyun_prompt::Subject, &Token)| {
        Some(Token {
            tag: vocabulary.index(subject.tag.as_deref()?)?,
            style: style.unwrap_or(token.style),
            colour: subject.colour.as_ref().map(|c| c.oklab()),
            ..token.clone()
        })
    };
    Scene {
        tokens: pairs.filter_map(token).collect(),
        background: unwanted.background.colour.as_ref().map(|c| c.oklab()),
    }
}
