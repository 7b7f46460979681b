//! Attention of pixels over pixels, or over what is asked.

use burn::tensor::Tensor;

use super::{GroupNorm, Linear};
use crate::params::Scope;
use crate::{Result, ops};

/// Multi-head attention (Vaswani et al. 2017, eq. 1) as a residual on a picture.
#[derive(Clone, Debug)]
pub struct Attention {
    norm: GroupNorm,
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    heads: usize,
}

impl Attention {
    /// Attention of `channels` over a context of `context` numbers an entry, in `heads` heads.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, channels: usize, context: usize, heads: usize) -> Result<Self> {
        Ok(Self {
            norm: GroupNorm::new(&scope.at("norm"), channels, false)?,
            query: Linear::new(&scope.at("query"), channels, channels)?,
            key: Linear::new(&scope.at("key"), context, channels)?,
            value: Linear::new(&scope.at("value"), context, channels)?,
            out: Linear::zero(&scope.at("out"), channels, channels)?,
            heads,
        })
    }

    /// `x` `[batch, height, width, channels]` attends to itself.
    pub fn to_itself(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, height, width, channels] = x.dims();
        let h = self.norm.forward(x.clone()).reshape([batch, height * width, channels]);
        x + self.attend(h.clone(), h).reshape([batch, height, width, channels])
    }

    /// `x` `[batch, height, width, channels]` attends to `context` `[batch, entries, context]`.
    pub fn to(&self, x: Tensor<4>, context: Tensor<3>) -> Tensor<4> {
        let [batch, height, width, channels] = x.dims();
        let h = self.norm.forward(x.clone()).reshape([batch, height * width, channels]);
        x + self.attend(h, context).reshape([batch, height, width, channels])
    }

    fn attend(&self, x: Tensor<3>, context: Tensor<3>) -> Tensor<3> {
        let [batch, positions, channels] = x.dims();
        let query = project(&self.query, x);
        let key = project(&self.key, context.clone());
        let value = project(&self.value, context);
        let mixed = ops::attention(query, key, value, self.heads, self.out.precision());
        let out = self.out.forward(mixed.reshape([batch * positions, channels]));
        out.reshape([batch, positions, channels])
    }
}

/// The product with every entry, `[batch, entries, in]` to `[batch, entries, out]`.
fn project(linear: &Linear, x: Tensor<3>) -> Tensor<3> {
    let [batch, entries, inputs] = x.dims();
    let rows = linear.forward(x.reshape([batch * entries, inputs]));
    let outputs = rows.dims()[1];
    rows.reshape([batch, entries, outputs])
}
