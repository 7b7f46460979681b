//! Files of GGUF, versions 2 and 3: llama.cpp's format, in which weights may be blocks of few bits.
//!
//! <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>

mod blocks;
mod fault;
mod format;
mod header;
mod reader;

use std::fs::File;
use std::path::{Path, PathBuf};

use super::bytes::Bytes;
use super::values::{Lying, Values};
use super::{Stock, Stored};
use crate::{Error, Result};
pub use fault::GgufFault;
use header::Header;
use reader::Failure;

/// A file whose header has been read and checked.
pub(crate) struct GgufFile {
    path: PathBuf,
    bytes: Bytes,
    header: Header,
}

impl GgufFile {
    /// Opens the file and reads its header.
    ///
    /// # Errors
    /// [`Error::Read`], and [`Error::Gguf`] where it is not a whole file of GGUF.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let unread = |source| Error::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(unread)?;
        let header = header::read(&file).map_err(|failure| match failure {
            Failure::Read(source) => unread(source),
            Failure::Fault(fault) => Error::Gguf { path: path.to_owned(), fault },
        })?;
        Ok(Self { path: path.to_owned(), bytes: Bytes::of_file(file), header })
    }
}

impl Stored for GgufFile {
    fn names(&self) -> Vec<String> {
        self.header.tensors.keys().cloned().collect()
    }

    fn stock(&self, name: &str) -> Option<Stock> {
        let tensor = self.header.tensors.get(name)?;
        let format = tensor.format.name.to_owned();
        Some(Stock { shape: tensor.shape.clone(), format, bytes: tensor.bytes })
    }

    fn open<'a>(&'a self, name: &'a str) -> Result<Box<dyn Values + 'a>> {
        let tensor = self.header.tensors.get(name);
        let tensor = tensor.ok_or_else(|| Error::Missing { name: name.to_owned() })?;
        // The header has promised no more than the file holds.
        let (start, block, decode) = (tensor.start, tensor.format.sizes(), tensor.format.decode);
        Ok(Box::new(Lying { file: &self.bytes, path: &self.path, name, start, block, decode }))
    }
}

impl std::fmt::Debug for GgufFile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "GgufFile({})", self.path.display())
    }
}

#[cfg(test)]
mod tests;
