//! A folder of pictures of any size, as those have it who learn a LoRA.

use std::fs;
use std::path::{Path, PathBuf};

use super::caption::Captions;
use super::{picture, pictures};
use crate::Error;

/// A picture that is read when it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captioned {
    /// Its file.
    pub path: PathBuf,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Its tags, trimmed, in the caption's order.
    pub tags: Vec<String>,
    /// How often it counts.
    pub repeats: usize,
}

/// How a folder is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The extension of captions beside the pictures, without its dot.
    pub extension: String,
    /// How often a picture counts whose folder does not say.
    pub repeats: usize,
}

impl Default for Reading {
    fn default() -> Self {
        Self { extension: "txt".into(), repeats: 1 }
    }
}

impl Captioned {
    /// The pictures in `root` and in the folders inside it that are called `N_name`, which count N
    /// times; there a picture without a caption is captioned with the name. Of each picture only the
    /// header is read.
    ///
    /// # Errors
    /// As [`super::Folder::read`], but for pictures of several sizes.
    pub fn read(root: &Path, reading: &Reading) -> Result<Vec<Self>, Error> {
        let mut all = within(root, reading, reading.repeats, None)?;
        for (folder, repeats, name) in repeating(root)? {
            all.extend(within(&folder, reading, repeats, Some(&name))?);
        }
        if all.is_empty() {
            return Err(Error::EmptyFolder { path: root.to_path_buf() });
        }
        Ok(all)
    }

    /// The pixels, RGB by rows, `width · height · 3` bytes; what was transparent stands on white.
    ///
    /// # Errors
    /// [`Error::Picture`], [`Error::Unreadable`].
    pub fn rgb(&self) -> Result<Vec<u8>, Error> {
        picture::read(&self.path)
    }
}

/// The pictures directly in a folder.
fn within(
    folder: &Path,
    reading: &Reading,
    repeats: usize,
    name: Option<&str>,
) -> Result<Vec<Captioned>, Error> {
    let paths = pictures(folder)?;
    let captions = Captions::read(folder, &paths, &reading.extension)?;
    let captioned = |path: PathBuf| {
        let (width, height) = picture::size(&path)?;
        let tags = match (captions.of(&path), name) {
            (Err(Error::NoCaption { .. }), Some(name)) => vec![name.to_owned()],
            (tags, _) => tags?,
        };
        Ok(Captioned { path, width, height, tags, repeats })
    };
    paths.into_iter().map(captioned).collect()
}

/// The folders called `N_name`, with N and the name, in the order of their paths.
fn repeating(root: &Path) -> Result<Vec<(PathBuf, usize, String)>, Error> {
    let failed = |source| Error::Unreadable { path: root.to_path_buf(), source };
    let mut folders = Vec::new();
    for entry in fs::read_dir(root).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).filter(|_| path.is_dir());
        if let Some((repeats, name)) = name.and_then(parts) {
            folders.push((path, repeats, name));
        }
    }
    folders.sort();
    Ok(folders)
}

/// N and the name of `N_name`.
fn parts(name: &str) -> Option<(usize, String)> {
    let (number, name) = name.split_once('_')?;
    let repeats = number.parse().ok().filter(|&repeats| repeats > 0)?;
    Some((repeats, name.to_owned())).filter(|(_, name)| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use image::{Rgb, RgbImage};
    use tempfile::TempDir;

    use super::*;

    fn folder(pictures: &[(&str, [u32; 2])], files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            path
        };
        for (name, [width, height]) in pictures {
            RgbImage::from_pixel(*width, *height, Rgb([1, 2, 3])).save(place(name)).unwrap();
        }
        files.iter().for_each(|(name, text)| fs::write(place(name), text).unwrap());
        folder
    }

    #[test]
    fn folders_say_how_often_their_pictures_count() {
        let folder = folder(
            &[("a.png", [8, 6]), ("10_ink wash/b.png", [4, 4]), ("10_ink wash/c.png", [4, 4])],
            &[("a.caption", "cat, red"), ("10_ink wash/b.caption", "dog"), ("x_y/d.png", "no")],
        );
        let reading = Reading { extension: "caption".into(), repeats: 3 };
        let read = Captioned::read(folder.path(), &reading).unwrap();
        let found: Vec<_> = read.iter().map(|p| (p.tags.join("|"), p.repeats)).collect();
        let expected = [("cat|red", 3), ("dog", 10), ("ink wash", 10)];
        assert_eq!(found, expected.map(|(tags, repeats)| (tags.to_owned(), repeats)));
        assert_eq!((read[0].width, read[0].height), (8, 6));
        assert_eq!(read[0].rgb().unwrap(), [1, 2, 3].repeat(48));
    }

    #[test]
    fn what_is_missing_is_named() {
        let bare = folder(&[("a.png", [8, 8])], &[]);
        let error = Captioned::read(bare.path(), &Reading::default()).unwrap_err();
        assert!(matches!(error, Error::NoCaption { .. }), "{error}");
        let empty = folder(&[], &[("10_cat/a.txt", "cat")]);
        let error = Captioned::read(empty.path(), &Reading::default()).unwrap_err();
        assert!(matches!(error, Error::EmptyFolder { .. }), "{error}");
    }

    #[test]
    fn names_of_folders() {
        assert_eq!(parts("10_sks dog"), Some((10, "sks dog".to_owned())));
        for name in ["cat", "0_cat", "_cat", "3_", "-1_cat"] {
            assert_eq!(parts(name), None, "{name}");
        }
    }
}
