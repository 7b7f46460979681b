//! The change of one tensor, and weights that are changed.

use std::sync::Arc;

use qingyun_kernels::{Transpose, matmul};

use super::Changes;
use super::names::Module;
use crate::torch::{Stock, Stored, Values};
use crate::{Error, Result};

/// scale · up · down.
#[derive(Clone, Debug)]
pub(super) struct Change {
    lora: Arc<dyn Stored>,
    down: String,
    up: String,
    /// Rows, inner numbers and columns of the product.
    sizes: [usize; 3],
    scale: f32,
}

impl Change {
    /// The change by a module of a tensor of shape `base`.
    pub(super) fn new(
        lora: Arc<dyn Stored>,
        module: &Module,
        base: &[usize],
        strength: f64,
    ) -> Result<Self> {
        let [down, up] = [&module.down, &module.up].map(|name| name.clone().unwrap_or_default());
        let rank = length(&*lora, &down)?;
        let rows = base.first().copied().unwrap_or(0);
        let columns = base.iter().skip(1).product();
        fits(&*lora, &down, [rank, columns])?;
        fits(&*lora, &up, [rows, rank])?;
        let alpha = match &module.alpha {
            Some(name) => alpha(&*lora, name)?,
            None => rank as f32,
        };
        let scale = strength as f32 * alpha / rank.max(1) as f32;
        Ok(Self { lora, down, up, sizes: [rows, rank, columns], scale })
    }

    /// Adds the change to the tensor's values.
    fn add(&self, values: &mut [f32]) -> Result<()> {
        let [down, up] = [self.lora.values(&self.down)?, self.lora.values(&self.up)?];
        let mut product = vec![0.0; values.len()];
        matmul(self.sizes, Transpose::Neither, &up, &down, &mut product);
        for (value, change) in values.iter_mut().zip(product) {
            *value += self.scale * change;
        }
        Ok(())
    }
}

/// The length of a tensor's first axis.
fn length(lora: &dyn Stored, name: &str) -> Result<usize> {
    let stock = lora.stock(name).ok_or_else(|| Error::Missing { name: name.to_owned() })?;
    Ok(stock.shape.first().copied().unwrap_or(0))
}

/// Whether a tensor is a matrix of these sizes, or a convolution with so many numbers an output.
fn fits(lora: &dyn Stored, name: &str, [rows, columns]: [usize; 2]) -> Result<()> {
    let found = lora.stock(name).map(|stock| stock.shape).unwrap_or_default();
    if found.first() == Some(&rows) && found.iter().skip(1).product::<usize>() == columns {
        return Ok(());
    }
    Err(Error::Shape { name: name.to_owned(), expected: vec![rows, columns], found })
}

/// The number α.
fn alpha(lora: &dyn Stored, name: &str) -> Result<f32> {
    let one = |stock: Stock| stock.shape.iter().product::<usize>() == 1;
    let found = lora.stock(name);
    if !found.clone().is_some_and(one) {
        let found = found.map(|stock| stock.shape).unwrap_or_default();
        return Err(Error::Shape { name: name.to_owned(), expected: vec![], found });
    }
    Ok(lora.values(name)?.first().copied().unwrap_or(0.0))
}

/// Weights of which some are changed when they are read.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) base: Arc<dyn Stored>,
    pub(super) changes: Changes,
}

impl Stored for Changed {
    fn names(&self) -> Vec<String> {
        self.base.names()
    }

    fn stock(&self, name: &str) -> Option<Stock> {
        self.base.stock(name)
    }

    fn open<'a>(&'a self, name: &'a str) -> Result<Box<dyn Values + 'a>> {
        let Some(changes) = self.changes.get(name) else { return self.base.open(name) };
        let mut values = self.base.values(name)?;
        for change in changes {
            change.add(&mut values)?;
        }
        Ok(Box::new(values))
    }
}
