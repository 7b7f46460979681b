//! A text in sentences, and which language each is in.

use serde::Serialize;

use crate::Span;
pub(super) use crate::understand::is_han;

/// A language that rules are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// Chinese where at least a quarter of the letters are; `None` without letters. A Chinese
    /// character says about as much as three Latin letters.
    pub(super) fn of(text: &str) -> Option<Language> {
        let han = text.chars().filter(|c| is_han(*c)).count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        match (han, latin) {
            (0, 0) => None,
            _ if han * 3 >= latin => Some(Language::Zh),
            _ => Some(Language::En),
        }
    }
}

/// A sentence with its closing mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// Its language; `None` where it has no letters.
    pub language: Option<Language>,
}

/// The sentences of a text, without gaps between them.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let next = text[end..].chars().next();
        if closes(&text[start..at], c, next) || (end == text.len() && start < end) {
            let language = Language::of(&text[start..end]);
            sentences.push(Sentence { span: Span { start, end }, language });
            start = end;
        }
    }
    sentences
}

/// Whether a mark ends the sentence `before` it. A run of marks ends it once, at its last; a quote
/// that follows belongs to it too.
fn closes(before: &str, c: char, next: Option<char>) -> bool {
    if next.is_some_and(|next| is_close(next) || "”’」』\"".contains(next)) && c != '\n' {
        return false;
    }
    match c {
        '\n' => true,
        '.' => next.is_none_or(char::is_whitespace) && !is_short(before) || ends_in_han(before),
        _ if is_close(c) => true,
        '”' | '’' | '」' | '』' | '"' => before.ends_with(|c| is_close(c) || c == '.'),
        _ => false,
    }
}

fn ends_in_han(before: &str) -> bool {
    before.ends_with(|c| is_han(c) || c == '）')
}

/// Marks that end a sentence wherever they stand.
pub(super) fn is_close(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';' | '｡')
}

/// What of a text follows the last mark that ends a clause.
pub(super) fn last_clause(text: &str) -> &str {
    text.rsplit([',', '，', '。', '.', ';', '；', '\n']).next().unwrap_or_default()
}

/// Whether the dot after it is that of a short form, of an initial, or of a number.
fn is_short(before: &str) -> bool {
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let initial = last.chars().count() == 1 && last.chars().all(char::is_alphabetic) && last != "I";
    let number =
        !last.is_empty() && last.chars().all(|c| c.is_ascii_digit()) && before.len() == last.len();
    initial || number || SHORT.contains(&last.to_lowercase().as_str())
}

const SHORT: &[&str] = &[
    "e.g", "i.e", "etc", "al", "fig", "figs", "eq", "eqs", "ref", "refs", "dr", "mr", "mrs", "ms",
    "prof", "vs", "cf", "no", "sec", "approx", "st", "inc", "vol", "resp", "ca", "viz",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).iter().map(|sentence| sentence.span.of(text)).collect()
    }

    #[test]
    fn both_languages() {
        assert_eq!(split("你好。再见！"), ["你好。", "再见！"]);
        assert_eq!(split("One is 1.5 long. Two."), ["One is 1.5 long.", " Two."]);
        assert_eq!(split("他说：“好。”然后"), ["他说：“好。”", "然后"]);
        assert_eq!(split("真的吗？！是\n第二行"), ["真的吗？！", "是\n", "第二行"]);
    }

    #[test]
    fn dots_that_end_nothing() {
        assert_eq!(
            split("See Fig. 2 by J. Smith, e.g. here."),
            ["See Fig. 2 by J. Smith, e.g. here."]
        );
        assert_eq!(split("结果表明.该法有效"), ["结果表明.", "该法有效"]);
    }

    #[test]
    fn a_language_each() {
        assert_eq!(Language::of("用Python写脚本"), Some(Language::Zh));
        assert_eq!(Language::of("the 汉 character in a long sentence"), Some(Language::En));
        assert_eq!(Language::of("123"), None);
    }
}
