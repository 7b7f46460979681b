//! A run of Chinese characters to words: by the lexicon where that is safe, else by the tagger.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::sense::Sense;
use crate::words::Tagger;

/// Words of a run of Chinese characters. What the lexicon has may be part of a word that it lacks
/// (花 of 花车), so where its words do not stand alone the tagger says where words end.
pub(crate) fn words(run: &str, lexicon: &Lexicon, tagger: &Tagger) -> Vec<Range<usize>> {
    let parts = cover(run, 0..run.len(), lexicon);
    if is_plausible(&parts) {
        return ranges(parts);
    }
    let tokens = tagger.tag(run);
    tokens.iter().flat_map(|word| split(run, word.span.start..word.span.end, lexicon)).collect()
}

/// A dictionary word that the lexicon lacks, in parts that it has (大大的 → 大大 的), or whole.
/// A one-character thing counts only at the end (小猫), where the head of a Chinese word stands.
fn split(run: &str, word: Range<usize>, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let parts = cover(run, word.clone(), lexicon);
    let known = parts.iter().all(|part| part.known);
    let head_last = parts.iter().rev().skip(1).all(|part| !(part.lone && part.thing));
    if known && head_last && is_plausible(&parts) { ranges(parts) } else { vec![word] }
}

fn ranges(parts: Vec<Part>) -> Vec<Range<usize>> {
    parts.into_iter().map(|part| part.range).collect()
}

/// Longest phrases of the lexicon from left to right; what it lacks stays together.
fn cover(run: &str, word: Range<usize>, lexicon: &Lexicon) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = word.start;
    while let Some(c) = run[at..word.end].chars().next() {
        let known = longest(&run[at..word.end], lexicon);
        let end = at + known.unwrap_or(c.len_utf8());
        match parts.last_mut() {
            Some(last) if known.is_none() && !last.known => last.range.end = end,
            _ => parts.push(Part::new(run, at..end, lexicon)),
        }
        at = end;
    }
    parts
}

/// Bytes of the longest phrase at the front.
fn longest(text: &str, lexicon: &Lexicon) -> Option<usize> {
    let ends = text.char_indices().map(|(start, c)| start + c.len_utf8());
    let ends = ends.take(lexicon.longest());
    ends.filter(|end| lexicon.senses(&text[..*end]).is_some()).last()
}

/// Whether each part may be a word by itself.
fn is_plausible(parts: &[Part]) -> bool {
    let pairs = parts.windows(2).all(|pair| pair[0].may_precede(&pair[1]));
    pairs && parts.split(Part::stands_alone).all(|chain| !may_hide_a_word(chain))
}

/// In a chain of single and unknown characters a single one that says something may belong to a
/// longer word: 猫 of 猫头鹰, 花 of 花园.
fn may_hide_a_word(chain: &[Part]) -> bool {
    chain.iter().any(|part| !part.known) && chain.iter().any(|part| part.known && part.says())
}

/// A phrase with what decides whether it is a word by itself.
struct Part {
    range: Range<usize>,
    known: bool,
    lone: bool,
    particle: bool,
    thing: bool,
    colour: bool,
    modifier: bool,
    other: bool,
}

impl Part {
    fn new(run: &str, range: Range<usize>, lexicon: &Lexicon) -> Self {
        let word = &run[range.clone()];
        let senses = lexicon.senses(word);
        let has = |test: fn(&Sense) -> bool| senses.is_some_and(|senses| senses.iter().any(test));
        let either = |sense: &Sense| matches!(sense, Sense::Subject(_) | Sense::Colour(_));
        let only_named = senses.is_some_and(|senses| senses.iter().all(either));
        Part {
            range,
            known: senses.is_some(),
            lone: word.chars().nth(1).is_none(),
            particle: has(|sense| *sense == Sense::De),
            thing: only_named && has(|sense| matches!(sense, Sense::Subject(_))),
            colour: has(|sense| matches!(sense, Sense::Colour(_))),
            modifier: has(|sense| {
                matches!(sense, Sense::Size(_) | Sense::Shade(_))
                    || matches!(sense, Sense::Trait(_) | Sense::Material(_))
            }),
            other: has(|sense| {
                matches!(sense, Sense::Place(_) | Sense::Scene(_) | Sense::Pose(_))
                    || matches!(sense, Sense::Body(_) | Sense::Mood(_))
            }),
        }
    }

    /// Whether nothing beside it can make it part of another word: 红色, 的.
    fn stands_alone(&self) -> bool {
        self.known && (!self.lone || self.particle)
    }

    /// Whether it can enter a brief.
    fn says(&self) -> bool {
        self.thing || self.colour || self.modifier || self.other
    }

    /// Whether `self` and `next` stand as two words: 红 花, 小 红, but not 马 路 or 火 车.
    fn may_precede(&self, next: &Part) -> bool {
        let describes =
            (self.colour || self.modifier) && next.thing || self.modifier && next.colour;
        let compound = self.thing && next.thing && (self.lone || next.lone);
        let both_lone = self.lone && next.lone && self.says() && next.says();
        !compound && (describes || !both_lone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let mut lexicon = Lexicon::new();
        let names = ["猫", "花", "车", "火", "章鱼", "帽子", "小猫"];
        for (index, name) in names.iter().enumerate() {
            lexicon.add(name, Sense::Subject(index));
        }
        lexicon
    }

    fn cut(run: &str) -> Vec<&str> {
        let ranges = words(run, &lexicon(), &Tagger::default());
        ranges.into_iter().map(|range| &run[range]).collect()
    }

    #[test]
    fn compounds_are_not_taken_apart() {
        assert_eq!(cut("火车"), ["火车"]);
        assert_eq!(cut("花车"), ["花车"]);
        assert!(!cut("一只猫头鹰").contains(&"猫"));
        assert_eq!(cut("花园里"), ["花园", "里"]);
    }

    #[test]
    fn attributes_and_things_are() {
        assert_eq!(cut("红花和小车"), ["红", "花", "和", "小", "车"]);
        assert_eq!(cut("猫在跳舞"), ["猫", "在", "跳舞"]);
    }
}
