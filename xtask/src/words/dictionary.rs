//! Builds the Chinese dictionary from the facts of jieba's and CC-CEDICT.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use qingyun_prompt::words::chinese::dictionary::{Entry, LONGEST, WIDTH, gloss, key};
use qingyun_prompt::words::table;

/// jieba's parts of speech; an entry's tag is the position here plus one.
const TAGS: &str = "a ad ag an b c d df dg e f g h i j k l m mg mq n ng nr nrfg nrt ns nt nz o p q \
    r rg rr rz s t tg u ud ug uj ul uv uz v vd vg vi vn vq x y z zg";

/// Uses in jieba's text that a word of CC-CEDICT alone is taken to have.
const RARE: f64 = 2.0;

/// Words of jieba's alone that are used no more often are left out: a hundred thousand names and
/// accidents that make the dictionary a third bigger.
const SELDOM: f64 = 3.0;

/// A word's facts before they are packed.
#[derive(Clone, Copy, Default)]
struct Facts {
    uses: f64,
    tag: u8,
    gloss: u8,
}

/// The bytes of the dictionary's table.
pub(super) fn build(jieba: &Path, cedict: &Path) -> Result<Vec<u8>> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
    };
    let mut words: BTreeMap<String, Facts> = BTreeMap::new();
    add_jieba(&read(jieba)?, &mut words);
    add_cedict(&read(cedict)?, &mut words);
    words.retain(|_, facts| facts.uses > SELDOM || facts.gloss != 0);
    let total: f64 = words.values().map(|facts| facts.uses).sum();
    let mut longest: BTreeMap<char, u8> = BTreeMap::new();
    for word in words.keys() {
        let length = word.chars().count() as u8;
        for first in word.chars().take(1) {
            longest.entry(first).and_modify(|most| *most = length.max(*most)).or_insert(length);
        }
    }
    let single = longest.iter().filter(|(first, _)| !words.contains_key(&first.to_string()));
    let single: Vec<String> = single.map(|(first, _)| first.to_string()).collect();
    for word in single {
        words.insert(word, Facts { uses: 1.0, ..Facts::default() });
    }
    let rows: Vec<(u64, Vec<u8>)> = words
        .iter()
        .map(|(word, facts)| {
            let first = word.chars().next().filter(|_| word.chars().nth(1).is_none());
            let longest = first.and_then(|first| longest.get(&first).copied()).unwrap_or(0);
            let cost = (-8.0 * (facts.uses / total).ln()).round().clamp(0.0, 255.0) as u8;
            let entry = Entry { cost, tag: facts.tag, gloss: facts.gloss, longest };
            (key().word(word).bits(), vec![entry.cost, entry.tag, entry.gloss, entry.longest])
        })
        .collect();
    Ok(table::build(&rows, WIDTH))
}

fn is_word(word: &str) -> bool {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{3005}' | '\u{3007}');
    (1..=LONGEST).contains(&word.chars().count()) && word.chars().all(han)
}

fn add_jieba(file: &str, words: &mut BTreeMap<String, Facts>) {
    for line in file.lines() {
        let mut fields = line.split_whitespace();
        let (Some(word), Some(uses)) = (fields.next(), fields.next()) else { continue };
        if !is_word(word) {
            continue;
        }
        let tag = fields.next().and_then(|tag| TAGS.split_whitespace().position(|t| t == tag));
        let facts = words.entry(word.to_owned()).or_default();
        facts.uses = uses.parse().unwrap_or(1.0_f64).max(1.0);
        facts.tag = tag.map_or(0, |tag| tag as u8 + 1);
    }
}

/// Lines are `traditional simplified [pin1 yin1] /gloss/gloss/`.
fn add_cedict(file: &str, words: &mut BTreeMap<String, Facts>) {
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.splitn(3, ' ');
        let (Some(_), Some(word), Some(rest)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        if !is_word(word) {
            continue;
        }
        let facts = words.entry(word.to_owned()).or_default();
        facts.uses = facts.uses.max(RARE);
        facts.gloss |= glosses(rest);
    }
}

/// What Pinyin and glosses say of a word.
fn glosses(rest: &str) -> u8 {
    let Some((pinyin, meanings)) = rest.split_once(']') else { return gloss::KNOWN };
    let capital = pinyin.chars().nth(1).is_some_and(char::is_uppercase);
    let mut bits = gloss::KNOWN | if capital { gloss::NAME } else { 0 };
    for meaning in meanings.split('/').map(str::trim).filter(|meaning| !meaning.is_empty()) {
        bits |= bit(meaning);
    }
    bits
}

fn bit(meaning: &str) -> u8 {
    let bare = meaning.rsplit_once(") ").map_or(meaning, |(_, rest)| rest);
    let last = bare.split([' ', ';', ',']).next().unwrap_or_default();
    let ends = |ends: &[&str]| ends.iter().any(|end| last.ends_with(end));
    let begins = |heads: &[&str]| heads.iter().any(|head| meaning.starts_with(head));
    match () {
        () if begins(&["surname "]) => gloss::SURNAME,
        () if meaning.contains("classifier for") => gloss::MEASURE,
        () if begins(&["CL:", "a ", "an ", "the "]) || meaning.contains("; CL:") => gloss::NOUN,
        () if bare.starts_with("to ") => gloss::VERB,
        () if begins(&["(of ", "of "]) || ends(&["ful", "ous", "able", "ible", "ical", "less"]) => {
            gloss::ADJECTIVE
        }
        () if ends(&["ly"]) => gloss::ADVERB,
        () => 0,
    }
}
