//! Long texts in both languages: what was read, one after the other.

use qingyun_models::random::Random;

use super::super::Text;
use super::pairs;

/// Lists of words.
const LISTS: usize = 3_000;

/// Texts of several sentences.
const PAGES: usize = 2_500;

/// Characters of English in the longest text of several sentences.
const LONGEST: usize = 900;

/// Lists of 3 to 30 words of the dictionary.
pub(super) fn terms(texts: &[&Text]) -> Vec<Text> {
    let words: Vec<_> =
        pairs(texts, "cedict").into_iter().filter(|(en, _)| !en.contains(';')).collect();
    let mut random = Random::named(1, "terms");
    let list = |_| {
        let count = 3 + random.below(28);
        let (en, zh): (Vec<&str>, Vec<&str>) =
            (0..count).map(|_| words[random.below(words.len())]).unzip();
        Text { held: false, ..Text::pair("terms", &en.join(", "), &zh.join("，")) }
    };
    (0..if words.is_empty() { 0 } else { LISTS }).map(list).collect()
}

/// Sentences of the catalogues, several together.
pub(super) fn sentences(texts: &[&Text]) -> Vec<Text> {
    let sentences: Vec<_> =
        pairs(texts, "gettext").into_iter().filter(|(en, _)| en.len() > 60).collect();
    let mut random = Random::named(1, "sentences");
    let page = |_| {
        let (mut en, mut zh) = (String::new(), String::new());
        let most = 150 + random.below(LONGEST - 150);
        while en.len() < most {
            let (english, chinese) = sentences[random.below(sentences.len())];
            en.extend([english, " "]);
            zh.push_str(chinese);
        }
        Text { held: false, ..Text::pair("sentences", en.trim_end(), &zh) }
    };
    (0..if sentences.is_empty() { 0 } else { PAGES }).map(page).collect()
}
