//! Lists of words that patterns name as `@name`.

use std::collections::HashMap;
use std::sync::LazyLock;

static LISTS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let lists: HashMap<String, String> =
        toml::from_str(include_str!("lists.toml")).unwrap_or_default();
    let words =
        |words: String| words.split_whitespace().map(|word| word.replace('_', " ")).collect();
    lists.into_iter().map(|(name, list)| (name, words(list))).collect()
});

/// The words of a list.
pub(super) fn list(name: &str) -> Option<&'static [String]> {
    LISTS.get(name).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        assert!(list("animals").is_some_and(|animals| animals.iter().any(|name| name == "马")));
    }
}
