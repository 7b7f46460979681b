//! English plurals and possessives to the forms that a vocabulary may have.

/// Plurals that no rule gives.
const IRREGULAR: &[(&str, &str)] = &[
    ("mice", "mouse"),
    ("geese", "goose"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("people", "person"),
    ("dice", "die"),
    ("cacti", "cactus"),
    ("octopi", "octopus"),
    ("oxen", "ox"),
    ("wolves", "wolf"),
    ("leaves", "leaf"),
    ("knives", "knife"),
    ("loaves", "loaf"),
    ("calves", "calf"),
    ("scarves", "scarf"),
];

/// Endings of plurals with those of the singular. Several may fit: cookies is not cooky, and
/// berries is not berrie, so each is a guess for the vocabulary to confirm.
const ENDINGS: &[(&str, &str)] = &[("s", ""), ("es", ""), ("ies", "y")];

/// What an English word or phrase may be the plural or the possessive of.
pub(crate) fn singulars(phrase: &str) -> Vec<String> {
    let bare = phrase.strip_suffix("'s").or(phrase.strip_suffix("’s"));
    let phrase = bare.unwrap_or(phrase);
    let (before, word) = phrase.rsplit_once(' ').unwrap_or(("", phrase));
    let irregular =
        IRREGULAR.iter().filter(|(many, _)| *many == word).map(|(_, one)| (*one).into());
    let regular = ENDINGS.iter().filter_map(|(many, one)| replace_ending(word, many, one));
    let words = irregular.chain(regular).map(|one: String| format!("{before} {one}"));
    let words = words.map(|phrase| phrase.trim_start().to_owned());
    words.chain(bare.map(str::to_owned)).collect()
}

fn replace_ending(word: &str, many: &str, one: &str) -> Option<String> {
    let stem = word.strip_suffix(many)?;
    (stem.len() >= 2 && stem.is_ascii()).then(|| format!("{stem}{one}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_singular_is_among_the_guesses() {
        let pairs = [
            ("cats", "cat"),
            ("strawberries", "strawberry"),
            ("cookies", "cookie"),
            ("foxes", "fox"),
            ("houses", "house"),
            ("buses", "bus"),
            ("tomatoes", "tomato"),
            ("shoes", "shoe"),
            ("mice", "mouse"),
            ("hot dogs", "hot dog"),
            ("cat's", "cat"),
        ];
        for (many, one) in pairs {
            assert!(singulars(many).contains(&one.to_owned()), "{many}: {:?}", singulars(many));
        }
    }

    #[test]
    fn short_and_chinese_words_have_none() {
        assert!(singulars("is").is_empty());
        assert!(singulars("猫").is_empty());
    }
}
