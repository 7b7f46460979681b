//! What an answer must keep to: length, what to avoid, what to include.

use std::sync::LazyLock;

use regex::Regex;

use super::request::Wish;
use crate::Span;

/// A way to say a constraint. The first group is what the prompt repeats, word for word.
struct Pattern {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    regex: &'static str,
}

const PATTERNS: &[Pattern] = &[
    Pattern {
        id: "length",
        zh: "篇幅",
        en: "length",
        regex: r"(?i)((?:不超过|不要超过|最多|至少|不少于|控制在|大约|大概|约|限)?\s*[0-9〇一二两三四五六七八九十百千]+\s*(?:个)?(?:字|句话|句|段|行|词)(?:以内|之内|以上|左右|上下)?)",
    },
    Pattern {
        id: "length",
        zh: "篇幅",
        en: "length",
        regex: r"(?i)(?-u:\b)((?:at most|at least|no more than|no longer than|fewer than|less than|more than|under|within|around|about|exactly|up to|in)?\s*(?:[0-9]+|one|two|three|four|five|six|ten|a hundred)[\s-]*(?:words?|sentences?|paragraphs?|lines?|characters?))(?-u:\b)",
    },
    Pattern {
        id: "points",
        zh: "要点数",
        en: "number of points",
        regex: r"(?i)((?:列出|给出|分|写|提)\s*[0-9一二两三四五六七八九十]+\s*(?:个|条|点|项)|(?-u:\b)(?:[0-9]+|two|three|four|five|six|seven|ten)\s+(?:bullet points|bullets|points|ideas|reasons|examples|options|tips|items|questions|names))",
    },
    Pattern {
        id: "avoid",
        zh: "避免",
        en: "avoid",
        regex: r"(?i)((?:不要|别|不能|不许|切勿|避免|请勿)(?:提到|提及|提|说|写|用|使用|出现|包含|涉及|超出|编造)[^，。；,.;！!？?\n]{1,40})",
    },
    Pattern {
        id: "avoid",
        zh: "避免",
        en: "avoid",
        regex: r"(?i)(?-u:\b)((?:do not|don't|never|avoid|without)\s+(?:mention|mentioning|use|using|include|including|say|saying|jargon|technical)[^,.;!?\n]{0,60})",
    },
    Pattern {
        id: "include",
        zh: "必须包含",
        en: "include",
        regex: r"(?i)((?:必须|一定要|务必|要包含|要包括|要提到|需要包含|记得)[^，。；,.;！!？?\n]{1,40})",
    },
    Pattern {
        id: "include",
        zh: "必须包含",
        en: "include",
        regex: r"(?i)(?-u:\b)((?:must|make sure to|be sure to|remember to|include|mention)\s[^,.;!?\n]{1,60})",
    },
    Pattern {
        id: "time",
        zh: "期限",
        en: "deadline",
        regex: r"(?i)((?:今天|明天|后天|本周|下周[一二三四五六日天]?|周[一二三四五六日天]|月底|[0-9]+月[0-9]+日)(?:之前|以前|前)|(?-u:\b)(?:by|before)\s+(?:today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next week|noon)(?-u:\b))",
    },
];

static REGEXES: LazyLock<Vec<(&Pattern, Regex)>> = LazyLock::new(|| {
    let compiled = PATTERNS.iter().map(|p| Some((p, Regex::new(p.regex).ok()?)));
    compiled.flatten().collect()
});

/// The constraints in the order in which they were said; none inside another.
pub(super) fn find(said: &str) -> Vec<Wish> {
    let mut found: Vec<Wish> = Vec::new();
    for (pattern, regex) in REGEXES.iter() {
        for words in regex.captures_iter(said).filter_map(|captures| captures.get(1)) {
            let span = trimmed(said, words.start(), words.end());
            let free = |known: &Wish| known.span.end <= span.start || known.span.start >= span.end;
            if found.iter().all(free) {
                found.push(Wish {
                    id: pattern.id.to_owned(),
                    zh: pattern.zh.to_owned(),
                    en: pattern.en.to_owned(),
                    words: span.of(said).to_owned(),
                    span,
                });
            }
        }
    }
    found.sort_by_key(|wish| wish.span.start);
    found
}

fn trimmed(said: &str, start: usize, end: usize) -> Span {
    let words = said.get(start..end).unwrap_or_default();
    let start = start + (words.len() - words.trim_start().len());
    Span { start, end: start + words.trim().len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(said: &str) -> Vec<(String, String)> {
        find(said).into_iter().map(|wish| (wish.id, wish.words)).collect()
    }

    fn pair(id: &str, words: &str) -> (String, String) {
        (id.to_owned(), words.to_owned())
    }

    #[test]
    fn every_pattern_is_sound() {
        assert_eq!(REGEXES.len(), PATTERNS.len());
    }

    #[test]
    fn chinese() {
        let said = "写一封道歉信，不超过200字，不要提到价格，一定要附上补偿方案";
        assert_eq!(
            ids(said),
            [
                pair("length", "不超过200字"),
                pair("avoid", "不要提到价格"),
                pair("include", "一定要附上补偿方案")
            ]
        );
    }

    #[test]
    fn english() {
        let said = "Explain gravity in 3 sentences, don't use formulas. Give five examples.";
        assert_eq!(
            ids(said),
            [
                pair("length", "in 3 sentences"),
                pair("avoid", "don't use formulas"),
                pair("points", "five examples")
            ]
        );
    }
}
