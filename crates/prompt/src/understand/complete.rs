//! What was not said is filled in, the same for the same seed, and told.

use serde::Serialize;

use super::colours::COLOURS;
use super::sizes::RANGE;
use crate::{Brief, Colour, Exclusion, Subject, Vocabulary};

/// Size of a subject in the middle, and of one that needs room to stand elsewhere.
const SIZE: f32 = 0.75;
const SIZE_ASIDE: f32 = 0.6;

/// Distance in Oklab from which two colours are told apart at a glance.
const CONTRAST: f32 = 0.25;

/// A subject of which everything is decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FilledSubject {
    /// The vocabulary's name for it.
    pub tag: String,
    /// Position of the tag in the vocabulary.
    pub index: usize,
    /// Colour asked for; `None` leaves the thing its own colours.
    pub colour: Option<Colour>,
    /// Centre of its box, 0..=1 from the top left: x, y. The box lies inside the picture.
    pub place: [f32; 2],
    /// Side of its box as a share of the picture's side, 0.5..=0.9.
    pub size: f32,
}

/// A brief of which everything is decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Filled {
    /// Things to paint, in the order in which they were said.
    pub subjects: Vec<FilledSubject>,
    /// Background colour.
    pub background: Colour,
    /// Position of the style in the vocabulary's styles.
    pub style: usize,
    /// What must not be there.
    pub exclude: Vec<Exclusion>,
}

/// Something that was not said and had to be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guess {
    /// What was decided, in English: `place of the cat`.
    pub what: String,
    /// The same in Chinese.
    pub what_zh: String,
    /// The decision, in English.
    pub value: String,
    /// The same in Chinese.
    pub value_zh: String,
    /// The reason, in English.
    pub why: &'static str,
    /// The same in Chinese.
    pub why_zh: &'static str,
}

/// Fills a brief: what the vocabulary can name of it. The same brief and seed give the same result.
pub fn complete(brief: &Brief, vocabulary: &Vocabulary, seed: u64) -> (Filled, Vec<Guess>) {
    let mut guesses = Vec::new();
    let known = |subject: &Subject| fill(subject, vocabulary, &mut guesses);
    let subjects = brief.subjects.iter().filter_map(known).collect();
    let style =
        brief.style.as_ref().and_then(|style| vocabulary.style_index(style.tag.as_deref()?));
    let style = style.unwrap_or_else(|| guess_style(vocabulary, &mut guesses));
    let asked = brief.background.colour.clone();
    let background = asked.unwrap_or_else(|| guess_background(brief, seed, &mut guesses));
    let exclude = brief.exclude.clone();
    (Filled { subjects, background, style, exclude }, guesses)
}

fn fill(
    subject: &Subject,
    vocabulary: &Vocabulary,
    guesses: &mut Vec<Guess>,
) -> Option<FilledSubject> {
    let tag = subject.tag.clone()?;
    let index = vocabulary.index(&tag)?;
    let asked = subject.place.map_or([0.5, 0.5], |place| [place.x, place.y]);
    let size = subject.size.unwrap_or(if asked == [0.5, 0.5] { SIZE } else { SIZE_ASIDE });
    let size = size.clamp(RANGE[0], RANGE[1]);
    let place = asked.map(|centre| centre.clamp(size / 2.0, 1.0 - size / 2.0));
    if subject.place.is_none() {
        guesses.push(guess_place(&tag));
    }
    if subject.size.is_none() {
        guesses.push(guess_size(&tag, size));
    }
    Some(FilledSubject { tag, index, colour: subject.colour.clone(), place, size })
}

fn guess_place(tag: &str) -> Guess {
    Guess {
        what: format!("place of the {tag}"),
        what_zh: format!("{tag} 的位置"),
        value: "centre".to_owned(),
        value_zh: "中间".to_owned(),
        why: "no place was said",
        why_zh: "没有说位置",
    }
}

fn guess_size(tag: &str, size: f32) -> Guess {
    Guess {
        what: format!("size of the {tag}"),
        what_zh: format!("{tag} 的大小"),
        value: format!("{size}"),
        value_zh: format!("{size}"),
        why: "no size was said; it must fit its place",
        why_zh: "没有说大小，按位置选一个放得下的",
    }
}

fn guess_style(vocabulary: &Vocabulary, guesses: &mut Vec<Guess>) -> usize {
    let first = 0;
    guesses.push(Guess {
        what: "style".to_owned(),
        what_zh: "风格".to_owned(),
        value: vocabulary.style_id(first).to_owned(),
        value_zh: vocabulary.style_id(first).to_owned(),
        why: "no style was said; this is the usual one",
        why_zh: "没有说风格，用默认的",
    });
    first
}

fn guess_background(brief: &Brief, seed: u64, guesses: &mut Vec<Guess>) -> Colour {
    let colours: Vec<&Colour> = brief.subjects.iter().filter_map(|s| s.colour.as_ref()).collect();
    let colour = choose_background(&colours, seed);
    guesses.push(Guess {
        what: "background".to_owned(),
        what_zh: "背景".to_owned(),
        value: colour.name.clone(),
        value_zh: colour.zh.clone(),
        why: "no background was said; the seed chose a quiet colour",
        why_zh: "没有说背景，由种子选一个不抢眼的颜色",
    });
    colour
}

/// A soft colour that stands apart from the colours asked for; a dim one if no soft one does;
/// black if all colours were asked for.
fn choose_background(asked: &[&Colour], seed: u64) -> Colour {
    let apart = |colour: &Colour| asked.iter().all(|other| colour.distance(other) >= CONTRAST);
    for quiet in [is_soft, is_dim] {
        let colours = COLOURS.iter().map(|named| named.colour());
        let fitting: Vec<Colour> = colours.filter(|c| quiet(c) && apart(c)).collect();
        if !fitting.is_empty() {
            let index = (splitmix64(seed) % fitting.len() as u64) as usize;
            return fitting[index].clone();
        }
    }
    Colour::from_oklab("black", "黑色", [0.0; 3])
}

fn is_soft(colour: &Colour) -> bool {
    let [l, _, _] = colour.oklab();
    (0.82..0.99).contains(&l) && chroma(colour) < 0.1
}

fn is_dim(colour: &Colour) -> bool {
    let [l, _, _] = colour.oklab();
    (0.2..0.6).contains(&l) && chroma(colour) < 0.12
}

fn chroma(colour: &Colour) -> f32 {
    let [_, a, b] = colour.oklab();
    a.hypot(b)
}

/// Spreads a seed over all bits (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
/// number generators", figure 17).
fn splitmix64(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Entry, Style, read};

    fn vocabulary() -> Vocabulary {
        let cat = Entry { tag: "cat".into(), zh: vec!["猫".into()], ..Entry::default() };
        let style = Style { id: "twemoji".into(), ..Style::default() };
        Vocabulary::new(vec![cat], vec![style])
    }

    fn filled(said: &str, seed: u64) -> (Filled, Vec<Guess>) {
        let vocabulary = vocabulary();
        complete(&read(said, &vocabulary).unwrap().brief, &vocabulary, seed)
    }

    #[test]
    fn what_was_said_is_kept_and_the_rest_told() {
        let (filled, guesses) = filled("红色的猫，蓝色背景", 7);
        assert_eq!(filled.background.name, "blue");
        assert_eq!((filled.subjects[0].place, filled.subjects[0].size), ([0.5, 0.5], 0.75));
        let what: Vec<_> = guesses.iter().map(|guess| guess.what.as_str()).collect();
        assert_eq!(what, ["place of the cat", "size of the cat", "style"]);
    }

    #[test]
    fn boxes_stay_inside() {
        let (filled, _) = filled("巨大的猫在右上角", 7);
        let cat = &filled.subjects[0];
        assert_eq!(cat.size, 0.9);
        assert!((cat.place[0] - 0.55).abs() < 1e-6 && (cat.place[1] - 0.45).abs() < 1e-6);
    }

    #[test]
    fn a_place_aside_gets_room() {
        let (filled, _) = filled("猫在左边", 7);
        assert_eq!((filled.subjects[0].place, filled.subjects[0].size), ([0.3, 0.5], 0.6));
    }

    #[test]
    fn the_seed_chooses_a_background_that_contrasts() {
        for said in ["白色的猫", "黑色的猫", "红色的猫", "米色的猫", "灰色的猫"]
        {
            let names: Vec<_> = (0..50).map(|seed| filled(said, seed).0.background).collect();
            let again: Vec<_> = (0..50).map(|seed| filled(said, seed).0.background).collect();
            assert_eq!(names, again);
            let asked = filled(said, 0).0.subjects[0].colour.clone().unwrap();
            assert!(names.iter().all(|colour| colour.distance(&asked) >= CONTRAST), "{said}");
            assert!(names.iter().any(|colour| colour != &names[0]), "{said}");
        }
    }
}
