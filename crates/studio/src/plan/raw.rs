//! A worksheet as it stands in its TOML file.

use serde::Deserialize;

use super::origin::Origin;
use crate::{Error, Result, Words};

/// The whole file; a part that several worksheets share has no title.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    #[serde(default)]
    pub(super) en: String,
    #[serde(default)]
    pub(super) zh: String,
    /// The result that matters most.
    #[serde(default)]
    pub(super) headline: String,
    #[serde(default, rename = "note")]
    pub(super) notes: Vec<Note>,
    #[serde(default, rename = "input")]
    pub(super) inputs: Vec<Input>,
    #[serde(default, rename = "result")]
    pub(super) results: Vec<Computed>,
    #[serde(default, rename = "check")]
    pub(super) checks: Vec<Check>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    en: String,
    zh: String,
}

impl From<Note> for Words {
    fn from(Note { en, zh }: Note) -> Self {
        Self { en, zh }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    pub(super) name: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) unit: String,
    /// Without one, it has to be given.
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) least: Option<f64>,
    pub(super) most: Option<f64>,
    /// Where it is not given, results that need it are left out.
    #[serde(default)]
    pub(super) optional: bool,
    pub(super) origin: Option<Origin>,
    #[serde(default)]
    pub(super) source: String,
    /// Where it is not the same in Chinese.
    pub(super) source_zh: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Computed {
    pub(super) name: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) unit: String,
    pub(super) is: String,
    pub(super) decimals: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    /// This should not be larger
    pub(super) small: String,
    /// than this.
    pub(super) large: String,
    /// What is said where it is.
    pub(super) en: String,
    pub(super) zh: String,
}

impl Raw {
    pub(super) fn read(name: &str, text: &str) -> Result<Self> {
        toml::from_str(text)
            .map_err(|error| Error::Toml { name: name.into(), what: error.to_string() })
    }

    /// This with all of `other` behind it.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.notes.extend(other.notes);
        self.inputs.extend(other.inputs);
        self.results.extend(other.results);
        self.checks.extend(other.checks);
        self
    }
}
