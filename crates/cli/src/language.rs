//! What the language engine knows, loaded once.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::Result;
use qingyun_models::ops::Precision;
use qingyun_prompt::lint::{self, Finding, Kind};
use qingyun_prompt::words::{Tagger, UserDictionary};
use qingyun_prompt::{Encode, Vocabulary};

use crate::error::read_text;
use crate::meaning::Meaning;

/// Words, tags and meaning.
pub(crate) struct Language {
    pub(crate) tagger: Tagger,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) encoder: Lazy,
}

/// A tagger with the words of a file, where there is one.
pub(crate) fn tagger(dictionary: Option<&Path>) -> Result<Tagger> {
    let Some(path) = dictionary else { return Ok(Tagger::default()) };
    Ok(Tagger::with_words(UserDictionary::parse(&read_text(path)?, path)?))
}

/// An encoder that is read when it is first asked for.
pub(crate) struct Lazy {
    folder: Option<PathBuf>,
    precision: Precision,
    read: OnceLock<Meaning>,
}

impl Lazy {
    pub(crate) fn new(folder: Option<&Path>, precision: Precision) -> Self {
        Self { folder: folder.map(Path::to_owned), precision, read: OnceLock::new() }
    }

    /// The encoder.
    pub(crate) fn get(&self) -> Result<&dyn Encode> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let read = Meaning::open(self.folder.as_deref(), self.precision)?;
        // Another thread may have been first; its encoder is the same.
        Ok(self.read.get_or_init(|| read))
    }
}

impl Language {
    /// The general vocabulary with a tag list of the user's, and a model from a folder or the
    /// one that comes along.
    pub(crate) fn load(model: Option<&Path>, tags: Option<&Path>) -> Result<Self> {
        let mut vocabulary = Vocabulary::general();
        if let Some(path) = tags {
            vocabulary.import(&read_text(path)?)?;
        }
        let encoder = Lazy::new(model, Precision::F32);
        Ok(Self { tagger: Tagger::default(), vocabulary, encoder })
    }

    /// What is unclear or wrong in a text.
    pub(crate) fn lint(&self, text: &str, kind: Kind) -> Vec<Finding> {
        let options = lint::Options { kind, ..lint::Options::default() };
        lint::check(text, &self.tagger, &[], &options)
    }
}
