//! LibreOffice's help: pages whose paragraphs carry the same mark in every language.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;

use super::{Text, files, html};

/// Characters of English in one piece of several paragraphs.
const PIECE: usize = 900;

/// Paragraphs, and pieces of pages, in both languages.
pub(super) fn read(folder: &Path) -> Result<Vec<Text>> {
    let root = folder.join("usr/share/libreoffice/help");
    let (english, chinese) = (root.join("en-US/text"), root.join("zh-CN/text"));
    let mut texts = Vec::new();
    for path in files(&english, "html")? {
        let Ok(zh) = std::fs::read_to_string(chinese.join(path.strip_prefix(&english)?)) else {
            continue;
        };
        let pairs = aligned(&std::fs::read_to_string(&path)?, &zh);
        texts.extend(pairs.iter().map(|(en, zh)| Text::pair("help", en, zh)));
        texts.extend(pieces(&pairs));
    }
    Ok(texts)
}

fn aligned(en: &str, zh: &str) -> Vec<(String, String)> {
    let zh: HashMap<String, String> = html::paragraphs(zh)
        .into_iter()
        .filter_map(|(tag, text)| Some((mark(tag)?, text)))
        .collect();
    let pair = |(tag, text): (&str, String)| {
        let chinese = zh.get(&mark(tag)?)?;
        (text.len() > 20 && *chinese != text).then(|| (text, chinese.clone()))
    };
    html::paragraphs(en).into_iter().filter_map(pair).collect()
}

/// The mark of an opening tag, unless what it opens is program text.
fn mark(tag: &str) -> Option<String> {
    let mark = tag.split("id=\"").nth(1)?.split('"').next()?;
    (!tag.contains("code")).then(|| mark.to_owned())
}

/// Paragraphs that follow each other, as long as the teacher reads them.
fn pieces(pairs: &[(String, String)]) -> Vec<Text> {
    let mut pieces: Vec<(String, String)> = Vec::new();
    for (en, zh) in pairs {
        match pieces.last_mut().filter(|(text, _)| text.len() + en.len() < PIECE) {
            Some((text, chinese)) => {
                text.extend([" ", en]);
                chinese.push_str(zh);
            }
            None => pieces.push((en.clone(), zh.clone())),
        }
    }
    pieces.iter().map(|(en, zh)| Text::pair("help pages", en, zh)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_meet_by_their_marks() {
        let en = "<p id=\"p1\" class=\"code\">=SUM(A1; A2; A3; A4; A5)</p>\
                  <p id=\"p2\">Gives the sum of the numbers.</p><p id=\"p3\">Only here, alone.</p>";
        let zh = "<p id=\"p2\">给出数字的和。</p><p id=\"p1\" class=\"code\">=SUM(…)</p>";
        let expected = ("Gives the sum of the numbers.".to_owned(), "给出数字的和。".to_owned());
        assert_eq!(aligned(en, zh), [expected]);
    }
}
