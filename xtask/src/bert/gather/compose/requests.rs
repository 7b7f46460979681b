//! Requests for pictures by pattern: what is asked for, in both languages.

use std::collections::BTreeMap;

use qingyun_models::random::Random;
use serde::Deserialize;

use super::super::Text;
use super::pairs;

/// Requests made.
const REQUESTS: usize = 24_000;

/// Patterns with `{slots}`, and what may stand in them; all in Chinese and English.
#[derive(Deserialize)]
struct Grammar {
    patterns: Vec<[String; 2]>,
    words: BTreeMap<String, Vec<[String; 2]>>,
}

/// Requests with the names of pictures as things, and the dictionary's short words among them.
pub(super) fn read(texts: &[&Text]) -> Vec<Text> {
    let Ok(mut grammar) = toml::from_str::<Grammar>(include_str!("requests.toml")) else {
        return Vec::new();
    };
    let things = pairs(texts, "names").into_iter().map(|(en, zh)| [zh.to_owned(), en.to_owned()]);
    grammar.words.entry("thing".into()).or_default().extend(things);
    let mut random = Random::named(1, "requests");
    let request = |_| {
        let pattern = random.below(grammar.patterns.len());
        let [zh, en] = grammar.fill(&grammar.patterns[pattern], &mut random);
        Text { held: false, ..Text::pair("requests", &en, &zh) }
    };
    (0..REQUESTS).map(request).collect()
}

impl Grammar {
    /// The pattern with a random word in each slot, the same in both languages.
    fn fill(&self, pattern: &[String; 2], random: &mut Random) -> [String; 2] {
        let [mut zh, mut en] = pattern.clone();
        for (slot, words) in &self.words {
            let slot = format!("{{{slot}}}");
            while zh.contains(&slot) && !words.is_empty() {
                let [chinese, english] = &words[random.below(words.len())];
                zh = zh.replacen(&slot, chinese, 1);
                en = en.replacen(&slot, english, 1);
            }
        }
        [zh, en]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn patterns_have_the_same_known_slots_in_both_languages() {
        let mut grammar: Grammar = toml::from_str(include_str!("requests.toml")).unwrap();
        grammar.words.insert("thing".into(), vec![["猫".into(), "cat".into()]]);
        for pattern in &grammar.patterns {
            let filled = grammar.fill(pattern, &mut Random::new(1));
            assert!(filled.iter().all(|text| !text.contains(['{', '}'])), "{filled:?}");
        }
    }
}
