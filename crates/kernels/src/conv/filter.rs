//! The weights of a convolution, packed once for many uses.

use std::ops::Range;

use super::outputs::Outputs;
use super::winograd::Tiles;
use super::{Beside, Conv2d, method};
use crate::bytes::Bytes;
use crate::panels::{Layout, Panels};
use crate::precision::Precision;
use crate::scratch::Aligned;
use crate::{InstructionSet, instruction_set};

/// The weights of a convolution, or of a matrix product (a 1×1 convolution), in the order in which
/// the kernels read them.
#[derive(Debug)]
pub struct Filter {
    /// `[kernel_h, kernel_w, in_channels, out_channels]`.
    shape: [usize; 4],
    precision: Precision,
    points: Precision,
    set: InstructionSet,
    layout: Layout,
    kept: Kept,
}

/// How the weights are kept.
#[derive(Debug)]
enum Kept {
    Units(Aligned),
    Bytes(Bytes),
}

impl Filter {
    /// Packs `weight` `[kernel_h, kernel_w, in_channels, out_channels]`, all of them at least 1.
    ///
    /// # Panics
    /// When the weights have not the length of the shape, or it is empty.
    #[must_use]
    pub fn new(weight: &[f32], shape: [usize; 4], precision: Precision) -> Self {
        Self::on(instruction_set(), weight, shape, precision)
    }

    /// Packs weights that `read` brings some outputs at a time: asked for a range of outputs, it
    /// writes theirs, `[outputs, in_channels, kernel_h, kernel_w]`. Several threads ask at once, each
    /// for few enough that they stay in its caches.
    ///
    /// # Errors
    /// The first that `read` gives.
    ///
    /// # Panics
    /// When the shape is empty.
    pub fn read<E: Send>(
        shape: [usize; 4],
        precision: Precision,
        read: impl Fn(Range<usize>, &mut [f32]) -> Result<(), E> + Sync,
    ) -> Result<Self, E> {
        Self::read_on(instruction_set(), shape, precision, read)
    }

    pub(crate) fn read_on<E: Send>(
        set: InstructionSet,
        shape: [usize; 4],
        precision: Precision,
        read: impl Fn(Range<usize>, &mut [f32]) -> Result<(), E> + Sync,
    ) -> Result<Self, E> {
        assert!(!shape.contains(&0), "weights of shape {shape:?} are none");
        let [kernel_h, kernel_w, inputs, columns] = shape;
        let outputs = Outputs { inputs, taps: kernel_h * kernel_w, precision };
        let layout = Layout::new(set, outputs.units(), columns);
        let mut packed = Aligned::zeros(layout.units(0));
        outputs.pack(set, layout, read, &mut packed)?;
        Ok(Self {
            shape,
            precision,
            points: Precision::F32,
            set,
            layout,
            kept: Kept::Units(packed),
        })
    }

    pub(crate) fn on(
        set: InstructionSet,
        weight: &[f32],
        shape: [usize; 4],
        precision: Precision,
    ) -> Self {
        assert_eq!(weight.len(), shape.iter().product(), "length of weights of shape {shape:?}");
        assert!(!weight.is_empty(), "weights of shape {shape:?} are none");
        let [kernel_h, kernel_w, in_channels, out_channels] = shape;
        let conv = Conv2d {
            batch: 1,
            height: kernel_h,
            width: kernel_w,
            in_channels,
            out_channels,
            kernel: [kernel_h, kernel_w],
            stride: [1, 1],
            padding: [0, 0],
            zoom: 1,
            precision,
        };
        let blocks = conv.blocks();
        let right = conv.right(weight, &blocks);
        let layout = Layout::new(set, right.inner(), right.columns);
        let mut packed = Aligned::zeros(layout.units(0));
        layout.pack(&right, 0, &mut packed);
        Self { shape, precision, points: Precision::F32, set, layout, kept: Kept::Units(packed) }
    }

    /// The same filter, whose fewer products, where they do, may be of `points`: bf16 numbers there
    /// take half the time of f32 ones and add an error three times that of the direct way.
    #[must_use]
    pub fn with_points(self, points: Precision) -> Self {
        Self { points, ..self }
    }

    /// The same filter with a byte for each weight, where it holds bf16 numbers: each group of 32
    /// weights of an output is rounded to 255 steps of a size of its own, off by 0.5 % of the
    /// weights' deviation. That takes half the memory, and widening them where they are used takes
    /// a little time.
    #[must_use]
    pub fn in_bytes(self) -> Self {
        let tap = self.precision.units(self.shape[2]);
        match self.kept {
            Kept::Units(units) if self.precision == Precision::Bf16 => {
                Self { kept: Kept::Bytes(Bytes::of(self.layout, tap, &units)), ..self }
            }
            kept => Self { kept, ..self },
        }
    }

    /// `[kernel_h, kernel_w, in_channels, out_channels]`.
    #[must_use]
    pub fn shape(&self) -> [usize; 4] {
        self.shape
    }

    /// The numbers that it holds.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Writes the products of the rows of `x` `[rows, in_channels]` with a filter of one pixel, and
    /// what `beside` adds, to `y` `[rows, out_channels]`.
    ///
    /// # Panics
    /// When the filter has more pixels, or a slice has not the length of its shape.
    pub fn multiply(&self, x: &[f32], beside: Beside, y: &mut [f32]) {
        let [kernel_h, kernel_w, in_channels, out_channels] = self.shape;
        let conv = Conv2d {
            batch: 1,
            height: x.len() / in_channels,
            width: 1,
            in_channels,
            out_channels,
            kernel: [kernel_h, kernel_w],
            stride: [1, 1],
            padding: [0, 0],
            zoom: 1,
            precision: self.precision,
        };
        conv.apply(x, self, beside, y);
    }

    pub(super) fn set(&self) -> InstructionSet {
        self.set
    }

    /// The tiles that convolutions with it are cut into.
    pub(super) fn tiles(&self) -> Tiles {
        let points = if self.precision == Precision::Bf16 { self.points } else { Precision::F32 };
        method::painting(points, self.set)
    }

    pub(super) fn panels(&self) -> Panels<'_> {
        match &self.kept {
            Kept::Units(units) => Panels::packed(self.layout, units),
            Kept::Bytes(bytes) => Panels::bytes(self.layout, bytes),
        }
    }

    /// Its units, to be compared.
    #[cfg(test)]
    pub(super) fn bits(&self) -> Vec<u32> {
        match &self.kept {
            Kept::Units(units) => units.iter().map(|unit| unit.to_bits()).collect(),
            Kept::Bytes(_) => Vec::new(),
        }
    }

    pub(super) fn check(&self, conv: &Conv2d) {
        let shape = [conv.kernel[0], conv.kernel[1], conv.in_channels, conv.out_channels];
        assert_eq!((self.shape, self.precision), (shape, conv.precision), "filter of {conv:?}");
    }
}
