//! Weights that stay in their file, as PyTorch laid them out, until a network asks for them.

mod bytes;
mod file;
pub(crate) mod gguf;
pub(crate) mod numbers;
mod order;
mod rows;
mod shards;
mod values;

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use burn::tensor::Device;
use qingyun_kernels::{Filter, Precision};

use crate::params::Entry;
use crate::{Error, Result};
pub(crate) use file::TorchFile;
pub(crate) use gguf::GgufFile;
use order::Order;
pub(crate) use rows::StoredRows;
pub(crate) use shards::Shards;
pub(crate) use values::{Rest, Values};

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

    /// The values of the tensor `name`, as many as its shape says, to be read.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Dtype`], and what reading values that are computed from others
    /// gives.
    fn open<'a>(&'a self, name: &'a str) -> Result<Box<dyn Values + 'a>>;

    /// All values of the tensor `name` in PyTorch's order.
    ///
    /// # Errors
    /// As [`Self::open`] and [`Values::read`].
    fn values(&self, name: &str) -> Result<Vec<f32>> {
        let count = self.stock(name).map_or(0, |stock| stock.shape.iter().product());
        let mut values = vec![0.0; count];
        self.open(name)?.read(0, &mut values)?;
        Ok(values)
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
    let order = order(stored, name, shape)?;
    Ok(Entry::new(shape.to_vec(), order.arrange(stored.values(name)?), device))
}

/// The tensor `name`, asked for as `asked`, as a filter of that shape, `[rows, columns, in, out]`;
/// none where its axes are not those of PyTorch's filters.
///
/// # Errors
/// As [`entry`].
pub(crate) fn filter(
    stored: &dyn Stored,
    name: &str,
    asked: &[usize],
    shape: [usize; 4],
    precision: Precision,
) -> Result<Option<Filter>> {
    let Order::Turned { inputs, taps, .. } = order(stored, name, asked)? else { return Ok(None) };
    let (values, each) = (stored.open(name)?, inputs * taps);
    let read = |outputs: Range<usize>, to: &mut [f32]| values.read(outputs.start * each, to);
    Filter::read(shape, precision, read).map(Some)
}

/// The table `name` of that shape, where it lies.
///
/// # Errors
/// [`Error::Missing`], [`Error::Shape`].
pub(crate) fn rows(
    stored: &Arc<dyn Stored>,
    name: String,
    shape @ [_, width]: [usize; 2],
) -> Result<StoredRows> {
    let found = found(&**stored, &name)?.shape;
    if found != shape {
        return Err(Error::Shape { name, expected: shape.to_vec(), found });
    }
    Ok(StoredRows { stored: stored.clone(), name, width })
}

/// How the values of the tensor `name` move to become one that is asked for as `asked`.
fn order(stored: &dyn Stored, name: &str, asked: &[usize]) -> Result<Order> {
    let found = found(stored, name)?.shape;
    Order::between(asked, &found).ok_or_else(|| Error::Shape {
        name: name.to_owned(),
        expected: order::in_torch(asked),
        found,
    })
}

fn found(stored: &dyn Stored, name: &str) -> Result<Stock> {
    stored.stock(name).ok_or_else(|| Error::Missing { name: name.to_owned() })
}
