//! Tables of things that a request can ask for, found by the words for them.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

/// One thing of a table, such as the need to translate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    /// Its unique name.
    pub(super) id: String,
    /// What a prompt in Chinese calls it.
    pub(super) zh: String,
    /// What a prompt in English calls it.
    pub(super) en: String,
    /// The words that ask for it, in lower case.
    pub(super) cues: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<Kind>,
}

/// A table, ready to be searched.
#[derive(Debug)]
pub(super) struct Kinds {
    kinds: Vec<Kind>,
    cues: Cues,
}

/// Words with the kind that each stands for.
#[derive(Debug)]
pub(super) struct Cues {
    finder: AhoCorasick,
    kinds: Vec<usize>,
}

/// A cue that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Position of the kind in its table.
    pub(super) kind: usize,
    /// Bytes of the clean text.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

impl Cues {
    /// Cues from pairs of a word and the position of its kind.
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a str, usize)>) -> Option<Self> {
        let (words, kinds): (Vec<&str>, Vec<usize>) = words.unzip();
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
        Some(Self { finder: finder.ok()?, kinds })
    }

    /// Every cue in a clean text, in order, none inside another. A Latin cue counts as a whole
    /// word only.
    pub(super) fn find(&self, text: &str) -> Vec<Hit> {
        let hits = self.finder.find_iter(text).map(|found| Hit {
            kind: self.kinds[found.pattern().as_usize()],
            start: found.start(),
            end: found.end(),
        });
        hits.filter(|hit| is_whole(text, hit.start, hit.end)).collect()
    }
}

fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, word, after) = (&text[..start], &text[start..end], &text[end..]);
    let cut_before = latin(word.chars().next()) && latin(before.chars().next_back());
    let cut_after = latin(word.chars().next_back()) && latin(after.chars().next());
    !cut_before && !cut_after
}

impl Kinds {
    /// A table that comes with the program; one that cannot be read is empty, which a test
    /// forbids.
    pub(super) fn embedded(toml: &str) -> Self {
        let kinds = toml::from_str::<File>(toml).map(|file| file.kind).unwrap_or_default();
        let words = kinds.iter().enumerate();
        let words =
            words.flat_map(|(at, kind)| kind.cues.iter().map(move |cue| (cue.as_str(), at)));
        let cues = Cues::new(words).unwrap_or_else(|| Cues { finder: none(), kinds: Vec::new() });
        Self { kinds, cues }
    }

    /// Each kind that a clean text asks for, once, with its first cue; in the order of the table.
    pub(super) fn find(&self, text: &str) -> Vec<(&Kind, Hit)> {
        let mut hits = self.cues.find(text);
        hits.sort_by_key(|hit| hit.kind);
        hits.dedup_by_key(|hit| hit.kind);
        hits.into_iter().filter_map(|hit| Some((self.kinds.get(hit.kind)?, hit))).collect()
    }

    /// The names of all kinds, in order.
    pub(super) fn ids(&self) -> Vec<String> {
        self.kinds.iter().map(|kind| kind.id.clone()).collect()
    }

    /// A kind by its name.
    pub(super) fn get(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }
}

/// Finds nothing.
fn none() -> AhoCorasick {
    #[allow(clippy::expect_used)] // No words at all always make a finder.
    AhoCorasick::new(std::iter::empty::<&str>()).expect("an empty finder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_whole_word_counts() {
        let cues = Cues::new([("list", 0), ("list of", 1), ("列表", 2)].into_iter());
        let hits =
            cues.map(|cues| cues.find("a list of enlisted men 列表list")).unwrap_or_default();
        let kinds: Vec<_> = hits.iter().map(|hit| hit.kind).collect();
        assert_eq!(kinds, [1, 2, 0]);
    }
}
