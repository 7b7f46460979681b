//! Weights that stay in their file, as PyTorch laid them out, until a network asks for them.

mod file;
pub(crate) mod gguf;
mod order;
mod rows;
mod shards;

use std::fmt::Debug;

use burn::tensor::Device;

use crate::params::Entry;
use crate::{Error, Result};
pub(crate) use file::TorchFile;
pub(crate) use gguf::GgufFile;
use order::Order;
pub(crate) use rows::StoredRows;
pub(crate) use shards::Shards;

/// What is known of a tensor before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stock {
    /// Its axes in PyTorch's order.
    pub(crate) shape: Vec<usize>,
    /// The number format, as files call it: `F16`.
    pub(crate) format: String,
    /// Bytes that it takes where it lies.
    pub(crate) bytes: u64,
}

/// Tensors by name that lie somewhere as PyTorch has them, and are read one by one.
pub(crate) trait Stored: Debug + Send + Sync {
    /// The names of all tensors.
    fn names(&self) -> Vec<String>;

    /// What is known of the tensor `name`; none where there is no such tensor.
    fn stock(&self, name: &str) -> Option<Stock>;

    /// The values of the tensor `name` in PyTorch's order; as many as its shape says.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Dtype`], [`Error::NotFinite`], [`Error::Read`].
    fn values(&self, name: &str) -> Result<Vec<f32>>;

    /// The tensor `name` as a table whose rows stay as they lie; none where that cannot be.
    ///
    /// # Errors
    /// As [`Self::values`].
    fn rows(&self, _name: &str) -> Result<Option<StoredRows>> {
        Ok(None)
    }
}

/// The tensor `name` as a network of ours has it, in `shape`.
///
/// # Errors
/// [`Error::Shape`], and as [`Stored::values`].
pub(crate) fn entry(
    stored: &dyn Stored,
    name: &str,
    shape: &[usize],
    device: &Device,
) -> Result<Entry> {
    let found = found(stored, name)?.shape;
    let Some(order) = Order::between(shape, &found) else {
        let expected = order::in_torch(shape);
        return Err(Error::Shape { name: name.to_owned(), expected, found });
    };
    Ok(Entry::new(shape.to_vec(), order.arrange(stored.values(name)?), device))
}

/// The table `name` of that shape, as it lies; none where that cannot be.
///
/// # Errors
/// [`Error::Shape`], and as [`Stored::values`]; of its values [`StoredRows::row`].
pub(crate) fn rows(
    stored: &dyn Stored,
    name: &str,
    shape: [usize; 2],
) -> Result<Option<StoredRows>> {
    let found = found(stored, name)?.shape;
    if found != shape {
        return Err(Error::Shape { name: name.to_owned(), expected: shape.to_vec(), found });
    }
    stored.rows(name)
}

fn found(stored: &dyn Stored, name: &str) -> Result<Stock> {
    stored.stock(name).ok_or_else(|| Error::Missing { name: name.to_owned() })
}
