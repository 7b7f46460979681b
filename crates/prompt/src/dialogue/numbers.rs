//! Numbers that are said in digits; the vocabulary has those in words.

/// The most of one thing that is asked for.
pub(crate) const MOST: u32 = 1000;

/// The number that digits are, at most [`MOST`].
pub(crate) fn digits(word: &str) -> Option<u32> {
    let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().unwrap_or(MOST).min(MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_an_end() {
        assert_eq!(["3", "99999999999"].map(digits), [3, MOST].map(Some));
        assert_eq!(["", "-1", "猫"].map(digits), [None; 3]);
    }
}
