//! Files with an object of JSON on each line.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// All lines of a file.
///
/// # Errors
/// A file that cannot be read, or a line that is not such an object.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let parse = |(number, line): (usize, &str)| {
        serde_json::from_str(line)
            .with_context(|| format!("{}, line {}", path.display(), number + 1))
    };
    text.lines().enumerate().map(parse).collect()
}

/// The field `text` of each line.
///
/// # Errors
/// Those of [`read`].
pub(super) fn texts(path: &Path) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Line {
        text: String,
    }
    Ok(read::<Line>(path)?.into_iter().map(|line| line.text).collect())
}
