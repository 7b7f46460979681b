//! Builds the Chinese dictionary from the facts of jieba's and CC-CEDICT.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, Result};
use qingyun_prompt::words::chinese::dictionary::{HAN, Id, LONGEST, LOOKS, PLANE, plain};
use qingyun_prompt::words::chinese::units::MARKS;

use super::trie;

/// jieba's parts of speech; an entry's tag is the position here plus one.
const TAGS: &str = "a ad ag an b c d df dg e f g h i j k l m mg mq n ng nr nrfg nrt ns nt nz o p q \
    r rg rr rz s t tg u ud ug uj ul uv uz v vd vg vi vn vq x y z zg";

/// The first letter of a tag of jieba's, by its number; 0 where none is known.
pub(super) fn letter(tag: u8) -> u8 {
    let name = TAGS.split_whitespace().nth(usize::from(tag).wrapping_sub(1));
    name.map_or(0, |name| name.as_bytes()[0])
}

/// Uses in jieba's text that a word of CC-CEDICT alone is taken to have.
const RARE: f64 = 2.0;

/// Words of jieba's alone that are used no more often are left out: a hundred thousand names and
/// accidents that make the dictionary a third bigger.
const SELDOM: f64 = 3.0;

/// A word's facts as they are gathered.
#[derive(Clone, Copy, Default)]
struct Facts {
    uses: f64,
    tag: u8,
    gloss: u8,
}

impl Facts {
    /// The facts in a row: how rare the word is (−8 ln of its share of a big text), its most
    /// frequent part of speech in jieba's set (0 where none is known), what its glosses say.
    fn row(self, total: f64) -> [u8; 3] {
        let cost = (-8.0 * (self.uses / total).ln()).round().clamp(1.0, 255.0);
        [cost as u8, self.tag, self.gloss]
    }
}

/// The bytes of the dictionary, and of the facts of its words.
pub(super) fn build(jieba: &Path, cedict: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
    };
    let mut words: BTreeMap<String, Facts> = BTreeMap::new();
    add_jieba(&read(jieba)?, &mut words);
    add_cedict(&read(cedict)?, &mut words);
    words.retain(|_, facts| facts.uses > SELDOM || facts.gloss != 0);
    let ids = number(&words);
    let first = HAN as usize + ids.len();
    let mut spelled: BTreeMap<Vec<Id>, usize> = BTreeMap::new();
    let mut rows = vec![[0; 3]; first];
    let total: f64 = words.values().map(|facts| facts.uses).sum();
    for (word, facts) in &words {
        let word: Vec<Id> = word.chars().map(|c| ids[&c]).collect();
        let row = facts.row(total);
        match word[..] {
            [id] => rows[usize::from(id)] = row,
            _ => {
                spelled.insert(word, rows.len());
                rows.push(row);
            }
        }
    }
    let header = (rows.len() as u32).to_le_bytes();
    let cells = trie::cells(&spelled);
    let numbers = plane(&ids);
    let numbers = numbers.iter().flat_map(|id| id.to_le_bytes());
    let bytes = header.into_iter().chain(numbers).chain(cells.iter().flat_map(|cell| cell.bytes()));
    Ok((bytes.collect(), rows.concat()))
}

/// Numbers for all characters of these words, the most used first.
fn number(words: &BTreeMap<String, Facts>) -> HashMap<char, Id> {
    let mut uses: BTreeMap<char, f64> = BTreeMap::new();
    for (word, facts) in words {
        word.chars().for_each(|c| *uses.entry(c).or_default() += facts.uses);
    }
    let mut order: Vec<(char, f64)> = uses.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order.iter().map(|(c, _)| *c).zip(HAN..).collect()
}

/// The numbers by code point, of marks too.
fn plane(ids: &HashMap<char, Id>) -> Vec<Id> {
    let mut plane = vec![0; PLANE];
    for (code, id) in plane.iter_mut().enumerate() {
        let Some(c) = char::from_u32(code as u32).map(plain) else { continue };
        let mark = MARKS.chars().zip(LOOKS..).find(|(mark, _)| *mark == c);
        *id = ids.get(&c).copied().or(mark.map(|(_, id)| id)).unwrap_or(0);
    }
    plane
}

/// Bits of what English glosses say of a word.
mod gloss {
    /// "to …": a verb.
    pub(super) const VERB: u8 = 1;
    /// It has a measure word, or a gloss with an article: a noun.
    pub(super) const NOUN: u8 = 2;
    /// Its Pinyin begins with a capital: a name.
    pub(super) const NAME: u8 = 4;
    /// A surname.
    pub(super) const SURNAME: u8 = 8;
    /// "classifier for …": a measure word.
    pub(super) const MEASURE: u8 = 16;
    /// "-ly": an adverb.
    pub(super) const ADVERB: u8 = 32;
    /// "(of …)", "-ful", "-ous" and the like: an adjective.
    pub(super) const ADJECTIVE: u8 = 64;
    /// In CC-CEDICT at all.
    pub(super) const KNOWN: u8 = 128;
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
