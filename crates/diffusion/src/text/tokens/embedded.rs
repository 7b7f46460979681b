//! OpenAI's vocabulary.

use super::merges::Merges;
use super::{Tokenizer, bytes};
use std::sync::LazyLock;

/// The two tokens of each merge, in the order in which they were learnt: `u16`, little-endian.
/// `tests/parity/clip_tokens.py` writes it, `data/clip/README.md` tells where it is from.
const MERGES: &[u8] = include_bytes!("../../../data/clip/merges.bin");

/// Tokens before the first merge: each byte within a word, then each at its end.
const BYTES: u32 = 256;

pub(super) fn tokenizer() -> &'static Tokenizer {
    static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(make);
    &TOKENIZER
}

fn make() -> Tokenizer {
    let mut within = [0; 256];
    for (token, byte) in (0..).zip(bytes::in_order()) {
        within[usize::from(byte)] = token;
    }
    let mut merges = Merges::default();
    let mut next = 2 * BYTES;
    let (pairs, _) = MERGES.as_chunks::<4>();
    for &[a, b, c, d] in pairs {
        let pair = [[a, b], [c, d]].map(|token| u32::from(u16::from_le_bytes(token)));
        merges.learn(pair.into(), next);
        next += 1;
    }
    Tokenizer {
        within,
        at_end: within.map(|token| token + BYTES),
        merges,
        start: next,
        end: next + 1,
        pad: next + 1,
    }
}
