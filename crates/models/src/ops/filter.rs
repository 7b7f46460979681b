//! The weights of a convolution or linear layer, as tensors that learn or packed for painting.

use std::sync::Arc;

use burn::tensor::{Device, Tensor};
use qingyun_kernels::Precision;

use super::only_paints;

/// Weights in the order in which the kernels read them.
#[derive(Clone, Debug)]
pub struct Packed(pub(super) Arc<qingyun_kernels::Filter>);

/// What a filter's weights are kept as.
#[derive(Clone, Debug)]
pub(super) enum Weight {
    Learned(Box<Tensor<4>>),
    Packed(Packed),
}

/// Weights `[rows, columns, in, out]`, and the numbers in which they are multiplied.
#[derive(Clone, Debug)]
pub struct Filter {
    weight: Weight,
    precision: Precision,
}

impl Filter {
    /// The filter of some weights: packed once where our kernels only paint, and else as they are.
    /// Where they paint with fewer products, those are of `points`.
    pub fn new(weight: Tensor<4>, precision: Precision, points: Precision) -> Self {
        let device: Device = weight.device();
        let shape = weight.dims();
        let weight = if only_paints(&device) && !shape.contains(&0) {
            let values: Vec<f32> = weight.into_data().iter::<f32>().collect();
            let filter = qingyun_kernels::Filter::new(&values, shape, precision);
            Weight::Packed(Packed(Arc::new(filter.with_points(points))))
        } else {
            Weight::Learned(Box::new(weight))
        };
        Self { weight, precision }
    }

    /// The filter of weights that were packed as they were read.
    pub(crate) fn read(filter: qingyun_kernels::Filter) -> Self {
        let precision = filter.precision();
        Self { weight: Weight::Packed(Packed(Arc::new(filter))), precision }
    }

    pub(super) fn weight(&self) -> &Weight {
        &self.weight
    }

    /// The packed weights, where our kernels only paint.
    pub(crate) fn painted(&self) -> Option<&Packed> {
        match &self.weight {
            Weight::Packed(packed) => Some(packed),
            Weight::Learned(_) => None,
        }
    }

    /// The same as the kernels read them.
    pub(crate) fn packed(&self) -> Option<&Arc<qingyun_kernels::Filter>> {
        self.painted().map(|Packed(filter)| filter)
    }

    /// The numbers in which it is multiplied.
    pub fn precision(&self) -> Precision {
        self.precision
    }
}
