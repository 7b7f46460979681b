//! Prompts from what people say, and back from what was written.

#![allow(clippy::unwrap_used, clippy::panic)]

mod readers;

use proptest::prelude::*;
use qingyun_prompt::compose::{DIALECTS, FAMILIES, Options, Term, compose, dialect};
use qingyun_prompt::{Vocabulary, read};
use readers::{parse_a1111, parse_compel};

/// What is said, the family, and the prompt that is right for it, written by hand.
const CASES: &[(&str, &str, &str)] = &[
    (
        "画一个戴着耳环的少女在五彩斑斓的黑夜中翩翩起舞，右手拿着一把铁剑",
        "sd15",
        "girl, dancing, wearing earrings, holding iron sword, colorful, night",
    ),
    (
        "a girl wearing earrings dances in the colorful dark night, holding an iron sword",
        "anime",
        "1girl, dancing, wearing earrings, holding iron sword, colorful, night",
    ),
    ("两个女孩，油画", "anime", "2girls, oil painting"),
    ("two black cats on a wooden table", "sdxl", "two black cats, on a wooden table"),
    ("一只红色的猫，蓝色背景", "tiny", "red cat, blue background"),
    ("a girl with long blue hair", "sd15", "girl, blue hair, long hair"),
    ("她的衣服花纹是云霞纹路，一个女孩", "sd15", "girl, wearing clothes with cloud pattern"),
];

#[test]
fn prompts() {
    let vocabulary = Vocabulary::general();
    let mut wrong = Vec::new();
    for (said, family, expected) in CASES {
        let brief = read(said, &vocabulary).unwrap().brief;
        let prompt = compose(&brief, &Options { family, ..Options::default() }).unwrap();
        let texts: Vec<_> = prompt.positive.iter().map(|term| term.text.as_str()).collect();
        if texts.join(", ") != *expected {
            wrong.push(format!("{said}\n  expected {expected}\n  got      {}", texts.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_term_shows_its_words() {
    let said = "一只非常可爱的猫戴着红帽子，不要狗";
    let reading = read(said, &Vocabulary::general()).unwrap();
    let options = Options { stressed: &reading.stressed, ..Options::default() };
    let prompt = compose(&reading.brief, &options).unwrap();
    for term in prompt.positive.iter().chain(&prompt.negative) {
        let span = term.from.unwrap();
        assert_eq!(&said[span.start..span.end], term.words);
    }
    assert_eq!(prompt.negative_text, "dog");
}

#[test]
fn what_was_stressed_counts_more() {
    let reading = read("一定要有一只猫，还有一条狗", &Vocabulary::general()).unwrap();
    let options = Options { stressed: &reading.stressed, ..Options::default() };
    let prompt = compose(&reading.brief, &options).unwrap();
    assert_eq!(prompt.text, "(cat:1.2), dog");
}

#[test]
fn what_has_no_english_name_is_missed() {
    let brief = read("一只霸天兽和一只猫", &Vocabulary::general()).unwrap().brief;
    let prompt = compose(&brief, &Options::default()).unwrap();
    assert_eq!((prompt.text.as_str(), prompt.missed), ("cat", vec!["霸天兽".to_owned()]));
}

#[test]
fn every_family_writes_in_every_dialect() {
    let brief = read("三只大白兔在草地上，水彩画", &Vocabulary::general()).unwrap().brief;
    for family in FAMILIES {
        for dialect in DIALECTS {
            let options =
                Options { family: family.name, dialect: dialect.name(), ..Options::default() };
            let prompt = compose(&brief, &options).unwrap();
            assert!(prompt.text.to_lowercase().contains("rabbit"), "{}", prompt.text);
        }
    }
    let unknown = compose(&brief, &Options { family: "sd9", ..Options::default() }).unwrap_err();
    assert!(unknown.to_string().contains("sdxl") && unknown.zh().contains("sdxl"));
}

/// Texts of terms: anything but commas and line breaks, with single spaces.
fn term() -> impl Strategy<Value = Term> {
    let letters = prop::collection::vec(
        prop::sample::select(vec![
            "a", "b", " ", "(", ")", "[", "]", "\\", "+", "-", ":", "1", "猫", "é",
        ]),
        1..12,
    );
    let weight = prop::sample::select(vec![1.0_f32, 1.1, 1.21, 1.2, 0.9, 0.85, 1.5]);
    let named = |(letters, weight): (Vec<&str>, f32)| {
        let words: Vec<String> =
            letters.concat().split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
        Term { text: words.join(" "), weight, from: None, words: String::new() }
    };
    (letters, weight).prop_map(named).prop_filter("says something", |term| !term.text.is_empty())
}

proptest! {
    #[test]
    fn what_is_written_reads_back(terms in prop::collection::vec(term(), 0..6)) {
        for name in ["a1111", "compel"] {
            let text = dialect(name).unwrap().write(&terms);
            let read = if name == "a1111" { parse_a1111(&text) } else { parse_compel(&text) };
            prop_assert_eq!(read.len(), terms.len(), "{}", text);
            for (read, term) in read.iter().zip(&terms) {
                prop_assert_eq!(&read.text, &term.text, "{}", text);
                prop_assert!((read.weight - term.weight).abs() < 0.006, "{}", text);
            }
        }
    }

    #[test]
    fn anything_parses(text in any::<String>()) {
        parse_a1111(&text);
        parse_compel(&text);
    }
}
