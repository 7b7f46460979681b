//! Parts of a request that an answer must keep word for word: names in quotes, numbers, dates,
//! codes, addresses.

use std::sync::LazyLock;

use regex::Regex;

use crate::Span;

const PATTERNS: &[&str] = &[
    r"https?://[^\s，。；）)]+",
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"“[^”\n]{1,80}”|「[^」\n]{1,80}」|『[^』\n]{1,80}』|《[^》\n]{1,80}》",
    r#""[^"\n]{1,80}""#,
    r"(?-u:\b)[A-Z]{1,6}[-_]?[0-9][A-Z0-9-]{2,}(?-u:\b)",
    r"[0-9]{1,4}\s*年(?:[0-9]{1,2}\s*月)?(?:[0-9]{1,2}\s*[日号])?|[0-9]{1,2}\s*月[0-9]{1,2}\s*[日号]",
    r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}|[0-9]{1,2}[:：][0-9]{2}",
    r"[¥￥$€£]\s?[0-9][0-9,.]*",
    r"[0-9]+(?:[.,][0-9]+)*\s?(?:%|％|[\p{Han}]|[A-Za-z]+)?",
    r"[〇一二两三四五六七八九十百千万]+(?:天|个月|小时|分钟|周|年|岁|元|块|次|件|个|台|本|人|公里|米|斤|度)",
];

static REGEXES: LazyLock<Vec<Regex>> =
    LazyLock::new(|| PATTERNS.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect());

/// The facts in the order in which they were said; none inside another.
pub(super) fn find(said: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for words in REGEXES.iter().flat_map(|regex| regex.find_iter(said)) {
        let span =
            Span { start: words.start(), end: words.start() + words.as_str().trim_end().len() };
        if found.iter().all(|known| known.end <= span.start || known.start >= span.end) {
            found.push(span);
        }
    }
    found.sort_by_key(|span| span.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_sound() {
        assert_eq!(REGEXES.len(), PATTERNS.len());
    }

    #[test]
    fn what_must_not_change() {
        let said =
            "订单SF-20260101，5月3日下单，付了￥199.00，三天没动静，请写给“李雷”，抄送 a@b.cn";
        let facts: Vec<&str> = find(said).into_iter().map(|span| span.of(said)).collect();
        assert_eq!(facts, ["SF-20260101", "5月3日", "￥199.00", "三天", "“李雷”", "a@b.cn"]);
    }
}
