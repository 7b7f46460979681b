//! Tables whose rows are looked up.

use safetensors::tensor::Dtype;

use crate::checkpoint::floats;
use crate::{Error, Result};

/// A table `[rows, width]` as its file has it: a row becomes f32 when it is looked up, so that a
/// large one costs nothing but its reading.
#[derive(Debug)]
pub(crate) struct StoredRows {
    pub(super) name: String,
    pub(super) dtype: Dtype,
    pub(super) width: usize,
    pub(super) bytes: Vec<u8>,
}

impl StoredRows {
    /// The values of a row; none where the table has no such row.
    ///
    /// # Errors
    /// [`Error::Dtype`] and [`Error::NotFinite`].
    pub(crate) fn row(&self, row: usize) -> Result<Vec<f32>> {
        let length = self.width * self.dtype.bitsize() / 8;
        let bytes = self.bytes.chunks_exact(length.max(1)).nth(row).unwrap_or_default();
        floats(&self.name, self.dtype, bytes).map_err(|error| match error {
            Error::NotFinite { name, value, index } => {
                Error::NotFinite { name, value, index: row * self.width + index }
            }
            error => error,
        })
    }
}
