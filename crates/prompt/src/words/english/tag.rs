//! What is looked at to find what part of speech an English word is.

use super::tokens::Token;
use crate::words::features::{Keys, rows};
use crate::words::table::Key;

/// Kinds of features are counted from here.
const KINDS: u64 = 128;

/// What each token's features are made of.
#[derive(Clone, Copy)]
struct Sight {
    /// The word in small letters.
    word: u64,
    /// Its last one, two, three and four characters.
    tails: [u64; 4],
    /// Its first three characters.
    head: u64,
    /// Capitals, digits, hyphens.
    shape: u64,
}

const BEYOND: &Sight = &Sight { word: 0, tails: [0; 4], head: 0, shape: 0 };

/// The features of each token, a row of keys each.
pub(crate) fn features(text: &str, tokens: &[Token], each: impl FnMut(&[u64])) {
    let mut sights: Vec<Sight> = Vec::with_capacity(tokens.len());
    sights.extend(tokens.iter().map(|token| sight(token.span.of(text))));
    rows(&sights, KINDS, describe, each);
}

fn sight(token: &str) -> Sight {
    let mut last = [0_u32; 4];
    let mut word = Key::of(0);
    let mut head = 0;
    let mut length = 0_u64;
    let [mut capitals, mut digits, mut hyphens] = [0_u64; 3];
    for c in token.chars() {
        let low = if c.is_ascii() {
            c.to_ascii_lowercase()
        } else {
            c.to_lowercase().next().unwrap_or(c)
        };
        let low = if low.is_ascii_digit() {
            '0'
        } else if low == '’' {
            '\''
        } else {
            low
        };
        word = word.and(u64::from(u32::from(low)));
        last.rotate_left(1);
        last[3] = u32::from(low);
        length += 1;
        if length == 3 {
            head = word.bits();
        }
        capitals += u64::from(c.is_uppercase());
        digits += u64::from(c.is_ascii_digit());
        hyphens += u64::from(c == '-');
    }
    let first = token.chars().next().is_some_and(char::is_uppercase);
    let shape = u64::from(first)
        + 2 * capitals.min(2)
        + 8 * digits.min(1)
        + 16 * hyphens.min(1)
        + 32 * u64::from(digits == length)
        + 64 * u64::from(capitals == length)
        + 128 * length.min(4);
    let tail = |count: usize| {
        last[4 - count..].iter().fold(Key::of(count as u64), |key, c| key.and(u64::from(*c)))
    };
    let tails = [1, 2, 3, 4].map(|count| tail(count).bits());
    Sight { word: word.bits(), tails, head, shape }
}

/// The keys of a token's features.
fn describe(sights: &[Sight], at: usize, keys: &mut Keys) {
    let see =
        |step: isize| at.checked_add_signed(step).and_then(|at| sights.get(at)).unwrap_or(BEYOND);
    let [before2, before, here, after, after2] = [see(-2), see(-1), see(0), see(1), see(2)];
    let mut add = |parts: &[u64]| keys.add(parts);
    add(&[]);
    add(&[here.word]);
    add(&[here.word, here.shape % 8]);
    here.tails.iter().for_each(|tail| add(&[*tail]));
    add(&[here.head]);
    add(&[here.shape]);
    add(&[here.tails[2], here.shape]);
    add(&[before.shape % 8, here.shape]);
    add(&[before.word]);
    add(&[after.word]);
    add(&[before2.word]);
    add(&[after2.word]);
    add(&[before.word, here.word]);
    add(&[here.word, after.word]);
    add(&[before.word, after.word]);
    add(&[before.word, here.tails[2]]);
    add(&[here.tails[2], after.word]);
    add(&[before2.word, before.word]);
    add(&[after.word, after2.word]);
    add(&[before.tails[2]]);
    add(&[after.tails[2]]);
    add(&[before.tails[1], here.tails[1], after.tails[1]]);
    add(&[here.word, after.tails[2]]);
    add(&[here.word, before.tails[2]]);
}
