//! Markup that was copied along: HTML entities and tags, Markdown marks.

use std::ops::Range;

use super::{Edit, Filter};
use crate::span::head;

pub(super) const ENTITIES: Filter = Filter {
    name: "entities",
    en: "writes HTML entities as characters",
    zh: "HTML 实体变成字符",
    edits: entities,
};

pub(super) const TAGS: Filter =
    Filter { name: "tags", en: "takes away HTML tags", zh: "去掉 HTML 标签", edits: tags };

pub(super) const MARKDOWN: Filter = Filter {
    name: "markdown",
    en: "takes away Markdown's bold marks and link targets",
    zh: "去掉 Markdown 的粗体标记和链接地址",
    edits: markdown,
};

/// Entities with what they stand for.
const NAMED: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("middot", "·"),
    ("copy", "©"),
    ("times", "×"),
];

/// Elements whose tags are taken away; others may be a prompt's own, such as `<lora:…>`.
const ELEMENTS: &str = "a b i u s p br hr em strong div span font ul ol li h1 h2 h3 h4 h5 h6 table \
    tr td th tbody thead img code pre blockquote sup sub small big center html body head title \
    script style link meta section article header footer del ins mark";

/// Most bytes of a tag, a link or bold words; bounds the search for their ends.
const REACH: usize = 300;

fn entities(text: &str) -> Vec<Edit> {
    let edit = |(start, _): (usize, &str)| {
        let (name, _) = reach(text, start + 1, 10).split_once(';')?;
        let to = named(name).or_else(|| numbered(name))?;
        Some(Edit { range: start..start + name.len() + 2, to })
    };
    text.match_indices('&').filter_map(edit).collect()
}

fn named(name: &str) -> Option<String> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, to)| (*to).to_owned())
}

fn numbered(name: &str) -> Option<String> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(code.ok()?).filter(|c| !c.is_control()).map(String::from)
}

fn tags(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for (start, _) in text.match_indices('<') {
        let Some((inside, _)) = reach(text, start + 1, REACH).split_once('>') else { continue };
        if let Some(name) = element(inside) {
            // A line break is still one, and so is the end of a paragraph.
            let to = if matches!(name, "br" | "p" | "div" | "li" | "tr") { "\n" } else { "" };
            edits.push(Edit { range: start..start + inside.len() + 2, to: to.to_owned() });
        }
    }
    edits
}

/// The element of a tag, if what stands between its brackets is one: `a < b && c > d` is not.
fn element(inside: &str) -> Option<&'static str> {
    let bare = inside.trim_start_matches('/').trim_end_matches('/').trim_end();
    let (name, attributes) = bare.split_once([' ', '\n']).unwrap_or((bare, "="));
    let known = ELEMENTS.split_whitespace().find(|known| known.eq_ignore_ascii_case(name));
    known.filter(|_| attributes.contains('=') && !inside.contains('<'))
}

/// `**bold**` becomes `bold`, and `[words](https://…)` the words: what stands around them goes.
fn markdown(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['*', '[']).map(|found| at + found) {
        let found = bold(text, start).or_else(|| linked(text, start));
        at = found.as_ref().map_or(start + 1, |[_, after]| after.end);
        let gone = |range| Edit { range, to: String::new() };
        edits.extend(found.into_iter().flatten().map(gone));
    }
    edits
}

/// What stands before and after bold words.
fn bold(text: &str, start: usize) -> Option<[Range<usize>; 2]> {
    let rest = reach(text, start, REACH).strip_prefix("**")?;
    let (words, _) = rest.split_once("**")?;
    let tight = !words.is_empty() && words.trim() == words && !words.contains(['\n', '*']);
    let (first, end) = (start + 2, start + 2 + words.len());
    tight.then(|| [start..first, end..end + 2])
}

/// What stands before and after the words of a link.
fn linked(text: &str, start: usize) -> Option<[Range<usize>; 2]> {
    let (words, rest) = reach(text, start, REACH).strip_prefix('[')?.split_once("](")?;
    let (target, _) = rest.split_once(')')?;
    let link = target.starts_with("http") && !words.contains(['[', '\n']) && !words.is_empty();
    let (first, end) = (start + 1, start + 1 + words.len());
    link.then(|| [start..first, end..end + target.len() + "]()".len()])
}

/// Up to so many bytes of the text from `start`.
fn reach(text: &str, start: usize, bytes: usize) -> &str {
    text.get(start..).map_or("", |rest| head(rest, bytes))
}

#[cfg(test)]
mod tests {
    use super::super::Clean;

    #[test]
    fn what_was_copied_along() {
        let said = "<p>**猫** &amp;lt; [网页](https://a.b/c)</p><br/>x &#x732b; &unknown;";
        let clean = Clean::tidy(said);
        assert_eq!(clean.text(), "\n猫 < 网页\n\nx 猫 &unknown;");
        assert_eq!(clean.source(1, 4).of(said), "猫");
        assert_eq!(clean.source(7, 13).of(said), "网页");
    }
}
