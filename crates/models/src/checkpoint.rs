//! Checkpoints: safetensors files with the network's description in their metadata.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use burn::tensor::Device;
use half::f16;
use safetensors::tensor::{Dtype, SafeTensors};

use crate::params::Entry;
use crate::torch::{TorchFile, numbers};
use crate::{Error, Result};

/// Number format of a file's tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits: exact, for training that goes on.
    F32,
    /// 16 bits, 11 of them significant: for models that paint.
    F16,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    /// Tensors by name.
    pub tensors: BTreeMap<String, (Vec<usize>, Vec<f32>)>,
    /// The file's own words about itself.
    pub metadata: HashMap<String, String>,
}

impl Checkpoint {
    /// The tensors under `prefix.`, without the prefix, on a device.
    pub fn entries(&self, prefix: &str, device: &Device) -> BTreeMap<String, Entry> {
        let under = |name: &str| Some(name.strip_prefix(prefix)?.strip_prefix('.')?.to_owned());
        let entry = |(shape, values): &(Vec<usize>, Vec<f32>)| {
            Entry::new(shape.clone(), values.clone(), device)
        };
        self.tensors.iter().filter_map(|(name, value)| Some((under(name)?, entry(value)))).collect()
    }

    /// Adds tensors under `prefix.`.
    pub fn insert(&mut self, prefix: &str, entries: &BTreeMap<String, Entry>) {
        for (name, entry) in entries {
            let values = entry.value.clone().into_data().iter::<f32>().collect();
            self.tensors.insert(format!("{prefix}.{name}"), (entry.shape.clone(), values));
        }
    }
}

/// Reads a checkpoint.
///
/// # Errors
/// [`Error::Read`], [`Error::Format`] for what is not a whole safetensors file, [`Error::Dtype`],
/// and [`Error::NotFinite`] where a weight is NaN or infinite.
pub fn read(path: &Path) -> Result<Checkpoint> {
    let unread = |source| Error::Read { path: path.to_owned(), source };
    parse(&std::fs::read(path).map_err(unread)?, path)
}

/// What a file says of itself under `key`; its tensors are not read.
///
/// # Errors
/// [`Error::Read`], [`Error::Format`].
pub fn said(path: &Path, key: &str) -> Result<Option<String>> {
    Ok(TorchFile::open(path)?.said(key).map(str::to_owned))
}

/// Reads a checkpoint from bytes; `path` is what messages call it.
///
/// # Errors
/// As [`read`].
pub fn parse(bytes: &[u8], path: &Path) -> Result<Checkpoint> {
    let format = |source| Error::Format { path: path.to_owned(), source };
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(format)?;
    let file = SafeTensors::deserialize(bytes).map_err(format)?;
    let mut tensors = BTreeMap::new();
    for (name, view) in file.iter() {
        let values = floats(name, view.dtype(), view.data())?;
        tensors.insert(name.to_owned(), (view.shape().to_vec(), values));
    }
    Ok(Checkpoint { tensors, metadata: header.metadata().clone().unwrap_or_default() })
}

/// The values of the tensor `name`, stored in `dtype`, lowest byte first.
fn floats(name: &str, dtype: Dtype, data: &[u8]) -> Result<Vec<f32>> {
    let decode = numbers::of(dtype);
    let found = || Error::Dtype { name: name.into(), found: dtype.to_string() };
    let mut values = vec![0.0; data.len() * 8 / dtype.bitsize()];
    decode.ok_or_else(found)?(data, &mut values);
    numbers::finite(name, 0, &values)?;
    Ok(values)
}

/// Writes a checkpoint: whole or not at all, even where the disk is full or the power fails.
///
/// # Errors
/// [`Error::Write`], [`Error::Format`].
pub fn write(path: &Path, checkpoint: &Checkpoint, precision: Precision) -> Result<()> {
    let tensors = checkpoint.tensors.iter().map(|(name, (shape, values))| {
        (name.clone(), Stored { shape: shape.clone(), bytes: bytes(values, precision), precision })
    });
    let metadata = Some(checkpoint.metadata.clone());
    let format = |source| Error::Format { path: path.to_owned(), source };
    let bytes = safetensors::serialize(tensors, metadata).map_err(format)?;
    Ok(qingyun_files::replace(path, &bytes)?)
}

fn bytes(values: &[f32], precision: Precision) -> Vec<u8> {
    match precision {
        Precision::F32 => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        Precision::F16 => values.iter().flat_map(|&v| f16::from_f32(v).to_le_bytes()).collect(),
    }
}

struct Stored {
    shape: Vec<usize>,
    bytes: Vec<u8>,
    precision: Precision,
}

impl safetensors::View for Stored {
    fn dtype(&self) -> Dtype {
        match self.precision {
            Precision::F32 => Dtype::F32,
            Precision::F16 => Dtype::F16,
        }
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> std::borrow::Cow<'_, [u8]> {
        (&self.bytes).into()
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sample(value: f32) -> Checkpoint {
        Checkpoint {
            tensors: BTreeMap::from([("net.w".into(), (vec![1, 2], vec![0.5, value]))]),
            metadata: HashMap::from([("kind".into(), "test".into())]),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        for precision in [Precision::F32, Precision::F16] {
            write(&path, &sample(-2.0), precision).unwrap();
            let back = read(&path).unwrap();
            assert_eq!(back.tensors, sample(-2.0).tensors);
            assert_eq!(back.metadata["kind"], "test");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing left over");
    }

    #[test]
    fn a_cut_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        write(&path, &sample(1.0), Precision::F32).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            assert!(matches!(parse(&whole[..length], &path), Err(Error::Format { .. })));
        }
    }

    #[test]
    fn nan_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        write(&path, &sample(f32::NAN), Precision::F16).unwrap();
        assert!(matches!(read(&path), Err(Error::NotFinite { index: 1, .. })));
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let path = Path::new("/no/such/folder/a.safetensors");
        assert!(matches!(write(path, &sample(1.0), Precision::F32), Err(Error::Write(_))));
    }
}
