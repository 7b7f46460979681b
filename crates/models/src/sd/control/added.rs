//! What ControlNets add to a U-Net.

use burn::tensor::Tensor;

use crate::Result;
use crate::input::exactly;

/// What is added to what a U-Net keeps on its way down, and to its middle.
#[derive(Clone, Debug)]
pub struct Control {
    skips: Vec<Tensor<4>>,
    middle: Tensor<4>,
}

impl Control {
    pub(super) fn new(skips: Vec<Tensor<4>>, middle: Tensor<4>) -> Self {
        Self { skips, middle }
    }

    /// The tensors, the middle's last.
    #[cfg(test)]
    pub(super) fn all(self) -> Vec<Tensor<4>> {
        self.skips.into_iter().chain([self.middle]).collect()
    }

    /// The same, more or less of it.
    #[must_use]
    pub fn times(self, strength: f64) -> Self {
        if strength == 1.0 {
            return self;
        }
        let scaled = |tensor: Tensor<4>| tensor.mul_scalar(strength);
        Self { skips: self.skips.into_iter().map(scaled).collect(), middle: scaled(self.middle) }
    }

    /// This and what another network of the same sizes adds.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let skips = self.skips.into_iter().zip(other.skips).map(|(a, b)| a + b);
        Self { skips: skips.collect(), middle: self.middle + other.middle }
    }

    /// Adds it; what comes back is the middle.
    ///
    /// # Errors
    /// [`crate::Error::Input`] where the U-Net has other sizes.
    pub(in crate::sd) fn add_to(
        self,
        skips: &mut [Tensor<4>],
        middle: Tensor<4>,
    ) -> Result<Tensor<4>> {
        exactly("control_skips", self.skips.len(), skips.len())?;
        for (skip, control) in skips.iter_mut().zip(self.skips) {
            fits(&control, skip)?;
            *skip = skip.clone() + control;
        }
        fits(&self.middle, &middle)?;
        Ok(middle + self.middle)
    }
}

fn fits(control: &Tensor<4>, unet: &Tensor<4>) -> Result<()> {
    let names = ["control_batch", "control_height", "control_width", "control_channels"];
    let sides = control.dims().into_iter().zip(unet.dims());
    names
        .into_iter()
        .zip(sides)
        .try_for_each(|(name, (found, wanted))| exactly(name, found, wanted))
}
