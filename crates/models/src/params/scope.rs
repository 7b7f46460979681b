//! Places in the tree of names.

use burn::tensor::{Device, Tensor};

use super::{Init, Params};
use crate::Result;
use crate::lora::{Change, Lora};
use crate::ops::{Filter, Precision};
use crate::torch::{self, StoredRows};

/// A place in the tree of names.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    pub(super) params: &'a Params,
    pub(super) prefix: String,
    pub(super) lora: Option<Lora<'a>>,
    /// Whether more is rounded than products need.
    pub(super) rounds: bool,
}

impl<'a> Scope<'a> {
    /// The place below this one.
    pub fn at(&self, name: impl std::fmt::Display) -> Self {
        Self { prefix: self.path(name), ..self.clone() }
    }

    /// The same place, where convolutions that do with fewer products round those, too, to the
    /// numbers of all products, and weights may be kept in bytes: quicker and smaller, for networks
    /// that are near enough to f32 with it.
    #[must_use]
    pub fn rounding_more(self) -> Self {
        Self { rounds: true, ..self }
    }

    /// The same place, where linear layers have the changes of a LoRA on top.
    #[must_use]
    pub fn changed_by(self, lora: Lora<'a>) -> Self {
        Self { lora: Some(lora), ..self }
    }

    /// The change on top of the linear layer at this place, `[in, out]`, if there is one.
    pub(crate) fn change(&self, sizes: [usize; 2]) -> Result<Option<Change>> {
        let change = self.lora.map(|lora| lora.change(&self.prefix, sizes));
        Ok(change.transpose()?.flatten())
    }

    /// The device that the weights are on.
    pub fn device(&self) -> &Device {
        self.params.device()
    }

    /// Whether there is a tensor of that name already, in a file or made before.
    pub fn has(&self, name: &str) -> bool {
        self.params.has(&self.path(name))
    }

    /// The tensor of that name and shape.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] or [`crate::Error::Shape`] where a checkpoint does not have it so,
    /// and what [`Params::open`] says of a file.
    pub fn get<const D: usize>(
        &self,
        name: &str,
        shape: [usize; D],
        init: Init,
    ) -> Result<Tensor<D>> {
        let entry = self.params.entry(&self.path(name), &shape, init)?;
        Ok(entry.value.reshape(shape))
    }

    /// The tensor `name` of that shape as a table that stays in its file; none where it is not in
    /// one, or our kernels do not paint.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub(crate) fn stored_rows(&self, name: &str, shape: [usize; 2]) -> Result<Option<StoredRows>> {
        let name = self.path(name);
        let stored = self.params.painted(&name);
        stored.map(|stored| torch::rows(stored, name, shape)).transpose()
    }

    /// The tensor `weight` of that shape, `[rows, columns, in, out]`, as a convolution's filter.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn filter(&self, shape: [usize; 4], init: Init) -> Result<Filter> {
        if let Some(filter) = self.stored_filter(&shape, shape)? {
            return Ok(filter);
        }
        Ok(self.packed(self.get("weight", shape, init)?))
    }

    /// The tensor `weight` of that shape, `[in, out]`, as a linear layer's filter.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn filter_of_rows(
        &self,
        asked @ [inputs, outputs]: [usize; 2],
        init: Init,
    ) -> Result<Filter> {
        let shape = [1, 1, inputs, outputs];
        if let Some(filter) = self.stored_filter(&asked, shape)? {
            return Ok(filter);
        }
        let weight: Tensor<2> = self.get("weight", asked, init)?;
        Ok(self.packed(weight.reshape(shape)))
    }

    fn packed(&self, weight: Tensor<4>) -> Filter {
        Filter::new(weight, self.params.precision, self.points())
    }

    /// The numbers that fewer products of convolutions are of.
    fn points(&self) -> Precision {
        if self.rounds { self.params.precision } else { Precision::F32 }
    }

    /// The tensor `weight`, asked for as `asked`, packed as it is read; none where it is not in a
    /// file, or our kernels do not paint.
    fn stored_filter(&self, asked: &[usize], shape: [usize; 4]) -> Result<Option<Filter>> {
        let name = self.path("weight");
        let stored = self.params.painted(&name).filter(|_| !shape.contains(&0));
        let precision = self.params.precision;
        let read = stored.map(|stored| torch::filter(&**stored, &name, asked, shape, precision));
        let read = read.transpose()?.flatten();
        let in_bytes = self.rounds && self.params.in_bytes;
        Ok(read.map(|filter| {
            let filter = filter.with_points(self.points());
            Filter::read(if in_bytes { filter.in_bytes() } else { filter })
        }))
    }

    fn path(&self, name: impl std::fmt::Display) -> String {
        if self.prefix.is_empty() { name.to_string() } else { format!("{}.{name}", self.prefix) }
    }
}
