//! The tags of each picture, from `metadata.jsonl` or from text files beside the pictures.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::encoding::Encoding;
use crate::Error;

const METADATA: &str = "metadata.jsonl";

/// Captions by picture, as far as `metadata.jsonl` gives them.
pub(super) struct Captions {
    by_picture: HashMap<PathBuf, String>,
    /// Of the text files beside pictures that it does not name.
    extension: String,
}

/// A line of `metadata.jsonl`.
#[derive(Deserialize)]
struct Line {
    file_name: String,
    text: String,
}

impl Captions {
    /// Reads the folder's `metadata.jsonl`, if it has one; each line has to name one of `pictures`.
    /// Text files have that extension.
    pub(super) fn read(root: &Path, pictures: &[PathBuf], extension: &str) -> Result<Self, Error> {
        let (path, extension) = (root.join(METADATA), extension.to_owned());
        if !path.exists() {
            return Ok(Self { by_picture: HashMap::new(), extension });
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
        Ok(Self { by_picture: captions.collect::<Result<_, Error>>()?, extension })
    }

    /// The tags of a picture: what stands between commas, English or Chinese.
    pub(super) fn of(&self, picture: &Path) -> Result<Vec<String>, Error> {
        let caption = picture.with_extension(&self.extension);
        let missing = || Error::NoCaption { path: picture.to_path_buf(), caption: caption.clone() };
        let text = match self.by_picture.get(picture) {
            Some(text) => text.clone(),
            None if caption.exists() => utf8(&caption)?,
            None => return Err(missing()),
        };
        let words = text.split([',', '，', '、', '\n']).map(str::trim);
        let tags: Vec<String> = words.filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        if tags.is_empty() {
            return Err(missing());
        }
        Ok(tags)
    }
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
