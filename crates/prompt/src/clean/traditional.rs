//! Traditional characters to simplified ones, for matching only.

use std::sync::LazyLock;

/// Pairs of a traditional character and its simplified form. One traditional character never has
/// two simplified forms here, so no context is needed.
const PAIRS: &str = include_str!("traditional.txt");

/// Characters that have pairs lie here.
const FIRST: usize = 0x3400;
const LAST: usize = 0x9fff;

/// The simplified form of each character from [`FIRST`] on; 0 where it is the character itself.
static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; LAST + 1 - FIRST];
    for (traditional, simplified) in pairs().filter_map(pair) {
        if let Some(entry) = table.get_mut((traditional as usize).wrapping_sub(FIRST)) {
            *entry = u16::try_from(simplified as u32).unwrap_or(0);
        }
    }
    table
});

fn pairs() -> impl Iterator<Item = &'static str> {
    PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

fn pair(two: &str) -> Option<(char, char)> {
    let mut both = two.chars();
    both.next().zip(both.next())
}

/// The simplified form of a traditional character, or the character itself.
#[inline]
pub(crate) fn simplify(c: char) -> char {
    let entry = TABLE.get((c as usize).wrapping_sub(FIRST)).filter(|entry| **entry != 0);
    entry.and_then(|entry| char::from_u32(u32::from(*entry))).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_two_characters() {
        assert!(pairs().all(|two| two.chars().count() == 2));
        assert!(pairs().count() > 3000);
    }

    #[test]
    fn simplified_characters_stay() {
        for (_, simplified) in pairs().filter_map(pair) {
            assert_eq!(simplify(simplified), simplified);
        }
    }

    #[test]
    fn a_sentence() {
        let said: String = "畫一隻紅貓戴著帽子".chars().map(simplify).collect();
        assert_eq!(said, "画一只红猫戴着帽子");
    }
}
