//! Data files in TOML: those that come along, and a person's own.

use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// What the text of a file says.
///
/// # Errors
/// The line, from 1, and what is wrong there.
pub(crate) fn parse<T: DeserializeOwned>(toml: &str) -> Result<T, (usize, String)> {
    toml::from_str(toml).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(toml.len()));
        (line_of(toml, at), error.message().to_owned())
    })
}

/// The line, from 1, in which a byte lies.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The `.toml` files of a folder, in the order of their names.
///
/// # Errors
/// What the system says.
pub fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    Ok(files)
}
