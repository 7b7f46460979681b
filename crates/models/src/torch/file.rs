//! Files of safetensors.

use std::borrow::Cow;
use std::fs::File;
use std::path::{Path, PathBuf};

use safetensors::SafeTensorError;
use safetensors::tensor::{Metadata, TensorInfo};

use super::bytes::Bytes;
use super::values::{Lying, Values};
use super::{Stock, Stored, numbers};
use crate::{Error, Result};

/// Bytes before the header: its length.
const PREFIX: u64 = 8;
/// The longest header that the format allows, in bytes.
const LONGEST_HEADER: u64 = 100_000_000;

/// A safetensors file whose header has been read and checked.
pub(crate) struct TorchFile {
    path: PathBuf,
    bytes: Bytes,
    header: Metadata,
    /// Where the first tensor begins.
    data: u64,
}

impl TorchFile {
    /// Opens the file and reads its header.
    ///
    /// # Errors
    /// [`Error::Read`], and [`Error::Format`] where it is not a whole safetensors file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|source| unread(path, source))?;
        Self::read(Bytes::of_file(file), path)
    }

    /// The same from bytes that are in memory; `path` is what messages call them.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn of_bytes(bytes: Cow<'static, [u8]>, path: &Path) -> Result<Self> {
        Self::read(Bytes::Memory(bytes), path)
    }

    fn read(bytes: Bytes, path: &Path) -> Result<Self> {
        let (header, data) = header(&bytes).map_err(|source| match source {
            SafeTensorError::IoError(source) => unread(path, source),
            source => Error::Format { path: path.to_owned(), source },
        })?;
        Ok(Self { path: path.to_owned(), bytes, header, data })
    }

    /// The file's own words about itself, by key.
    pub(crate) fn said(&self, key: &str) -> Option<&str> {
        Some(self.header.metadata().as_ref()?.get(key)?.as_str())
    }

    fn info(&self, name: &str) -> Result<&TensorInfo> {
        self.header.info(name).ok_or_else(|| Error::Missing { name: name.to_owned() })
    }
}

impl Stored for TorchFile {
    fn names(&self) -> Vec<String> {
        self.header.offset_keys()
    }

    fn stock(&self, name: &str) -> Option<Stock> {
        let info = self.header.info(name)?;
        let (start, end) = info.data_offsets;
        let format = info.dtype.to_string();
        Some(Stock { shape: info.shape.clone(), format, bytes: (end - start) as u64 })
    }

    fn open<'a>(&'a self, name: &'a str) -> Result<Box<dyn Values + 'a>> {
        let info = self.info(name)?;
        // The header has promised no more than the file holds.
        let start = self.data + info.data_offsets.0 as u64;
        let decode = numbers::of(info.dtype)
            .ok_or_else(|| Error::Dtype { name: name.to_owned(), found: info.dtype.to_string() })?;
        let block = [1, info.dtype.bitsize() / 8];
        Ok(Box::new(Lying { file: &self.bytes, path: &self.path, name, start, block, decode }))
    }
}

impl std::fmt::Debug for TorchFile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "TorchFile({})", self.path.display())
    }
}

fn unread(path: &Path, source: std::io::Error) -> Error {
    Error::Read { path: path.to_owned(), source }
}

/// The header and the place where it ends. Every length is held against the file's before
/// anything is made room for.
fn header(file: &Bytes) -> Result<(Metadata, u64), SafeTensorError> {
    let after = file.length()?.checked_sub(PREFIX).ok_or(SafeTensorError::HeaderTooSmall)?;
    let mut length = [0; PREFIX as usize];
    file.read(0, &mut length)?;
    let length = u64::from_le_bytes(length);
    if length > LONGEST_HEADER {
        return Err(SafeTensorError::HeaderTooLarge);
    }
    let tensors = after.checked_sub(length).ok_or(SafeTensorError::InvalidHeaderLength)?;
    let mut text = vec![0; length as usize];
    file.read(PREFIX, &mut text)?;
    // Reading it also checks that the tensors lie one behind the other and are as long as they say.
    let header: Metadata =
        serde_json::from_slice(&text).map_err(SafeTensorError::InvalidHeaderDeserialization)?;
    if header.data_len() as u64 != tensors {
        return Err(SafeTensorError::MetadataIncompleteBuffer);
    }
    Ok((header, PREFIX + length))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashMap;

    use burn::tensor::Device;
    use safetensors::tensor::{Dtype, TensorView};

    use super::*;
    use crate::Params;
    use crate::ops::{Filter, Precision};
    use crate::params::Init;

    fn bytes(dtype: Dtype, shape: &[usize], data: &[u8]) -> Vec<u8> {
        let view = TensorView::new(dtype, shape.to_vec(), data).unwrap();
        safetensors::serialize([("a.weight", view)], None::<HashMap<_, _>>).unwrap()
    }

    fn opened(bytes: &[u8]) -> Result<Params> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        std::fs::write(&path, bytes).unwrap();
        Params::open(&path, &Device::flex())
    }

    fn get<const D: usize>(params: &Params, shape: [usize; D]) -> Result<Vec<f32>> {
        let tensor = params.root().at("a").get("weight", shape, Init::Zeros)?;
        Ok(tensor.into_data().iter::<f32>().collect())
    }

    fn floats_of(shape: &[usize], values: &[f32]) -> Vec<u8> {
        let data: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        bytes(Dtype::F32, shape, &data)
    }

    #[test]
    fn a_matrix_is_turned() {
        let params = opened(&floats_of(&[2, 3], &[1., 2., 3., 4., 5., 6.])).unwrap();
        let turned = vec![1., 4., 2., 5., 3., 6.];
        assert_eq!(get(&params, [3, 2]).unwrap(), turned);
        assert_eq!(get(&params, [1, 1, 3, 2]).unwrap(), turned, "as a convolution");
        assert_eq!(get(&params, [1, 2, 3]).unwrap(), [1., 2., 3., 4., 5., 6.], "as a table");
        assert_eq!(params.count(), 0, "nothing is kept");
    }

    #[test]
    fn half_precision_is_read() {
        let one_and_a_half: Vec<u8> = [0x3fc0_u16, 0xbfc0].map(u16::to_le_bytes).concat();
        let params = opened(&bytes(Dtype::BF16, &[2], &one_and_a_half)).unwrap();
        assert_eq!(get(&params, [2]).unwrap(), [1.5, -1.5]);
        assert_eq!(get(&params, [1, 2]).unwrap(), [1.5, -1.5]);
        let params = opened(&bytes(Dtype::F16, &[1], &0x3e00_u16.to_le_bytes())).unwrap();
        assert_eq!(get(&params, [1]).unwrap(), [1.5]);
    }

    #[test]
    fn numbers_of_eight_bits_are_read() {
        let params = opened(&bytes(Dtype::F8_E4M3, &[2], &[0b0011_1000, 0b1011_1110])).unwrap();
        assert_eq!(get(&params, [2]).unwrap(), [1.0, -1.75]);
        let params = opened(&bytes(Dtype::F8_E5M2, &[2], &[0b0011_1100, 0b1011_1101])).unwrap();
        assert_eq!(get(&params, [2]).unwrap(), [1.0, -1.25]);
    }

    /// Weights `[70, 5, 3, 3]` in f16, of which one may be replaced.
    fn halves(place: usize, value: f32) -> Vec<u8> {
        let mut values: Vec<f32> = (0..70 * 45).map(|i| (i as f32).sin()).collect();
        values[place] = value;
        let data = values.iter().flat_map(|&v| half::f16::from_f32(v).to_le_bytes());
        bytes(Dtype::F16, &[70, 5, 3, 3], &data.collect::<Vec<u8>>())
    }

    #[test]
    fn a_filter_is_the_same_as_one_made_of_the_tensor() {
        let shape = [3, 3, 5, 70];
        for precision in Precision::ALL {
            let params = opened(&halves(0, 0.5)).unwrap().with_precision(precision);
            let scope = params.root().at("a");
            let read = scope.filter(shape, Init::Zeros).unwrap();
            let tensor = scope.get("weight", shape, Init::Zeros).unwrap();
            // Its text has every number that it holds.
            let made = Filter::new(tensor, precision, Precision::F32);
            assert_eq!(format!("{read:?}"), format!("{made:?}"));
        }
    }

    #[test]
    fn a_filter_names_what_is_not_finite() {
        let params = opened(&halves(40 * 45 + 7, f32::INFINITY)).unwrap();
        let filter = params.root().at("a").filter([3, 3, 5, 70], Init::Zeros);
        let index = 40 * 45 + 7;
        assert!(matches!(filter, Err(Error::NotFinite { index: found, .. }) if found == index));
        let filter = params.root().at("a").filter([1, 1, 5, 70], Init::Zeros);
        assert!(matches!(filter, Err(Error::Shape { .. })));
    }

    #[test]
    fn another_shape_is_told_in_the_order_of_the_file() {
        let params = opened(&floats_of(&[2, 3], &[0.0; 6])).unwrap();
        let told = |error| match error {
            Error::Shape { name, expected, found } => (name, expected, found),
            _ => (String::new(), vec![], vec![]),
        };
        let name = String::from("a.weight");
        let error = get(&params, [2, 3]).unwrap_err();
        assert_eq!(told(error), (name.clone(), vec![3, 2], vec![2, 3]));
        let error = get(&params, [3, 3, 3, 2]).unwrap_err();
        assert_eq!(told(error), (name, vec![2, 3, 3, 3], vec![2, 3]));
    }

    #[test]
    fn what_cannot_be_used_is_an_error() {
        let params = opened(&bytes(Dtype::I16, &[2], &[0; 4])).unwrap();
        assert!(matches!(get(&params, [2]), Err(Error::Dtype { .. })));
        let missing = params.root().get("b", [2], Init::Zeros);
        assert!(matches!(missing, Err(Error::Missing { name }) if name == "b"));
        let params = opened(&floats_of(&[2], &[0.0, f32::INFINITY])).unwrap();
        assert!(matches!(get(&params, [2]), Err(Error::NotFinite { index: 1, .. })));
    }

    #[test]
    fn a_cut_or_longer_file_is_an_error() {
        let mut whole = floats_of(&[2], &[1.0, 2.0]);
        for length in 0..whole.len() {
            let cut = opened(&whole[..length]);
            assert!(matches!(cut, Err(Error::Format { .. })), "{length}");
        }
        whole.push(0);
        assert!(matches!(opened(&whole), Err(Error::Format { .. })));
    }

    #[test]
    fn a_header_that_lies_is_an_error() {
        let file = |header: &str, data: &[u8]| {
            let length = (header.len() as u64).to_le_bytes();
            opened(&[&length[..], header.as_bytes(), data].concat())
        };
        let tensor = |shape: &str, start: u64, end: u64| {
            format!(r#"{{"dtype":"F32","shape":{shape},"data_offsets":[{start},{end}]}}"#)
        };
        let huge = u64::MAX / 4;
        for header in [
            format!(r#"{{"a":{}}}"#, tensor("[2]", 0, huge)),
            format!(r#"{{"a":{}}}"#, tensor(&format!("[{huge},{huge}]"), 0, 8)),
            format!(r#"{{"a":{}}}"#, tensor("[1]", 4, 8)),
            format!(r#"{{"a":{0},"b":{0}}}"#, tensor("[2]", 0, 8)),
            format!(r#"{{"a":{}}}"#, tensor("[2]", 8, 0)),
        ] {
            assert!(matches!(file(&header, &[0; 8]), Err(Error::Format { .. })), "{header}");
        }
        assert!(matches!(opened(&[0xff; 64]), Err(Error::Format { .. })), "an endless header");
    }
}
