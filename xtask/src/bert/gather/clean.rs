//! What message catalogues put around their words: keys, places for values, markup.

/// A message without shortcuts' marks, places for values and markup; `None` where too little of it
/// is words.
pub(super) fn message(text: &str) -> Option<String> {
    let text = without_between(&without_between(text, '<', '>'), '{', '}');
    let text = without_shortcut(&text).replace(['_', '~', '&', '\\', '\u{1}'], "");
    let text = without_places(&text).split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = text.chars().filter(|c| c.is_alphabetic() || c.is_whitespace()).count();
    let all = text.chars().count();
    (all > 0 && letters * 10 >= all * 7).then_some(text)
}

/// Without what stands between two marks, the marks included.
fn without_between(text: &str, open: char, close: char) -> String {
    let mut inside = false;
    let keep = |c: &char| {
        let was = inside;
        inside = (inside || *c == open) && *c != close;
        !was && !inside
    };
    if text.matches(open).count() == text.matches(close).count() {
        text.chars().filter(keep).collect()
    } else {
        text.to_owned()
    }
}

/// Chinese menus add the key in brackets: 文件(_F).
fn without_shortcut(text: &str) -> String {
    for mark in ["(_", "(&", "(~"] {
        if let Some(from) = text.find(mark)
            && let Some(length) = text[from..].find(')')
            && length <= 4
        {
            return format!("{}{}", &text[..from], &text[from + length + 1..]);
        }
    }
    text.to_owned()
}

/// Without `%s`, `%1$d`, `%1`, `%PRODUCTNAME`.
fn without_places(text: &str) -> String {
    let mut parts = text.split('%');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || "$.-+#".contains(c));
        let rest = if rest.starts_with(|c: char| c.is_ascii_uppercase()) {
            rest.trim_start_matches(|c: char| c.is_ascii_uppercase())
        } else if rest.len() == part.len() || part.contains('$') {
            rest.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(rest)
        } else {
            rest
        };
        kept.push_str(rest);
    }
    kept
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(message("_Open File…").unwrap(), "Open File…");
        assert_eq!(message("打开文件(_F)").unwrap(), "打开文件");
        assert_eq!(message("<b>Bold</b> words").unwrap(), "Bold words");
        assert_eq!(message("You hit %s with %1$s.").unwrap(), "You hit with .");
        assert_eq!(message("%PRODUCTNAME help").unwrap(), "help");
        assert_eq!(message("%d × %d"), None);
    }
}
