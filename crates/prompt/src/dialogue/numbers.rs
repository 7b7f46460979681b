//! Numbers that are said.

/// The most of one thing that is asked for.
pub(crate) const MOST: u32 = 1000;

const WORDS: &[(u32, &str)] = &[
    (1, "一"),
    (2, "两, 二, 俩, two, couple, pair"),
    (3, "三, 仨, three"),
    (4, "四, four"),
    (5, "五, five"),
    (6, "六, six"),
    (7, "七, seven"),
    (8, "八, eight"),
    (9, "九, nine"),
    (10, "十, ten"),
    (11, "十一, eleven"),
    (12, "十二, twelve, dozen"),
    (20, "二十, twenty"),
];

/// The number that a word is, at most [`MOST`].
pub(crate) fn number(word: &str) -> Option<u32> {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(word.parse().unwrap_or(MOST).min(MOST));
    }
    let named = WORDS.iter().find(|(_, words)| words.split(", ").any(|known| known == word));
    named.map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_words() {
        assert_eq!(
            ["3", "三", "three", "两", "99999999999"].map(number),
            [3, 3, 3, 2, MOST].map(Some)
        );
        assert_eq!(["", "-1", "猫"].map(number), [None; 3]);
    }
}
