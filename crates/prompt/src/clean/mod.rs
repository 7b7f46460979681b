//! Clean text, with a map back to what was typed.
//!
//! Two ways, one map: [`Clean::tidy`] takes away what a person did not mean to say (one filter a
//! file, listed in [`FILTERS`]) and leaves the words as they are; for comparing words with names
//! the crate folds case, width and script besides (`fold`). Spans always lead back to the text as
//! typed.

mod confusable;
mod emoji;
mod fold;
mod invisible;
mod map;
mod markup;
mod normal;
mod repeat;
mod traditional;
mod width;

use std::ops::Range;

pub(crate) use fold::is_pictograph;
pub(crate) use map::Edit;
pub use map::{Change, Clean};
pub(crate) use traditional::simplify;
pub(crate) use width::half_width;

/// A step of cleaning.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Its name in a [`Change`].
    pub name: &'static str,
    /// What it does, in English.
    pub en: &'static str,
    /// What it does, in Chinese.
    pub zh: &'static str,
    /// What it would change in a text.
    edits: fn(&str) -> Vec<Edit>,
}

/// Every filter, in the order in which they run.
pub const FILTERS: &[Filter] = &[
    invisible::FILTER,
    markup::ENTITIES,
    markup::TAGS,
    markup::MARKDOWN,
    normal::FILTER,
    width::FILTER,
    confusable::FILTER,
    emoji::FILTER,
    repeat::FILTER,
];

/// Rounds after which cleaning stops: what one filter leaves another may change (an entity that
/// hides a tag), but seldom more than once.
const ROUNDS: usize = 4;

impl Clean {
    /// A text without what its writer did not mean to say; its words stay as they are. Takes time
    /// linear in the text.
    pub fn tidy(typed: &str) -> Self {
        let mut clean = Clean::typed(typed);
        for _ in 0..ROUNDS {
            let before = clean.changes().len();
            for filter in FILTERS {
                let edits = (filter.edits)(clean.text());
                clean = clean.edited(typed, filter.name, &edits);
            }
            if clean.changes().len() == before {
                break;
            }
        }
        clean
    }
}

/// Edits that change characters one by one.
fn each_char(text: &str, change: impl Fn(char) -> Option<String>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for (start, c) in text.char_indices() {
        if let Some(to) = change(c) {
            join(&mut edits, start..start + c.len_utf8(), &to);
        }
    }
    edits
}

/// Adds an edit; what becomes of a run of characters is one edit.
fn join(edits: &mut Vec<Edit>, range: Range<usize>, to: &str) {
    match edits.last_mut() {
        Some(last) if last.range.end == range.start => {
            last.range.end = range.end;
            last.to += to;
        }
        _ => edits.push(Edit { range, to: to.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tidy(text: &str) -> String {
        Clean::tidy(text).text().to_owned()
    }

    #[test]
    fn all_at_once() {
        let said = "<b>画一只\u{200b}ｃａｔ</b>！！！&amp; раint 🐱🐱🐱🐱🐱";
        let clean = Clean::tidy(said);
        assert_eq!(clean.text(), "画一只cat！& paint 🐱🐱🐱");
        let cat = clean.text().find("cat").unwrap_or(0);
        assert_eq!(clean.source(cat, cat + 3).of(said), "ｃａｔ");
        let names: Vec<&str> = clean.changes().iter().map(|change| change.filter).collect();
        let expected =
            ["invisible", "entities", "tags", "tags", "width", "confusable", "emoji", "repeat"];
        assert_eq!(names, expected);
    }

    #[test]
    fn prompts_stay() {
        let prompts = [
            "masterpiece, (best quality:1.2), [blurry], <lora:fine:0.8>, 1girl, a < b && c > d",
            "画一只猫，背景是“星空”……（不要帽子）",
            "# 5 \\(hat\\) {a|b} A_B snake_case 3*4*5 C&A ~~",
        ];
        for prompt in prompts {
            assert_eq!(tidy(prompt), prompt);
            assert!(Clean::tidy(prompt).changes().is_empty());
        }
    }

    #[test]
    fn names_are_unique_and_documented() {
        for (at, filter) in FILTERS.iter().enumerate() {
            assert!(!filter.en.is_empty() && !filter.zh.is_empty());
            assert!(FILTERS[..at].iter().all(|other| other.name != filter.name));
        }
    }

    #[test]
    fn a_megabyte_is_no_trouble() {
        for part in ["!", "&amp;", "<b", "[a](", "**", "🐱", "\u{200b}a", "аb", "e\u{301}"] {
            let text = part.repeat(1_000_000 / part.len());
            assert!(Clean::tidy(&text).text().len() <= text.len());
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "\\PC{0,4}",
            "[a-zаеоA-Z ]{1,5}",
            "[！!？?。.…~]{1,4}",
            Just("<b>".to_owned()),
            Just("&lt;".to_owned()),
            Just("**".to_owned()),
            Just("🐱".to_owned()),
            Just("\u{200d}".to_owned()),
            Just("Ａ".to_owned()),
        ];
        proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn spans_ascend_on_boundaries(text in any_text()) {
            let clean = Clean::tidy(&text);
            let mut last = 0;
            for (at, c) in clean.text().char_indices() {
                let span = clean.source(at, at + c.len_utf8());
                prop_assert!(text.get(span.start..span.end).is_some_and(|part| !part.is_empty()));
                prop_assert!(span.start >= last);
                last = span.start;
            }
            for change in clean.changes() {
                prop_assert_eq!(change.span.of(&text), &change.from);
            }
        }

        #[test]
        fn clean_text_is_clean(text in any_text()) {
            let once = tidy(&text);
            prop_assert_eq!(tidy(&once), once);
        }

        #[test]
        fn plain_text_stays(text in "[a-z0-9 ,一-龥，。]{0,40}") {
            let plain = text.replace("，，", "，").replace(",,", ",");
            prop_assume!(!["，，", ",,", "。。"].iter().any(|twice| plain.contains(twice)));
            prop_assert_eq!(tidy(&plain), plain);
        }
    }
}
