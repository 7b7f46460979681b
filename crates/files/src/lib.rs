//! Files that are whole or absent.
//!
//! The bytes go to a temporary file in the same folder, reach the disk, and only then take the
//! file's name: a full disk or a killed process never leaves half a picture under that name,
//! and a file that was there before stays as it was.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file could not be written; nothing of it is left behind. `Display` says it in English,
/// [`Error::zh`] in Chinese.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}; no file was left behind; check free space and permissions, or choose another place", path.display())]
pub struct Error {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl Error {
    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!(
            "无法写入 {}：{}。没有留下残缺文件；请检查磁盘空间和权限，或换一个位置",
            self.path.display(),
            self.source
        )
    }
}

/// Writes `path`, replacing a file of that name.
///
/// # Errors
/// [`Error`] when the folder is missing or read-only, or the disk is full.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let write = || -> io::Result<()> {
        let file = filled(path, |file| file.write_all(bytes))?;
        file.persist(path).map(drop).map_err(|e| e.error)
    };
    write().map_err(|source| Error { path: path.to_owned(), source })
}

/// Writes `path` if no file has that name yet; returns whether it did.
///
/// # Errors
/// [`Error`] when the folder is missing or read-only, or the disk is full.
pub fn create(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    let write = || -> io::Result<bool> {
        let file = filled(path, |file| file.write_all(bytes))?;
        match file.persist_noclobber(path) {
            Ok(_) => Ok(true),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(e.error),
        }
    };
    write().map_err(|source| Error { path: path.to_owned(), source })
}

/// Checks that a file can be made in `folder`, by making one and removing it.
///
/// # Errors
/// [`Error`] when it cannot.
pub fn check_folder(folder: &Path) -> Result<(), Error> {
    temporary(folder).map(drop).map_err(|source| Error { path: folder.to_owned(), source })
}

/// A temporary file beside `path`, filled and on the disk. It removes itself unless persisted.
fn filled(
    path: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = temporary(folder)?;
    fill(file.as_file_mut())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// A picture gets the permissions of any other file; those of temporary files are narrower.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let create = |path: &Path| File::options().write(true).create_new(true).open(path);
    tempfile::Builder::new().prefix(".qingyun-").suffix(".tmp").make_in(folder, create)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn replace_leaves_one_file_with_the_last_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        replace(&path, b"first").unwrap();
        replace(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names(folder.path()), ["a.png"]);
    }

    #[test]
    fn create_keeps_a_file_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        assert!(create(&path, b"first").unwrap());
        assert!(!create(&path, b"second").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["a.png"]);
    }

    #[test]
    fn a_disk_that_fills_up_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let full = filled(&path, |file| {
            file.write_all(b"half of it")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = replace(Path::new("/no/such/folder/a.png"), b"").unwrap_err();
        assert!(error.to_string().contains("/no/such/folder/a.png"));
        assert!(error.zh().contains("/no/such/folder/a.png"));
        assert!(!error.to_string().contains(".tmp"), "{error}");
        assert!(check_folder(Path::new("/no/such/folder")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_was_written() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        replace(&path, b"x").unwrap();
        let plain = folder.path().join("plain");
        fs::write(&plain, b"x").unwrap();
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&plain));
    }
}
