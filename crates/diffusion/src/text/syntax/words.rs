//! Words of the language, such as `AND`, that stand alone.

/// The texts between the places where `word` stands with no letter, digit or underscore before or
/// after it; one more than there are places.
pub(super) fn split_at<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(word) {
        let end = at + word.len();
        if !text[..at].ends_with(belongs_to_a_word) && !text[end..].starts_with(belongs_to_a_word) {
            parts.push(&text[start..at]);
            start = end;
        }
    }
    parts.push(&text[start..]);
    parts
}

fn belongs_to_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_alone() {
        assert_eq!(split_at("a AND(b)AND", "AND"), ["a ", "(b)", ""]);
        assert_eq!(split_at("SAND AND_ ANDAND 猫AND and", "AND"), ["SAND AND_ ANDAND 猫AND and"]);
    }
}
