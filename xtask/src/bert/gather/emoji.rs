//! Emoji: their names and search words in both languages.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Text;

#[derive(Deserialize)]
struct Emoji {
    hexcode: String,
    label: String,
    #[serde(default)]
    tags: Vec<String>,
}

/// The name of each emoji, and its name with its search words.
pub(super) fn read(folder: &Path) -> Result<Vec<Text>> {
    let emoji = |language: &str| -> Result<Vec<Emoji>> {
        let path = folder.join("package").join(language).join("data.json");
        serde_json::from_slice(&std::fs::read(&path)?).with_context(|| path.display().to_string())
    };
    let chinese: HashMap<String, Emoji> =
        emoji("zh")?.into_iter().map(|zh| (zh.hexcode.clone(), zh)).collect();
    let pairs = |en: Emoji| {
        let zh = chinese.get(&en.hexcode)?;
        let name = Text::pair("emoji", &en.label, &zh.label);
        let all = Text::pair("emoji", &words(&en, ", "), &words(zh, "、"));
        Some([name, all])
    };
    Ok(emoji("en")?.into_iter().filter_map(pairs).flatten().collect())
}

fn words(emoji: &Emoji, mark: &str) -> String {
    let words: Vec<&str> =
        std::iter::once(&emoji.label).chain(&emoji.tags).map(String::as_str).collect();
    words.join(mark)
}
