//! Tokens whose part of speech needs no context.

use super::Pos;
use super::unit::Kind;

/// Marks that stand for a word.
const SYMBOLS: &str = "$%+=<>^~|@#&*§°€£¥©®™×÷±≤≥≠≈∞‰℃→←↑↓";

/// The part of speech of an address, an emoji, a number or a mark, by its kind and first
/// character in half width; `None` for words.
pub(crate) fn fixed(kind: Kind, code: u32) -> Option<Pos> {
    match kind {
        Kind::Link => Some(Pos::X),
        Kind::Emoji => Some(Pos::Sym),
        Kind::Digits => Some(Pos::Num),
        Kind::Mark => {
            let symbol = char::from_u32(code).is_some_and(|c| SYMBOLS.contains(c));
            Some(if symbol { Pos::Sym } else { Pos::Punct })
        }
        Kind::Han | Kind::Letters => None,
    }
}
