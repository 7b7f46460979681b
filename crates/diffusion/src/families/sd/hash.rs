//! The hash by which A1111 and its relatives know a model.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::OnceLock;
use std::thread::{self, JoinHandle};

use sha2::{Digest, Sha256};

use crate::families::short_hash;

/// Bytes read at once.
const BLOCK: usize = 1 << 20;

/// The first ten hexadecimal digits of a file's SHA-256, found while the model already paints:
/// files of gigabytes take seconds. Of a folder it is the U-Net's.
#[derive(Debug)]
pub(super) struct Hash {
    digits: OnceLock<String>,
    work: Mutex<Option<JoinHandle<io::Result<String>>>>,
}

impl Hash {
    /// Begins to read.
    pub(super) fn of(path: &Path) -> Self {
        let path = if path.is_dir() { unet(path) } else { path.to_owned() };
        let work = thread::spawn(move || digits(&path));
        Self { digits: OnceLock::new(), work: Mutex::new(Some(work)) }
    }

    /// The digits; waits where they are not found yet. None where the file has gone meanwhile.
    pub(super) fn get(&self) -> &str {
        self.digits.get_or_init(|| {
            let work = self.work.lock().ok().and_then(|mut work| work.take());
            work.and_then(|work| work.join().ok()).and_then(Result::ok).unwrap_or_default()
        })
    }
}

/// The first file of weights in a folder's U-Net.
fn unet(folder: &Path) -> PathBuf {
    let folder = folder.join("unet");
    let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let weights = files.map(|file| file.path());
    weights
        .filter(|path| path.extension().is_some_and(|e| e == "safetensors"))
        .min()
        .unwrap_or(folder)
}

fn digits(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut BufReader::with_capacity(BLOCK, File::open(path)?), &mut hash)?;
    Ok(short_hash(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The first example of FIPS 180-4's for SHA-256: "abc".
    #[test]
    fn the_digits_are_sha256s() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(Hash::of(&path).get(), "ba7816bf8f");
        assert_eq!(Hash::of(&folder.path().join("b")).get(), "");
    }
}
