//! From published archives to lines of text: English, and Chinese where the source has both.

mod cedict;
mod clean;
mod compose;
mod docs;
mod emoji;
mod gettext;
mod help;
mod html;
mod names;
mod text;
mod wordnet;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use qingyun_corpus::manifest::Package;
use serde::Deserialize;

pub(super) use text::{Text, is_han, read};

use crate::fetch;

#[derive(Deserialize)]
pub(super) struct Sources {
    pub(super) teacher: Package,
    source: Vec<Source>,
}

#[derive(Deserialize)]
struct Source {
    reader: String,
    #[serde(flatten)]
    package: Package,
}

/// Reads everything below a folder that holds a source's unpacked packages.
type Read = fn(&Path) -> Result<Vec<Text>>;

/// One reader a kind of source; `sources.toml` says which packages each one reads.
const READERS: &[(&str, Read)] = &[
    ("cedict", cedict::read),
    ("emoji", emoji::read),
    ("wordnet", wordnet::read),
    ("gettext", gettext::read),
    ("help", help::read),
    ("docs", docs::read),
];

/// The pinned sources.
pub(super) fn sources() -> Result<Sources> {
    toml::from_str(include_str!("sources.toml")).context("sources.toml")
}

/// Fetches, reads, composes and writes runs/bert/text.tsv.
pub(super) fn run() -> Result<()> {
    let sources = sources()?;
    let mut texts = names::read()?;
    for (reader, read) in READERS {
        let folder = tempfile::tempdir()?;
        for source in sources.source.iter().filter(|source| source.reader == *reader) {
            fetch::unpack_into(folder.path(), &source.package)?;
        }
        let read = read(folder.path())?;
        println!("{reader}: {} texts", read.len());
        texts.extend(read);
    }
    texts.extend(compose::read(&texts));
    let texts = text::unique(texts);
    let both = texts.iter().filter(|text| text.zh.is_some()).count();
    println!("{} texts in all, {both} of them in both languages", texts.len());
    fs::create_dir_all(super::folder())?;
    let path = super::folder().join("text.tsv");
    qingyun_files::replace(&path, text::write(&texts).as_bytes())?;
    println!("wrote {}", path.display());
    Ok(())
}

/// All files below `folder` with that extension, in the order of their paths.
fn files(folder: &Path, extension: &str) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The folder below `folder` that holds a file of that name.
pub(super) fn folder_with(folder: &Path, name: &str) -> Result<std::path::PathBuf> {
    let extension = name.rsplit('.').next().unwrap_or_default();
    let found = files(folder, extension)?;
    let file = found.iter().find(|path| path.file_name().is_some_and(|file| file == name));
    let parent = file.and_then(|path| path.parent()).map(Path::to_owned);
    parent.with_context(|| format!("no {name} below {}", folder.display()))
}
