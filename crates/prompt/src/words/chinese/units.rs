//! A Chinese text as the units that words are made of.

use super::dictionary::{Dictionary, HAN, Id, LOOKS, MARK, RARE};
use crate::Span;
use crate::words::unit::{Kind, first, is_blank};

/// A part of a text that no word ends within.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// Where it stands.
    pub span: Span,
    /// For known Chinese characters and marks their number, for all else that of its looks.
    pub id: Id,
    /// Whether space stands before it.
    pub spaced: bool,
}

impl Unit {
    /// Whether it is a Chinese character.
    #[inline]
    pub fn is_han(&self) -> bool {
        self.id >= HAN || self.id == RARE
    }
}

/// Marks that have numbers of their own, from [`LOOKS`] on; the first few end a sentence.
pub const MARKS: &str = "。!?;,、:()《》“”‘’「」『』—·…-/.[]【】〈〉";

/// Numbers from [`LOOKS`] up to here end a sentence.
pub(crate) const ENDS: Id = LOOKS + 4;

/// Most units that are read at once where no mark ends a sentence.
const SENTENCE: usize = 512;

/// Adds the units of the first sentence of a part of a text, in order; spaces and controls belong
/// to none. Gives the rest of the part.
pub fn read(text: &str, part: Span, dictionary: &Dictionary, units: &mut Vec<Unit>) -> Span {
    let mut chars = part.of(text).chars();
    let most = units.len() + SENTENCE;
    let (mut start, mut spaced) = (part.start, true);
    loop {
        let rest = chars.as_str();
        let Some(c) = chars.next() else { return Span { start, ..part } };
        let mut id = dictionary.id(c);
        if id == 0 {
            if is_blank(c) {
                start += c.len_utf8();
                spaced = true;
                continue;
            }
            let (kind, bytes) = first(rest, c);
            id = looks(kind, &rest[..bytes]);
            chars = rest[bytes..].chars();
        }
        let end = part.end - chars.as_str().len();
        units.push(Unit { span: Span { start, end }, id, spaced });
        (start, spaced) = (end, false);
        if (LOOKS..ENDS).contains(&id) || units.len() == most {
            return Span { start, ..part };
        }
    }
}

/// The number of a unit's looks.
fn looks(kind: Kind, unit: &str) -> Id {
    match kind {
        Kind::Han => RARE,
        Kind::Mark => MARK,
        Kind::Digits => 1 + unit.chars().count().min(5) as Id,
        Kind::Letters => {
            let several = unit.chars().nth(1).is_some();
            8 + 2 * Id::from(unit.chars().any(char::is_uppercase)) + Id::from(several)
        }
        Kind::Link => 16,
        Kind::Emoji => 17,
    }
}
