//! The tags of each picture, from `metadata.jsonl` or from text files beside the pictures.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::encoding::Encoding;
use crate::Error;

const METADATA: &str = "metadata.jsonl";

/// Captions by picture, as far as `metadata.jsonl` gives them.
pub(super) struct Captions(HashMap<PathBuf, String>);

/// A line of `metadata.jsonl`.
#[derive(Deserialize)]
struct Line {
    file_name: String,
    text: String,
}

impl Captions {
    /// Reads the folder's `metadata.jsonl`, if it has one; each line has to name one of `pictures`.
    pub(super) fn read(root: &Path, pictures: &[PathBuf]) -> Result<Self, Error> {
        let path = root.join(METADATA);
        if !path.exists() {
            return Ok(Self(HashMap::new()));
        }
        let text = utf8(&path)?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let captions = lines.map(|(at, line)| {
            let Line { file_name, text } = serde_json::from_str(line).map_err(|source| {
                Error::MetadataLine { path: path.clone(), line: at + 1, source }
            })?;
            let picture = root.join(&file_name);
            if !pictures.contains(&picture) {
                return Err(Error::NoSuchPicture { path: path.clone(), line: at + 1, file_name });
            }
            Ok((picture, text))
        });
        Ok(Self(captions.collect::<Result<_, Error>>()?))
    }

    /// The tags of a picture: what stands between commas, English or Chinese.
    pub(super) fn of(&self, picture: &Path) -> Result<Vec<String>, Error> {
        let text = match self.0.get(picture) {
            Some(text) => text.clone(),
            None => sidecar(picture)?,
        };
        let words = text.split([',', '，', '、', '\n']).map(str::trim);
        let tags: Vec<String> = words.filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        if tags.is_empty() {
            return Err(Error::NoCaption { path: picture.to_path_buf() });
        }
        Ok(tags)
    }
}

fn sidecar(picture: &Path) -> Result<String, Error> {
    let path = picture.with_extension("txt");
    if !path.exists() {
        return Err(Error::NoCaption { path: picture.to_path_buf() });
    }
    utf8(&path)
}

/// The text of a file, without the byte order mark that some editors put first.
fn utf8(path: &Path) -> Result<String, Error> {
    let bytes =
        fs::read(path).map_err(|source| Error::Unreadable { path: path.to_path_buf(), source })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) => Err(Error::NotUtf8 {
            path: path.to_path_buf(),
            encoding: Encoding::guess(error.as_bytes()),
        }),
    }
}
