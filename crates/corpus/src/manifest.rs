//! The list of every work the training set is made of: what it shows, whose it is, where it is from.
//!
//! `data/manifest.json` is written by `cargo xtask dataset --write-manifest` and only read elsewhere;
//! it is embedded, so that the binary and the chores speak of the same works.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Error;

const TEXT: &str = include_str!("../../../data/manifest.json");

/// All sets and subjects. The order of `subjects` and `sets` is the order of the model's indices.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Manifest {
    /// The sets of works, one a style.
    pub sets: Vec<Set>,
    /// Where the subjects' groups were read from.
    pub labels: Package,
    /// What can be painted.
    pub subjects: Vec<Subject>,
}

/// One set of works, drawn in one style.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Set {
    /// Short name, and the folder of its drawn works: `twemoji`.
    pub id: String,
    /// English names, the one to show first.
    pub en: Vec<String>,
    /// Chinese names, the one to show first.
    pub zh: Vec<String>,
    /// Where it comes from.
    #[serde(flatten)]
    pub package: Package,
}

/// A published archive, pinned.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Package {
    /// Who made it, as the credit has to say.
    pub author: String,
    /// SPDX expression of the artwork's or the data's licence.
    pub licence: String,
    /// `npm` or `debian`.
    pub registry: String,
    /// Its name in that registry.
    pub package: String,
    /// Its exact version.
    pub version: String,
    /// SHA-256 of the archive, lower-case hex.
    pub sha256: String,
}

/// One thing that can be painted, in every set's style.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Subject {
    /// Its one short English name, unique in the manifest.
    pub tag: String,
    /// Unicode code point in lower-case hex: `1f431`.
    pub code: String,
    /// The character itself, as people type it.
    pub emoji: String,
    /// The group that Unicode sorts it into, `animals-nature`.
    pub group: String,
    /// Further English names; no two subjects share a name.
    pub en: Vec<String>,
    /// Chinese names, the one to show first; no two subjects share a name.
    pub zh: Vec<String>,
    /// The work that shows it, by the id of its set.
    pub works: BTreeMap<String, Work>,
}

/// One picture in a set.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Work {
    /// Its path inside the archive; a font's glyph is the font's path.
    pub file: String,
    /// SHA-256 of the source picture (the SVG file, or the glyph's PNG), lower-case hex.
    pub sha256: String,
}

impl Manifest {
    /// The manifest this program was built with.
    ///
    /// # Errors
    /// [`Error::Manifest`] where the embedded text is not a manifest: a mistake in the build.
    pub fn embedded() -> Result<Self, Error> {
        serde_json::from_str(TEXT).map_err(Error::Manifest)
    }
}

impl Subject {
    /// Where its drawn work lies under the folder of works: `twemoji/1f431.png`.
    pub fn drawn(&self, set: &Set) -> String {
        format!("{}/{}.png", set.id, self.code)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_at_least_300_subjects_in_three_styles() {
        let manifest = Manifest::embedded().unwrap();
        assert!(manifest.subjects.len() >= 300);
        assert_eq!(manifest.sets.len(), 3);
    }

    #[test]
    fn every_subject_has_a_work_in_every_set() {
        let manifest = Manifest::embedded().unwrap();
        for subject in &manifest.subjects {
            for set in &manifest.sets {
                assert!(subject.works.contains_key(&set.id), "{} {}", subject.tag, set.id);
            }
        }
    }

    #[test]
    fn every_hash_is_64_hex_digits() {
        let manifest = Manifest::embedded().unwrap();
        let archives = manifest.sets.iter().map(|set| &set.package.sha256);
        let works = manifest.subjects.iter().flat_map(|subject| subject.works.values());
        for hash in archives.chain(works.map(|work| &work.sha256)) {
            assert_eq!(hash.len(), 64);
            assert!(hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
        }
    }

    #[test]
    fn no_two_subjects_share_a_name() {
        let manifest = Manifest::embedded().unwrap();
        let mut seen = HashSet::new();
        for subject in &manifest.subjects {
            for name in subject.en.iter().chain(&subject.zh).chain([&subject.tag]) {
                assert!(seen.insert(name.to_lowercase()), "{name} of {}", subject.tag);
            }
        }
    }

    #[test]
    fn every_subject_can_be_said_in_chinese() {
        let manifest = Manifest::embedded().unwrap();
        for subject in &manifest.subjects {
            let han = |name: &String| name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(subject.zh.first().is_some_and(han), "{}", subject.tag);
        }
    }

    #[test]
    fn emoji_and_code_point_agree() {
        for subject in Manifest::embedded().unwrap().subjects {
            let code = u32::from_str_radix(&subject.code, 16).unwrap();
            assert_eq!(subject.emoji.chars().next(), char::from_u32(code));
        }
    }
}
