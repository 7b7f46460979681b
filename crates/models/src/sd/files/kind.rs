//! What a file is, by its first bytes: names are often wrong.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::Refused;
use crate::{Error, Result};

/// Bytes that are looked at.
const FIRST: u64 = 64;

/// The kinds of files of weights that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Safetensors,
    Gguf,
}

/// The kind of the file.
///
/// # Errors
/// [`Error::Read`], and [`Error::Refused`] where it is of no kind that is read.
pub(super) fn of(path: &Path) -> Result<Kind> {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FIRST).read_to_end(&mut first));
    read.map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(of_bytes(path.to_owned(), &first)?)
}

fn of_bytes(path: PathBuf, first: &[u8]) -> Result<Kind, Refused> {
    match first {
        [b'G', b'G', b'U', b'F', ..] => Ok(Kind::Gguf),
        // A length of 8 bytes, lowest first, then JSON.
        [_, _, _, _, 0, 0, 0, 0, b'{', ..] => Ok(Kind::Safetensors),
        // A zip archive, as torch.save writes, or a bare pickle of protocol 2 to 5.
        [b'P', b'K', 3, 4, ..] | [0x80, 2..=5, ..] => Err(Refused::Pickle { path }),
        _ if first.starts_with(b"version https://git-lfs") => Err(Refused::Pointer { path }),
        _ => Err(Refused::NoWeights { path, first: seen(first) }),
    }
}

/// Bytes as people may know them: as text where they are text, and else in hexadecimal.
fn seen(first: &[u8]) -> String {
    let first = &first[..first.len().min(16)];
    if !first.is_empty() && first.iter().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\r' | b'\t')) {
        return format!("{:?}", String::from_utf8_lossy(first));
    }
    first.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refused(first: &[u8]) -> String {
        of_bytes("a".into(), first).unwrap_err().to_string()
    }

    #[test]
    fn content_decides() {
        let kind = |first| of_bytes("a".into(), first).unwrap();
        assert_eq!(kind(b"GGUF\x03\0\0\0"), Kind::Gguf);
        assert_eq!(kind(b"\x10\x02\0\0\0\0\0\0{\"a\":"), Kind::Safetensors);
        assert!(refused(b"PK\x03\x04archive/data.pkl").contains("pickle"));
        assert!(refused(b"\x80\x02\x8a\nl\xfc").contains("pickle"));
        assert!(refused(b"version https://git-lfs.github.com/spec/v1").contains("git lfs pull"));
        assert!(refused(b"<!DOCTYPE html><html>").contains("\"<!DOCTYPE html><\""));
        assert!(refused(&[0xff, 0xd8, 0xff]).contains("ff d8 ff"));
        assert!(refused(&[]).contains("empty"));
    }
}
