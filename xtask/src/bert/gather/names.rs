//! The names of what the tiny family paints, `data/names.json`.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{Text, text};

#[derive(Deserialize)]
struct Names {
    tag: String,
    en: Vec<String>,
    zh: Vec<String>,
}

/// Each Chinese name with its tag, one in five held out, and each English name alone.
pub(super) fn read() -> Result<Vec<Text>> {
    let path = crate::data().join("names.json");
    let names: Vec<Names> =
        serde_json::from_slice(&std::fs::read(&path)?).context("data/names.json")?;
    let texts = |Names { tag, en, zh }: Names| {
        let tag = tag.replace('_', " ");
        let pair = |zh: &String| Text { held: text::draw(zh, 5), ..Text::pair("names", &tag, zh) };
        let pairs: Vec<Text> = zh.iter().map(pair).collect();
        pairs.into_iter().chain(en.into_iter().map(|en| Text::english("names", &en)))
    };
    Ok(names.into_iter().flat_map(texts).collect())
}
