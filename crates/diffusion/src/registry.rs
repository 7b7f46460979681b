//! Finding an entry of a registry by name, and naming its neighbours when there is none.

use crate::{Error, Result};
use std::fmt;

/// How many near names an error lists.
const NEAR: usize = 3;

/// What a registry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The samplers.
    Sampler,
    /// The spacings of noise levels.
    Spacing,
    /// The kinds of noise.
    Noise,
    /// What prepares pictures for ControlNets.
    Preprocessor,
}

impl What {
    /// The Chinese noun.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Sampler => "采样器",
            Self::Spacing => "步距方案",
            Self::Noise => "噪声源",
            Self::Preprocessor => "预处理",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Sampler => "sampler",
            Self::Spacing => "spacing",
            Self::Noise => "noise",
            Self::Preprocessor => "preprocessor",
        })
    }
}

/// The entry one of whose two names (shown name and id) is `name`, whatever the case.
pub(crate) fn find<'a, T>(
    what: What,
    entries: &'a [T],
    names: impl Fn(&T) -> [&'static str; 2],
    name: &str,
) -> Result<&'a T> {
    let wanted = name.trim().to_lowercase();
    let matches = |entry: &&T| names(entry).iter().any(|known| known.to_lowercase() == wanted);
    entries.iter().find(matches).ok_or_else(|| Error::UnknownName {
        what,
        name: name.to_owned(),
        near: nearest(entries.iter().map(&names), &wanted),
    })
}

/// The shown names nearest to `wanted` by edit distance of either name.
fn nearest(names: impl Iterator<Item = [&'static str; 2]>, wanted: &str) -> Vec<&'static str> {
    let distance = |name: &str| edit_distance(&name.to_lowercase(), wanted);
    let mut ranked: Vec<_> =
        names.map(|[shown, id]| (distance(shown).min(distance(id)), shown)).collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().take(NEAR).map(|(_, shown)| shown).collect()
}

/// Levenshtein 1966: the fewest insertions, deletions and replacements between two words.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_known_by_hand() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("heun", "heun"), 0);
    }

    #[test]
    fn unknown_names_are_answered_with_near_ones() {
        let entries = [["Euler", "euler"], ["Heun", "heun"], ["DPM++ 2M", "dpmpp-2m"]];
        let found = find(What::Sampler, &entries, |e| *e, " DPMPP-2M ");
        assert_eq!(found.ok(), Some(&entries[2]));
        let error = find(What::Sampler, &entries, |e| *e, "dpm++2m").err();
        let text = error.map(|e| (e.to_string(), e.zh()));
        let (en, zh) = text.unwrap_or_default();
        assert!(en.contains("no sampler named \"dpm++2m\"; did you mean DPM++ 2M"), "{en}");
        assert!(zh.contains("采样器") && zh.contains("DPM++ 2M"), "{zh}");
    }
}
