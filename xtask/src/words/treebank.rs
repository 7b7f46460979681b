//! Reads sentences with words and parts of speech.

use std::path::Path;

use anyhow::{Context, Result};
use qingyun_prompt::Span;
use qingyun_prompt::words::{Pos, Word};

/// A text with its words.
pub(crate) struct Sentence {
    /// As written.
    pub(crate) text: String,
    /// In order.
    pub(crate) words: Vec<Word>,
}

/// Reads a file in CoNLL-U.
pub(crate) fn read(path: &Path) -> Result<Vec<Sentence>> {
    let file =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(file.split("\n\n").filter(|block| !block.trim().is_empty()).map(sentence).collect())
}

/// Reads lines of `word/POS word/POS`; words that follow each other touch in the text. Lines that
/// begin with `#` are remarks.
pub(super) fn read_plain(path: &Path) -> Result<Vec<Sentence>> {
    let file =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    Ok(lines.map(plain).collect())
}

fn plain(line: &str) -> Sentence {
    let mut sentence = Sentence { text: String::new(), words: Vec::new() };
    for (word, pos) in line.split(' ').filter_map(|item| item.rsplit_once('/')) {
        let start = sentence.text.len();
        sentence.text.push_str(word);
        let span = Span { start, end: sentence.text.len() };
        sentence.words.push(Word { span, pos: part(pos) });
    }
    sentence
}

fn sentence(block: &str) -> Sentence {
    let text = block.lines().find_map(|line| line.strip_prefix("# text = "));
    let text = text.unwrap_or_default().to_owned();
    let mut words = Vec::new();
    let mut at = 0;
    for line in block.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, form, _, pos, ..] = fields[..] else { continue };
        let Some(start) = text[at..].find(form).map(|found| at + found) else { continue };
        if id.contains(['-', '.']) {
            continue;
        }
        at = start + form.len();
        words.push(Word { span: Span { start, end: at }, pos: part(pos) });
    }
    Sentence { text, words }
}

/// The part of speech of a name.
fn part(name: &str) -> Pos {
    Pos::ALL.into_iter().find(|pos| pos.name() == name).unwrap_or(Pos::X)
}

/// Counts of words found, right and wanted.
#[derive(Clone, Copy, Default)]
pub(crate) struct Score {
    found: usize,
    wanted: usize,
    spans: usize,
    both: usize,
}

impl Score {
    /// Counts one sentence.
    pub(crate) fn add(&mut self, found: &[Word], wanted: &[Word]) {
        self.found += found.len();
        self.wanted += wanted.len();
        for word in found {
            let at = wanted.binary_search_by_key(&word.span.start, |word| word.span.start);
            let Some(right) = at.ok().map(|at| wanted[at]) else { continue };
            self.spans += usize::from(right.span == word.span);
            self.both += usize::from(right == *word);
        }
    }

    /// Counts what another counted too.
    pub(crate) fn merge(&mut self, other: Self) {
        self.found += other.found;
        self.wanted += other.wanted;
        self.spans += other.spans;
        self.both += other.both;
    }

    /// F1 of the spans, in per cent.
    pub(crate) fn segment(self) -> f64 {
        200.0 * self.spans as f64 / (self.found + self.wanted) as f64
    }

    /// F1 of spans with their parts of speech, in per cent.
    pub(crate) fn tagged(self) -> f64 {
        200.0 * self.both as f64 / (self.found + self.wanted) as f64
    }
}
