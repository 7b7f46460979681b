//! Rows of numbers that are looked up.

use std::sync::Arc;

use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::Result;
use crate::params::{Init, Scope};
use crate::torch::StoredRows;

/// The spread with which a table starts (Devlin et al. 2018's released code).
const SPREAD: f32 = 0.02;

/// A table `[rows, hidden]`.
#[derive(Clone, Debug)]
pub(crate) enum Table {
    /// One that learns, or is not on the CPU.
    Tensor(Box<Tensor<2>>),
    /// One that stays as its file has it.
    Stored(Arc<StoredRows>),
}

impl Table {
    pub(crate) fn new(scope: &Scope<'_>, shape @ [rows, hidden]: [usize; 2]) -> Result<Self> {
        if let Some(stored) = scope.stored_rows("weight", shape)? {
            return Ok(Self::Stored(Arc::new(stored)));
        }
        // Three axes: the rows of a table lie in a file as they are asked for, those of a product
        // do not.
        let table: Tensor<3> = scope.get("weight", [1, rows, hidden], Init::Normal(SPREAD))?;
        Ok(Self::Tensor(Box::new(table.reshape(shape))))
    }

    /// The rows at some places, `[places, hidden]`.
    pub(crate) fn rows(&self, places: &[usize], device: &Device) -> Result<Tensor<2>> {
        match self {
            Self::Tensor(table) => Ok(table.as_ref().clone().select(0, indices(places, device))),
            Self::Stored(table) => {
                let rows = table.rows(places)?;
                let shape = [places.len(), rows.len() / places.len().max(1)];
                Ok(Tensor::from_data(TensorData::new(rows, shape), device))
            }
        }
    }
}

/// Places as a tensor.
pub(crate) fn indices(places: &[usize], device: &Device) -> Tensor<1, Int> {
    let places: Vec<i32> = places.iter().map(|&place| place as i32).collect();
    let count = places.len();
    Tensor::from_data(TensorData::new(places, [count]), device)
}
