//! Attention over rows.

use burn::tensor::Tensor;

use crate::layers::Linear;
use crate::params::Scope;
use crate::{Result, ops};

/// Multi-head attention (Vaswani et al. 2017) with diffusers' names.
#[derive(Clone, Debug)]
pub(super) struct Attention {
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    heads: usize,
}

impl Attention {
    /// Attention of `channels` over a context of `context` numbers a token, in `heads` heads; only
    /// the last layer has a bias.
    pub(super) fn new(
        scope: &Scope<'_>,
        channels: usize,
        context: usize,
        heads: usize,
    ) -> Result<Self> {
        let linear = |name, inputs| Linear::unbiased(&scope.at(name), inputs, channels);
        Ok(Self {
            query: linear("to_q", channels)?,
            key: linear("to_k", context)?,
            value: linear("to_v", context)?,
            out: Linear::new(&scope.at("to_out.0"), channels, channels)?,
            heads,
        })
    }

    /// Attention of `channels` in one head; all layers have a bias.
    pub(super) fn biased(scope: &Scope<'_>, channels: usize) -> Result<Self> {
        let linear = |name| Linear::new(&scope.at(name), channels, channels);
        Ok(Self {
            query: linear("to_q")?,
            key: linear("to_k")?,
            value: linear("to_v")?,
            out: linear("to_out.0")?,
            heads: 1,
        })
    }

    /// What the rows `x` `[batch·positions, channels]` find in the rows `context`
    /// `[batch·tokens, context]`, added to `base`, which has the shape of `x`.
    pub(super) fn forward_onto(
        &self,
        base: Tensor<2>,
        x: Tensor<2>,
        context: Tensor<2>,
        batch: usize,
    ) -> Tensor<2> {
        let shape = x.dims();
        let query = apart(self.query.forward(x), batch);
        let key = apart(self.key.forward(context.clone()), batch);
        let value = apart(self.value.forward(context), batch);
        let mixed = ops::attention(query, key, value, self.heads, self.out.precision());
        self.out.forward_onto(base, mixed.reshape(shape))
    }
}

/// Rows as `[batch, rows of each, channels]`.
pub(super) fn apart(rows: Tensor<2>, batch: usize) -> Tensor<3> {
    let [count, channels] = rows.dims();
    rows.reshape([batch, count / batch.max(1), channels])
}

/// A picture `[batch, height, width, channels]` as rows, `[batch·height·width, channels]`.
pub(super) fn rows(x: Tensor<4>) -> Tensor<2> {
    let [batch, height, width, channels] = x.dims();
    x.reshape([batch * height * width, channels])
}
