//! The values of a tensor that are read some at a time.

use std::path::Path;

use super::bytes::Bytes;
use super::numbers::{Decode, finite};
use crate::{Error, Result};

/// Bytes read at once: a part of what the nearest caches hold.
const PIECE: usize = 1 << 16;

/// The values of a tensor in PyTorch's order; several threads may read at once.
pub(crate) trait Values: Sync {
    /// Writes the values from `first` on to `to`: no more than there are.
    ///
    /// # Errors
    /// [`Error::NotFinite`], [`Error::Read`].
    fn read(&self, first: usize, to: &mut [f32]) -> Result<()>;
}

/// Values that had to be computed.
impl Values for Vec<f32> {
    fn read(&self, first: usize, to: &mut [f32]) -> Result<()> {
        to.copy_from_slice(&self[first..][..to.len()]);
        Ok(())
    }
}

/// The values of another tensor from the `start`-th on.
pub(crate) struct Rest<'a> {
    pub(crate) values: Box<dyn Values + 'a>,
    pub(crate) start: usize,
}

impl Values for Rest<'_> {
    fn read(&self, first: usize, to: &mut [f32]) -> Result<()> {
        self.values.read(self.start + first, to)
    }
}

/// Values that lie in a file.
pub(super) struct Lying<'a> {
    pub(super) file: &'a Bytes,
    pub(super) path: &'a Path,
    pub(super) name: &'a str,
    /// Where they begin in the file.
    pub(super) start: u64,
    /// How many values lie together, and in how many bytes.
    pub(super) block: [usize; 2],
    /// Reads one block; where each has one value, any number.
    pub(super) decode: Decode,
}

impl Values for Lying<'_> {
    fn read(&self, first: usize, to: &mut [f32]) -> Result<()> {
        let [values, bytes] = self.block;
        let before = first % values;
        if before > 0 || !to.len().is_multiple_of(values) {
            let mut whole = vec![0.0; (before + to.len()).next_multiple_of(values)];
            self.read(first - before, &mut whole)?;
            to.copy_from_slice(&whole[before..][..to.len()]);
            return Ok(());
        }
        let blocks = (PIECE / bytes).clamp(1, (to.len() / values).max(1));
        let mut piece = vec![0; blocks * bytes];
        for (i, to) in to.chunks_mut(blocks * values).enumerate() {
            let from = first + i * blocks * values;
            let piece = &mut piece[..to.len() / values * bytes];
            let place = self.start + (from / values * bytes) as u64;
            let unread = |source| Error::Read { path: self.path.to_owned(), source };
            self.file.read(place, piece).map_err(unread)?;
            self.decode(piece, to);
            finite(self.name, from, to)?;
        }
        Ok(())
    }
}

impl Lying<'_> {
    /// Reads whole blocks.
    fn decode(&self, from: &[u8], to: &mut [f32]) {
        let [values, bytes] = self.block;
        if values == 1 {
            return (self.decode)(from, to);
        }
        for (to, from) in to.chunks_exact_mut(values).zip(from.chunks_exact(bytes)) {
            (self.decode)(from, to);
        }
    }
}
