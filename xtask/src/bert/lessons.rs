//! What the student reads in a step: texts of one language and about one length.

use anyhow::{Result, ensure};
use qingyun_models::random::Random;
use tokenizers::Tokenizer;

use super::gather::Text;
use super::read;
use super::teach::Targets;

/// Tokens of one step, about.
const TOKENS: usize = 4096;

/// Tokens of the longest text of each kind.
const LENGTHS: [usize; 5] = [5, 10, 24, 80, 256];

/// How many steps of a hundred read a kind: Chinese by length, then English by length. Short
/// Chinese most: what is asked for is short, and all of it is new to the teacher.
const SHARES: [[usize; 5]; 2] = [[22, 16, 9, 8, 12], [8, 7, 4, 4, 10]];

/// Texts of a source that are read so many times as often.
const OFTEN: [(&str, usize); 2] = [("names", 8), ("emoji", 3)];

/// Tokens of a text and the number of its target.
struct Lesson {
    tokens: Vec<u32>,
    target: usize,
}

/// All that can be learned from.
pub(super) struct Lessons {
    targets: Targets,
    kinds: [[Vec<Lesson>; 5]; 2],
}

impl Lessons {
    /// Lessons of the texts that are not held out, each language by itself.
    pub(super) fn new(texts: &[Text], targets: Targets, tokenizer: &Tokenizer) -> Result<Self> {
        let learn: Vec<&Text> = texts.iter().filter(|text| !text.held).collect();
        let mut kinds: [[Vec<Lesson>; 5]; 2] = Default::default();
        for (language, kinds) in kinds.iter_mut().enumerate() {
            let read: Vec<(&str, usize)> =
                learn.iter().flat_map(|text| said(text, language, &targets)).collect();
            let words: Vec<&str> = read.iter().map(|(words, _)| *words).collect();
            for (tokens, (_, target)) in read::tokens(tokenizer, &words)?.into_iter().zip(read) {
                let kind = LENGTHS.iter().position(|&longest| tokens.len() <= longest);
                kinds[kind.unwrap_or(LENGTHS.len() - 1)].push(Lesson { tokens, target });
            }
        }
        let empty = kinds.iter().flatten().all(Vec::is_empty);
        ensure!(!empty, "no text has a target: run `cargo xtask bert teach` again");
        for (language, kinds) in ["Chinese", "English"].iter().zip(&kinds) {
            println!("{language}, by length: {:?}", kinds.each_ref().map(Vec::len));
        }
        Ok(Self { targets, kinds })
    }

    /// Every lesson: tokens and the vector to reach.
    pub(super) fn all(&self) -> impl Iterator<Item = (&[u32], Vec<f32>)> {
        let lessons = self.kinds.iter().flatten().flatten();
        lessons.map(|lesson| (lesson.tokens.as_slice(), self.targets.vector(lesson.target)))
    }

    /// The texts of a step and the vectors to reach, one behind the other.
    pub(super) fn step(&self, step: u64) -> (Vec<&[u32]>, Vec<f32>) {
        let mut random = Random::of(&[1, step]);
        let lessons = self.kind(&mut random);
        let (mut read, mut targets, mut tokens) = (Vec::new(), Vec::new(), 0);
        while tokens < TOKENS {
            let lesson = &lessons[random.below(lessons.len())];
            tokens += lesson.tokens.len();
            read.push(lesson.tokens.as_slice());
            targets.extend(self.targets.vector(lesson.target));
        }
        (read, targets)
    }

    /// A kind by its share among those that have texts.
    fn kind(&self, random: &mut Random) -> &[Lesson] {
        let kinds = SHARES.iter().flatten().zip(self.kinds.iter().flatten());
        let kinds: Vec<(&usize, &Vec<Lesson>)> =
            kinds.filter(|(_, lessons)| !lessons.is_empty()).collect();
        let mut left = random.below(kinds.iter().map(|(share, _)| **share).sum());
        for (share, lessons) in kinds {
            match left.checked_sub(*share) {
                Some(rest) => left = rest,
                None => return lessons,
            }
        }
        &[]
    }
}

/// What a text says in the language (0 Chinese, 1 English), as often as it is to be read.
fn said<'a>(text: &'a Text, language: usize, targets: &Targets) -> Vec<(&'a str, usize)> {
    let words = if language == 0 { text.zh.as_deref() } else { Some(text.en.as_str()) };
    let often = OFTEN.iter().find(|(source, _)| *source == text.source).map_or(1, |(_, n)| *n);
    match words.zip(targets.find(&text.en)) {
        Some(lesson) => vec![lesson; often],
        None => Vec::new(),
    }
}
