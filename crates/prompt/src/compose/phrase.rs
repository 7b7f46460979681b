//! A subject as an English noun phrase.

use super::families::Family;
use crate::understand::{Kind, kind_of};
use crate::{Named, Subject};

/// Words for small numbers.
const NUMBERS: &[&str] =
    &["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Plurals that no rule gives.
const PLURALS: &[(&str, &str)] = &[
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("person", "people"),
    ("mouse", "mice"),
    ("goose", "geese"),
    ("wolf", "wolves"),
    ("leaf", "leaves"),
    ("knife", "knives"),
    ("sheep", "sheep"),
    ("deer", "deer"),
    ("fish", "fish"),
    ("elf", "elves"),
    ("dwarf", "dwarves"),
];

/// Words that are plural already, or cannot be counted.
const UNCOUNTED: &[&str] = &[
    "clothes",
    "armor",
    "food",
    "rice",
    "water",
    "grass",
    "coffee",
    "tea",
    "milk",
    "bread",
    "jewelry",
    "bamboo",
    "hair",
    "money",
    "noodles",
    "smoke",
    "fire",
    "moon cake",
];

/// The name of a subject: its tag, else its words where they are English.
pub(super) fn name(subject: &Subject) -> Option<&str> {
    let english = subject.words.is_ascii().then_some(subject.words.as_str());
    subject.tag.as_deref().or(english)
}

/// The phrase: number, size, qualities, colour, material, name; with an article where the family
/// wants one. `None` where it has no name in English.
pub(super) fn noun(subject: &Subject, family: &Family) -> Option<String> {
    let name = name(subject)?;
    let mut words: Vec<&str> = Vec::new();
    words.extend(subject.size.and_then(size));
    words.extend(subject.attributes.iter().filter(|named| is_adjective(named)).filter_map(text));
    words.extend(subject.colour.as_ref().map(|colour| colour.name.as_str()));
    words.extend(subject.material.as_ref().and_then(text));
    let many = plural(name);
    words.push(if subject.count > 1 { &many } else { name });
    let phrase = words.join(" ");
    Some(match subject.count {
        1 if family.articles && !is_plural(name) => format!("{} {phrase}", article(&phrase)),
        0 | 1 => phrase,
        count => format!("{} {phrase}", number(count)),
    })
}

/// A number as a word, or in digits from thirteen on.
pub(super) fn number(count: u32) -> String {
    let word = (count as usize).checked_sub(2).and_then(|index| NUMBERS.get(index));
    word.map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// A term's name in English.
pub(super) fn text(named: &Named) -> Option<&str> {
    let english = named.words.is_ascii().then_some(named.words.as_str());
    named.tag.as_deref().or(english)
}

/// Whether an attribute stands before its noun: fluffy, striped; not long hair, cloud pattern.
pub(super) fn is_adjective(named: &Named) -> bool {
    let Some(tag) = named.tag.as_deref() else { return true };
    let noun = ["pattern", "print", "trim", "sleeves", "tongue out", "closed eyes"];
    let quality = matches!(kind_of(tag), Some(Kind::Trait | Kind::Pattern | Kind::Expression));
    quality && !noun.iter().any(|end| tag.ends_with(end))
}

fn size(size: f32) -> Option<&'static str> {
    match size {
        size if size < 0.6 => Some("small"),
        size if size < 0.8 => None,
        size if size < 0.88 => Some("large"),
        _ => Some("huge"),
    }
}

fn is_plural(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    UNCOUNTED.contains(&last) || last.ends_with('s') && !last.ends_with("ss")
}

fn article(phrase: &str) -> &'static str {
    let vowel = phrase.starts_with(['a', 'e', 'i', 'o', 'u']);
    let sounds = ["uni", "ufo", "one", "eu"].iter().any(|start| phrase.starts_with(start));
    if vowel && !sounds { "an" } else { "a" }
}

/// More than one of a noun.
pub(super) fn plural(name: &str) -> String {
    if is_plural(name) {
        return name.to_owned();
    }
    let (before, last) = name.rsplit_once(' ').unwrap_or(("", name));
    let many = match PLURALS.iter().find(|(one, _)| last == *one || last.ends_with(one)) {
        Some((one, many)) => format!("{}{many}", last.strip_suffix(one).unwrap_or_default()),
        None => regular(last),
    };
    format!("{before} {many}").trim_start().to_owned()
}

fn regular(word: &str) -> String {
    let hisses = ["s", "x", "ch", "sh", "z"].iter().any(|end| word.ends_with(end));
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if hisses => format!("{word}es"),
        None => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        let pairs = [
            ("cat", "cats"),
            ("old man", "old men"),
            ("cherry", "cherries"),
            ("fox", "foxes"),
            ("earrings", "earrings"),
            ("toy", "toys"),
            ("snowman", "snowmen"),
        ];
        for (one, many) in pairs {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn articles() {
        assert_eq!((article("iron sword"), article("unicorn"), article("cat")), ("an", "a", "a"));
    }
}
