//! Writing data/manifest.json: one line a set and a subject, so that changes read well.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context, Result, ensure};
use qingyun_corpus::manifest::{Manifest, Package};
use serde::{Deserialize, Serialize};

use super::choose::{self, Names};
use crate::fetch;

/// Chooses subjects for the manifest's sets and writes it.
pub(super) fn run(manifest: &Manifest, count: usize) -> Result<()> {
    let names = fs::read_to_string(crate::data().join("names.json"))?;
    let names: Vec<Names> = serde_json::from_str(&names).context("data/names.json")?;
    let groups = groups(&manifest.labels)?;
    let subjects = choose::choose(names, &groups, &manifest.sets, count)?;
    ensure!(subjects.len() == count, "only {} of {count} subjects were found", subjects.len());
    let path = crate::data().join("manifest.json");
    fs::write(&path, text(&Manifest { subjects, ..manifest.clone() })?)?;
    println!("wrote {}; build again to use it", path.display());
    Ok(())
}

#[derive(Deserialize)]
struct Entry {
    hexcode: String,
    group: Option<usize>,
}

#[derive(Deserialize)]
struct Messages {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    key: String,
    order: usize,
}

/// The group of each code point.
fn groups(package: &Package) -> Result<HashMap<String, String>> {
    let folder = fetch::unpack(package)?;
    let read = |file: &str| fs::read_to_string(folder.path().join("package/en").join(file));
    let messages: Messages = serde_json::from_str(&read("messages.json")?)?;
    let keys: HashMap<usize, String> =
        messages.groups.into_iter().map(|group| (group.order, group.key)).collect();
    let entries: Vec<Entry> = serde_json::from_str(&read("data.json")?)?;
    let group =
        |entry: Entry| Some((entry.hexcode.to_lowercase(), keys.get(&entry.group?)?.clone()));
    Ok(entries.into_iter().filter_map(group).collect())
}

fn text(manifest: &Manifest) -> Result<String> {
    Ok(format!(
        "{{\n  \"sets\": [\n{}\n  ],\n  \"labels\": {},\n  \"subjects\": [\n{}\n  ]\n}}\n",
        lines(&manifest.sets)?,
        serde_json::to_string(&manifest.labels)?,
        lines(&manifest.subjects)?
    ))
}

fn lines<T: Serialize>(items: &[T]) -> Result<String> {
    let lines = items
        .iter()
        .map(|item| Ok(format!("    {}", serde_json::to_string(item)?)))
        .collect::<Result<Vec<_>>>()?;
    Ok(lines.join(",\n"))
}
