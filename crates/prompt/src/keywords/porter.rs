//! Stems of English words: Porter 1980, "An algorithm for suffix stripping", with the changes
//! that NLTK makes, since published figures of key phrases are counted with its stems.

/// Words whose stems the rules would miss.
const IRREGULAR: [(&str, &str); 15] = [
    ("sky", "sky"),
    ("skies", "sky"),
    ("dying", "die"),
    ("lying", "lie"),
    ("tying", "tie"),
    ("news", "news"),
    ("inning", "inning"),
    ("innings", "inning"),
    ("outing", "outing"),
    ("outings", "outing"),
    ("canning", "canning"),
    ("cannings", "canning"),
    ("proceed", "proceed"),
    ("exceed", "exceed"),
    ("succeed", "succeed"),
];

const STEP_2: [(&str, &str); 21] = [
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
    ("fulli", "ful"),
];

const STEP_3: [(&str, &str); 7] = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];

const STEP_4: [&str; 19] = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
];

/// The stem of a word, in lower case. Words with letters other than a to z keep those.
pub fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    if let Some((_, stem)) = IRREGULAR.iter().find(|(whole, _)| *whole == word) {
        return (*stem).to_owned();
    }
    if word.chars().count() <= 2 {
        return word;
    }
    [plural, past, final_y, step_2, step_3, step_4, final_e, double_l]
        .iter()
        .fold(word, |word, step| step(word))
}

/// Step 1a.
fn plural(word: String) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.chars().count() == 1 => return stem.to_owned() + "ie",
        Some(stem) => return stem.to_owned() + "i",
        None => {}
    }
    if word.ends_with("sses") {
        return cut(&word, 2);
    }
    if word.ends_with('s') && !word.ends_with("ss") { cut(&word, 1) } else { word }
}

/// Step 1b.
fn past(word: String) -> String {
    if let Some(stem) = word.strip_suffix("ied") {
        return stem.to_owned() + if stem.chars().count() == 1 { "ie" } else { "i" };
    }
    if let Some(stem) = word.strip_suffix("eed") {
        return if measure(stem) > 0 { cut(&word, 1) } else { word };
    }
    let stem = ["ed", "ing"].iter().find_map(|suffix| word.strip_suffix(suffix));
    match stem {
        Some(stem) if has_vowel(stem) => repaired(stem),
        _ => word,
    }
}

/// What is left of a past or a participle, with the letter that it had lost or without that which
/// it had doubled.
fn repaired(stem: &str) -> String {
    let lost_e = ["at", "bl", "iz"].iter().any(|suffix| stem.ends_with(suffix));
    if lost_e {
        return stem.to_owned() + "e";
    }
    if ends_double(stem) {
        return if stem.ends_with(['l', 's', 'z']) { stem.to_owned() } else { cut(stem, 1) };
    }
    if measure(stem) == 1 && ends_short(stem) { stem.to_owned() + "e" } else { stem.to_owned() }
}

/// Step 1c, only after a consonant that is not the first letter.
fn final_y(word: String) -> String {
    match word.strip_suffix('y') {
        Some(stem) if stem.chars().count() > 1 && ends_in_consonant(stem) => stem.to_owned() + "i",
        _ => word,
    }
}

fn step_2(word: String) -> String {
    if let Some(stem) = word.strip_suffix("alli").filter(|stem| measure(stem) > 0) {
        return step_2(stem.to_owned() + "al");
    }
    if let Some(stem) = word.strip_suffix("logi") {
        let log = stem.to_owned() + "log";
        return if measure(&(stem.to_owned() + "l")) > 0 { log } else { word };
    }
    replaced(word, &STEP_2)
}

fn step_3(word: String) -> String {
    replaced(word, &STEP_3)
}

/// The word with the first ending that fits replaced, if something is left before it.
fn replaced(word: String, endings: &[(&str, &str)]) -> String {
    let fit = endings.iter().find_map(|(old, new)| Some((word.strip_suffix(old)?, new)));
    match fit {
        Some((stem, new)) if measure(stem) > 0 => stem.to_owned() + new,
        _ => word,
    }
}

fn step_4(word: String) -> String {
    let fit = STEP_4.iter().find_map(|suffix| Some((word.strip_suffix(suffix)?, *suffix)));
    match fit {
        Some((stem, "ion")) if !stem.ends_with(['s', 't']) => word,
        Some((stem, _)) if measure(stem) > 1 => stem.to_owned(),
        _ => word,
    }
}

/// Step 5a.
fn final_e(word: String) -> String {
    match word.strip_suffix('e') {
        Some(stem) if measure(stem) > 1 || measure(stem) == 1 && !ends_short(stem) => {
            stem.to_owned()
        }
        _ => word,
    }
}

/// Step 5b.
fn double_l(word: String) -> String {
    match word.strip_suffix('l') {
        Some(stem) if stem.ends_with('l') && measure(stem) > 1 => stem.to_owned(),
        _ => word,
    }
}

fn cut(word: &str, letters: usize) -> String {
    let kept = word.chars().count().saturating_sub(letters);
    word.chars().take(kept).collect()
}

/// For each letter whether it is a consonant; y is one at the start and after a vowel.
fn consonants(word: &str) -> Vec<bool> {
    let mut kinds: Vec<bool> = Vec::with_capacity(word.len());
    for letter in word.chars() {
        kinds.push(match letter {
            'a' | 'e' | 'i' | 'o' | 'u' => false,
            'y' => kinds.last().is_none_or(|before| !before),
            _ => true,
        });
    }
    kinds
}

/// Porter's m: how often a vowel is followed by a consonant.
fn measure(word: &str) -> usize {
    consonants(word).windows(2).filter(|pair| !pair[0] && pair[1]).count()
}

fn has_vowel(word: &str) -> bool {
    consonants(word).contains(&false)
}

fn ends_in_consonant(word: &str) -> bool {
    consonants(word).last() == Some(&true)
}

fn ends_double(word: &str) -> bool {
    let mut letters = word.chars().rev();
    let last = letters.next();
    last.is_some() && last == letters.next() && ends_in_consonant(word)
}

/// Porter's *o: consonant, vowel, consonant other than w, x, y; or a word of vowel and consonant.
fn ends_short(word: &str) -> bool {
    match consonants(word).as_slice() {
        [false, true] => true,
        [.., true, false, true] => !word.ends_with(['w', 'x', 'y']),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_paper() {
        for (word, stemmed) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("cats", "cat"),
            ("feed", "feed"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("motoring", "motor"),
            ("sing", "sing"),
            ("conflated", "conflat"),
            ("sized", "size"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("filing", "file"),
            ("happy", "happi"),
            ("relational", "relat"),
            ("digitizer", "digit"),
            ("electrical", "electr"),
            ("adjustment", "adjust"),
            ("adoption", "adopt"),
            ("probate", "probat"),
            ("rate", "rate"),
            ("controlling", "control"),
            ("rolling", "roll"),
        ] {
            assert_eq!(stem(word), stemmed, "{word}");
        }
    }

    /// As NLTK 3.10's `PorterStemmer()` gives them.
    #[test]
    fn changes_of_nltk() {
        for (word, stemmed) in [
            ("Enjoy", "enjoy"),
            ("dies", "die"),
            ("died", "die"),
            ("fully", "fulli"),
            ("hopefully", "hope"),
            ("geology", "geolog"),
            ("news", "news"),
            ("is", "is"),
        ] {
            assert_eq!(stem(word), stemmed, "{word}");
        }
    }

    #[test]
    fn other_letters_stay() {
        assert_eq!(stem("Δναι"), "δναι");
        assert_eq!(stem("naïveness"), "naïv");
    }
}
