//! Tag lists as the tagcomplete extension has them, added to a vocabulary.

use thiserror::Error;

use super::{Entry, Kind, Vocabulary};
use crate::understand::segment::is_han;

/// Why a tag list could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line} of the tag list: {reason}; a line is tag,type,count,\"names,…\"")]
pub struct ImportError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it, in English.
    pub reason: &'static str,
    /// The same in Chinese.
    pub reason_zh: &'static str,
}

impl ImportError {
    /// The message in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        format!("标签表第 {} 行：{}；每行应为 标签,类型,数量,\"名称,…\"", self.line, self.reason_zh)
    }
}

impl Vocabulary {
    /// Adds the tags of a list with lines `tag,type,count,"aliases and Chinese names"`; the type
    /// and count may be empty, and more columns of names may follow. Tags that are known get the
    /// new names; others become things. Gives how many lines were read.
    ///
    /// # Errors
    /// The first line that is no such line; nothing is added then.
    pub fn import(&mut self, csv: &str) -> Result<usize, ImportError> {
        let lines = csv.trim_start_matches('\u{feff}').lines().enumerate();
        let lines = lines.filter(|(_, line)| !line.trim().is_empty());
        let entries: Vec<Entry> =
            lines.map(|(number, line)| entry(line, number + 1)).collect::<Result<_, _>>()?;
        let count = entries.len();
        for entry in entries {
            let kind = self.kind(&entry.tag).unwrap_or(Kind::Object);
            self.learn(kind, entry);
        }
        Ok(count)
    }
}

fn entry(line: &str, number: usize) -> Result<Entry, ImportError> {
    let wrong = |reason, reason_zh| ImportError { line: number, reason, reason_zh };
    let fields = fields(line).ok_or(wrong("a quotation mark is not closed", "引号没有闭合"))?;
    let mut fields = fields.iter().map(|field| field.trim());
    let tag = fields.next().unwrap_or_default().replace('_', " ");
    if tag.is_empty() {
        return Err(wrong("the tag is empty", "标签为空"));
    }
    let number =
        |field: Option<&str>| field.is_none_or(|f| f.is_empty() || f.parse::<i64>().is_ok());
    if !number(fields.next()) {
        return Err(wrong("the type is no number", "类型不是数字"));
    }
    if !number(fields.next()) {
        return Err(wrong("the count is no number", "数量不是数字"));
    }
    let names = fields.flat_map(|field| field.split([',', '，', '|'])).map(|name| name.trim());
    let names = names.filter(|name| !name.is_empty()).map(|name| name.replace('_', " "));
    let (zh, en) = names.partition(|name| name.contains(is_han));
    Ok(Entry { tag, en, zh })
}

/// The fields of a line; a quoted one may hold commas, and two quotation marks for one.
fn fields(line: &str) -> Option<Vec<String>> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let last = fields.last_mut()?;
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                last.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => last.push(c),
        }
    }
    (!quoted).then_some(fields)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::read;

    #[test]
    fn names_of_a_list_are_read() {
        let mut vocabulary = Vocabulary::general();
        let list = "hatsune_miku,4,100000,\"miku,初音,初音未来\"\ncat,0,5,喵呜\n";
        assert_eq!(vocabulary.import(list), Ok(2));
        let tags = |said| {
            let brief = read(said, &vocabulary).unwrap().brief;
            brief.subjects.into_iter().filter_map(|subject| subject.tag).collect::<Vec<_>>()
        };
        assert_eq!(tags("画初音未来和一只喵呜"), ["hatsune miku", "cat"]);
    }

    #[test]
    fn a_wrong_line_is_told() {
        let mut vocabulary = Vocabulary::general();
        let error = vocabulary.import("a,0,1,\n\nb,x,1,").unwrap_err();
        assert_eq!((error.line, error.reason), (3, "the type is no number"));
        assert!(error.zh().contains("第 3 行"));
        assert_eq!(vocabulary.import("\"a,0,1").unwrap_err().line, 1);
        assert_eq!(vocabulary.import(",0,1").unwrap_err().reason, "the tag is empty");
        assert_eq!(vocabulary.import(""), Ok(0));
    }
}
