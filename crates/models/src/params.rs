//! Weights by name.
//!
//! A network is a function that asks a [`Scope`] for its tensors: from a checkpoint they are
//! looked up and checked, from another library's file they are read at that moment, in a new model
//! they are made from the seed and the tensor's name. The paths of names mirror the keys of the
//! file.

mod scope;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

use crate::ops::{self, Precision};
use crate::random::Random;
use crate::torch::{self, Stored, TorchFile};
use crate::{Error, Result};
pub use scope::Scope;

/// How a tensor of a new model starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// All zeros.
    Zeros,
    /// All ones.
    Ones,
    /// Normal with this standard deviation.
    Normal(f32),
    /// Uniform between this and its negative.
    Uniform(f32),
}

impl Init {
    /// Normal with variance 1/`inputs` (LeCun 1998).
    pub fn fan_in(inputs: usize) -> Self {
        Self::Normal((inputs.max(1) as f32).sqrt().recip())
    }

    fn values(self, count: usize, random: &mut Random) -> Vec<f32> {
        match self {
            Self::Zeros => vec![0.0; count],
            Self::Ones => vec![1.0; count],
            Self::Normal(deviation) => {
                random.normals(count).into_iter().map(|v| v * deviation).collect()
            }
            Self::Uniform(bound) => {
                let value = |_| (2.0 * random.uniform() - 1.0) as f32 * bound;
                (0..count).map(value).collect()
            }
        }
    }
}

/// One tensor: its shape and its values in one row.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The shape that the network gives it.
    pub shape: Vec<usize>,
    /// The values, `[elements]`.
    pub value: Tensor<1>,
}

impl Entry {
    /// An entry from values on the host.
    pub fn new(shape: Vec<usize>, values: Vec<f32>, device: &Device) -> Self {
        let count = values.len();
        Self { shape, value: Tensor::from_data(TensorData::new(values, [count]), device) }
    }
}

/// Where a tensor comes from that is not there yet.
#[derive(Clone, Debug)]
enum Source {
    /// It is missing.
    Nowhere,
    /// It is made from this seed, and kept.
    Seed(u64),
    /// It is read, and not kept, for the network that asked for it has it; but see
    /// [`Params::keeping`].
    Stored(Arc<dyn Stored>),
}

/// The weights of a model.
#[derive(Debug)]
pub struct Params {
    entries: RefCell<BTreeMap<String, Entry>>,
    source: Source,
    device: Device,
    precision: Precision,
    keeps: bool,
    in_bytes: bool,
}

impl Params {
    /// Weights of a new model: each tensor is made when it is first asked for.
    pub fn new(seed: u64, device: &Device) -> Self {
        Self::from_source(Source::Seed(seed), BTreeMap::new(), device)
    }

    /// Weights that are there already: what is missing is an error.
    pub fn from_entries(entries: BTreeMap<String, Entry>, device: &Device) -> Self {
        Self::from_source(Source::Nowhere, entries, device)
    }

    /// Weights of a safetensors file that PyTorch wrote. Each tensor is read when it is asked for,
    /// brought to our layout, and not kept here, so that memory holds the network and little more:
    /// filters are packed as they are read, by all threads, other tensors become f32. Convolutions `[out, in, rows, columns]` become `[rows, columns, in, out]`
    /// and linear layers `[out, in]` become `[in, out]`; each may be asked for where the file has
    /// the other, a linear layer being a 1×1 convolution. `[1, …]` may be asked for where the file
    /// has `[…]`; the rest is as it lies.
    ///
    /// # Errors
    /// [`Error::Read`], and [`Error::Format`] for what is not a whole safetensors file. Asking
    /// gives [`Error::Missing`], [`Error::Shape`] (both shapes in PyTorch's order),
    /// [`Error::Dtype`], [`Error::NotFinite`] or [`Error::Read`].
    pub fn open(path: &Path, device: &Device) -> Result<Self> {
        Ok(Self::stored(Arc::new(TorchFile::open(path)?), device))
    }

    /// The same from bytes that are in memory, such as a file embedded in the program; `path` is
    /// what messages call them.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn of_bytes(bytes: Cow<'static, [u8]>, path: &Path, device: &Device) -> Result<Self> {
        Ok(Self::stored(Arc::new(TorchFile::of_bytes(bytes, path)?), device))
    }

    /// The same of tensors that lie somewhere else as PyTorch has them.
    pub(crate) fn stored(stored: Arc<dyn Stored>, device: &Device) -> Self {
        Self::from_source(Source::Stored(stored), BTreeMap::new(), device)
    }

    fn from_source(source: Source, entries: BTreeMap<String, Entry>, device: &Device) -> Self {
        let (device, precision) = (device.clone(), Precision::F32);
        Self {
            entries: RefCell::new(entries),
            source,
            device,
            precision,
            keeps: false,
            in_bytes: false,
        }
    }

    /// The same weights, for products in other numbers than f32.
    #[must_use]
    pub fn with_precision(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// The same weights, with a byte for each where a network rounds more
    /// ([`Scope::rounding_more`]) and products are of bf16 numbers: half the memory.
    #[must_use]
    pub fn in_bytes(self) -> Self {
        Self { in_bytes: true, ..self }
    }

    /// The same weights, where what is read is kept for the next network that asks for it. None of
    /// it learns.
    #[must_use]
    pub(crate) fn keeping(self) -> Self {
        Self { keeps: true, ..self }
    }

    /// The device that the weights are on.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The place from which all names start.
    pub fn root(&self) -> Scope<'_> {
        Scope { params: self, prefix: String::new(), lora: None, rounds: false }
    }

    /// Every tensor that is held, by name, in the order of names.
    pub fn entries(&self) -> BTreeMap<String, Entry> {
        self.entries.borrow().clone()
    }

    /// Puts a tensor in place of the one of that name, or beside the others. On a device with
    /// gradients it is one that learns.
    pub fn set(&self, name: &str, mut entry: Entry) {
        if self.device.is_autodiff() {
            entry.value = entry.value.detach().require_grad();
        }
        self.entries.borrow_mut().insert(name.to_owned(), entry);
    }

    /// A copy on another device, without gradients' graph.
    pub fn on(&self, device: &Device) -> Self {
        let copy = |entry: Entry| {
            let values = entry.value.into_data().iter::<f32>().collect();
            Entry::new(entry.shape, values, device)
        };
        let entries = self.entries().into_iter().map(|(name, entry)| (name, copy(entry)));
        Self::from_source(self.source.clone(), entries.collect(), device)
            .with_precision(self.precision)
    }

    /// Number of values in all tensors that are held.
    pub fn count(&self) -> usize {
        self.entries.borrow().values().map(|e| e.shape.iter().product::<usize>()).sum()
    }

    fn has(&self, name: &str) -> bool {
        let in_store = match &self.source {
            Source::Stored(stored) => stored.stock(name).is_some(),
            Source::Nowhere | Source::Seed(_) => false,
        };
        in_store || self.entries.borrow().contains_key(name)
    }

    /// Where the tensor `name` lies, if it is read only to be painted with.
    fn painted(&self, name: &str) -> Option<&Arc<dyn Stored>> {
        match &self.source {
            Source::Stored(stored) if ops::only_paints(&self.device) => {
                Some(stored).filter(|_| !self.entries.borrow().contains_key(name))
            }
            _ => None,
        }
    }

    fn entry(&self, name: &str, shape: &[usize], init: Init) -> Result<Entry> {
        if let Some(entry) = self.entries.borrow().get(name) {
            return checked(name, shape, entry);
        }
        match &self.source {
            Source::Nowhere => Err(Error::Missing { name: name.to_owned() }),
            Source::Stored(stored) => {
                let entry = torch::entry(&**stored, name, shape, &self.device)?;
                if self.keeps {
                    self.entries.borrow_mut().insert(name.to_owned(), entry.clone());
                }
                Ok(entry)
            }
            Source::Seed(seed) => {
                let values = init.values(shape.iter().product(), &mut Random::named(*seed, name));
                self.set(name, Entry::new(shape.to_vec(), values, &self.device));
                self.entry(name, shape, init)
            }
        }
    }
}

fn checked(name: &str, shape: &[usize], entry: &Entry) -> Result<Entry> {
    if entry.shape == shape {
        return Ok(entry.clone());
    }
    Err(Error::Shape {
        name: name.to_owned(),
        expected: shape.to_vec(),
        found: entry.shape.clone(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_new_tensor_depends_on_seed_and_name_alone() {
        let device = Device::flex();
        let get = |seed: u64, order: [&str; 2]| {
            let params = Params::new(seed, &device);
            for name in order {
                params.root().get(name, [3], Init::Normal(1.0)).unwrap();
            }
            params.root().get("a", [3], Init::Zeros).unwrap().into_data()
        };
        get(1, ["a", "b"]).assert_eq(&get(1, ["b", "a"]), true);
        assert_ne!(get(1, ["a", "b"]), get(2, ["a", "b"]));
    }

    #[test]
    fn a_checkpoint_is_checked() {
        let device = Device::flex();
        let entries =
            BTreeMap::from([("a.w".into(), Entry::new(vec![2], vec![1.0, 2.0], &device))]);
        let params = Params::from_entries(entries, &device);
        let scope = params.root().at("a");
        assert!(scope.get("w", [2], Init::Zeros).is_ok());
        assert!(matches!(scope.get("w", [2, 1], Init::Zeros), Err(Error::Shape { .. })));
        assert!(
            matches!(scope.get("b", [2], Init::Zeros), Err(Error::Missing { name }) if name == "a.b")
        );
    }
}
