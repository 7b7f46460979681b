//! Where files go, checked before any painting is done.

use std::path::{Path, PathBuf};

use anyhow::Result;
use qingyun_files as files;

use crate::error::Error;

/// A place for the files of one kind.
pub(crate) struct Output {
    folder: PathBuf,
    /// The file's name without extension; `None` names files after their seeds.
    stem: Option<String>,
    several: bool,
    extension: &'static str,
}

/// A file that was written.
pub(crate) struct Saved {
    pub(crate) path: PathBuf,
    /// Whether it took the place of another file.
    pub(crate) replaced: bool,
}

impl Output {
    /// A place for `count` files: `path` is a folder or a file; without one, the current folder.
    ///
    /// # Errors
    /// Where the folder does not exist or cannot be written to, or a file has a wrong extension.
    pub(crate) fn new(path: Option<&Path>, count: u64, extension: &'static str) -> Result<Self> {
        let (folder, stem) = match path {
            None => (PathBuf::new(), None),
            Some(path) if path.is_dir() => (path.to_owned(), None),
            Some(path) => {
                let (folder, stem) = split(path, extension)?;
                (folder, Some(stem))
            }
        };
        let checked = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
        files::check_folder(checked)?;
        Ok(Self { folder, stem, several: count > 1, extension })
    }

    /// Writes the file of a seed.
    pub(crate) fn save(&self, seed: u64, bytes: &[u8]) -> Result<Saved> {
        match &self.stem {
            Some(stem) if self.several => self.replace(&format!("{stem}-{seed}"), bytes),
            Some(stem) => self.replace(stem, bytes),
            None => self.create(&format!("qingyun-{seed}"), bytes),
        }
    }

    /// Writes the file that shows all pictures from `seed` on.
    pub(crate) fn save_sheet(&self, seed: u64, bytes: &[u8]) -> Result<Saved> {
        match &self.stem {
            Some(stem) => self.replace(&format!("{stem}-grid"), bytes),
            None => self.create(&format!("qingyun-{seed}-grid"), bytes),
        }
    }

    /// A name that a person chose is theirs to reuse.
    fn replace(&self, stem: &str, bytes: &[u8]) -> Result<Saved> {
        let path = self.path(stem);
        let replaced = path.exists();
        files::replace(&path, bytes)?;
        Ok(Saved { path, replaced })
    }

    /// A name that we chose never takes another file's place: it gets a number.
    fn create(&self, stem: &str, bytes: &[u8]) -> Result<Saved> {
        let mut path = self.path(stem);
        let mut number = 1;
        while !files::create(&path, bytes)? {
            number += 1;
            path = self.path(&format!("{stem}-{number}"));
        }
        Ok(Saved { path, replaced: false })
    }

    fn path(&self, stem: &str) -> PathBuf {
        self.folder.join(format!("{stem}.{}", self.extension))
    }
}

/// A file's folder, which must be one, and its name without the extension, which must be right.
fn split(path: &Path, extension: &'static str) -> Result<(PathBuf, String), Error> {
    let wrong = || Error::Extension { path: path.to_owned(), extension };
    let right = path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension));
    let stem = path.file_stem().and_then(|s| s.to_str()).filter(|_| right).ok_or_else(wrong)?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    if !folder.as_os_str().is_empty() && !folder.is_dir() {
        return Err(if folder.exists() {
            Error::NotAFolder(folder)
        } else {
            Error::NoFolder(folder)
        });
    }
    Ok((folder, stem.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn name(saved: &Saved) -> &str {
        saved.path.file_name().and_then(|n| n.to_str()).unwrap_or_default()
    }

    #[test]
    fn our_names_never_take_anothers_place() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output::new(Some(folder.path()), 1, "png").unwrap();
        assert_eq!(name(&output.save(7, b"a").unwrap()), "qingyun-7.png");
        assert_eq!(name(&output.save(7, b"b").unwrap()), "qingyun-7-2.png");
        assert_eq!(name(&output.save(7, b"c").unwrap()), "qingyun-7-3.png");
        assert_eq!(name(&output.save_sheet(7, b"d").unwrap()), "qingyun-7-grid.png");
        assert_eq!(std::fs::read(folder.path().join("qingyun-7.png")).unwrap(), b"a");
    }

    #[test]
    fn a_chosen_name_is_replaced_and_said_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output::new(Some(&folder.path().join("cat.png")), 1, "png").unwrap();
        assert!(!output.save(1, b"a").unwrap().replaced);
        assert!(output.save(1, b"b").unwrap().replaced);
    }

    #[test]
    fn several_pictures_of_one_name_carry_their_seeds() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output::new(Some(&folder.path().join("cat.PNG")), 2, "png").unwrap();
        assert_eq!(name(&output.save(7, b"a").unwrap()), "cat-7.png");
        assert_eq!(name(&output.save_sheet(7, b"a").unwrap()), "cat-grid.png");
    }

    #[test]
    fn impossible_places_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"").unwrap();
        let error = |path: &Path| match Output::new(Some(path), 1, "png") {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        assert!(error(&folder.path().join("no/cat.png")).contains("does not exist"));
        assert!(error(&file.join("cat.png")).contains("is a file"));
        assert!(error(&folder.path().join("cat.jpg")).contains("ends in .png"));
        assert!(error(&folder.path().join("no")).contains("create the folder"));
    }
}
