//! The hash by which A1111 and its relatives know a model.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::OnceLock;
use std::thread::{self, JoinHandle};

use qingyun_models::checkpoint;
use sha2::{Digest, Sha256};

use crate::families::short_hash;
use crate::{Error, Result};

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

/// What training wrote into a LoRA as its hash.
const SAID: &str = "sshs_model_hash";
/// Digits by which A1111 knows a LoRA.
const LORA_DIGITS: usize = 12;

/// The first twelve digits of a LoRA's hash, as A1111 has it: what its metadata say, or the SHA-256
/// of its tensors, without the header in front of them.
///
/// # Errors
/// [`Error::File`] where it cannot be read; what reading a header gives.
pub(crate) fn of_lora(path: &Path) -> Result<String> {
    let said = checkpoint::said(path, SAID)?;
    let found = match said.filter(|said| said.len() >= LORA_DIGITS && said.is_ascii()) {
        Some(said) => said,
        None => of_tensors(path).map_err(|source| Error::File { path: path.to_owned(), source })?,
    };
    Ok(found[..LORA_DIGITS].to_owned())
}

fn of_tensors(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut length = [0; 8];
    file.read_exact(&mut length)?;
    // The header was read once already, so it is no longer than the file.
    file.seek(SeekFrom::Current(u64::from_le_bytes(length).cast_signed()))?;
    let mut hash = Sha256::new();
    io::copy(&mut BufReader::with_capacity(BLOCK, file), &mut hash)?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
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

    #[test]
    fn a_loras_hash_is_of_its_tensors_or_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        let hash = |header: &str, tensors: &[u8]| {
            let length = (header.len() as u64).to_le_bytes();
            std::fs::write(&path, [&length, header.as_bytes(), tensors].concat()).unwrap();
            of_lora(&path).unwrap()
        };
        let header = r#"{"a": {"dtype": "U8", "shape": [3], "data_offsets": [0, 3]}}"#;
        assert_eq!(hash(header, b"abc"), "ba7816bf8f01");
        let said = header.replacen(
            '{',
            r#"{"__metadata__": {"sshs_model_hash": "0123456789abcdef"}, "#,
            1,
        );
        assert_eq!(hash(&said, b"abc"), "0123456789ab");
    }
}
