//! Tables whose rows are looked up.

use std::sync::Arc;

use super::Stored;
use crate::Result;

/// A table `[rows, width]` that stays where it lies: a row is read when it is looked up.
#[derive(Debug)]
pub(crate) struct StoredRows {
    pub(super) stored: Arc<dyn Stored>,
    pub(super) name: String,
    pub(super) width: usize,
}

impl StoredRows {
    /// The rows at some places, which the table has, one behind the other.
    ///
    /// # Errors
    /// As [`Stored::values`].
    pub(crate) fn rows(&self, places: &[usize]) -> Result<Vec<f32>> {
        let table = self.stored.open(&self.name)?;
        let mut rows = vec![0.0; places.len() * self.width];
        for (&place, row) in places.iter().zip(rows.chunks_exact_mut(self.width.max(1))) {
            table.read(place * self.width, row)?;
        }
        Ok(rows)
    }
}
