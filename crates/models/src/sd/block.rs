//! The U-Net's blocks: one level, on the way down, in the middle or on the way up.

use burn::tensor::Tensor;

use super::config::{BlockKind, UnetConfig};
use super::resnet::Resnet;
use super::time::Time;
use super::transformer::{Sizes, Transformer};
use crate::layers::Conv;
use crate::ops::Norm;
use crate::params::Scope;
use crate::{Result, ops};

/// What the blocks are computed under.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// The time step, `[batch, time]`.
    pub(super) time: Tensor<2>,
    /// The context as rows, `[batch·tokens, context]`.
    pub(super) context: Tensor<2>,
    /// How many are asked. A picture that is the same for all of them is one until they first look
    /// at the context.
    pub(super) batch: usize,
}

impl Condition {
    /// The time steps of so many pictures.
    fn time_of(&self, pictures: usize) -> Tensor<2> {
        self.time.clone().narrow(0, 0, pictures)
    }

    /// `x` of so many `pictures`, one after the other, once for each that is asked.
    pub(super) fn each<const D: usize>(&self, x: Tensor<D>, pictures: usize) -> Tensor<D> {
        if pictures == self.batch { x } else { Tensor::cat(vec![x; self.batch], 0) }
    }

    /// The same for pictures `[pictures, height, width, channels]`.
    pub(super) fn each_picture(&self, x: Tensor<4>) -> Tensor<4> {
        let pictures = x.dims()[0];
        self.each(x, pictures)
    }
}

/// What a block's steps have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level<'a> {
    pub(super) config: &'a UnetConfig,
    /// 0 at the full size.
    pub(super) index: usize,
    pub(super) kind: BlockKind,
}

impl Level<'_> {
    fn channels(&self) -> usize {
        self.config.block_out_channels[self.index]
    }

    fn resnet(&self, block: &Scope<'_>, i: usize, inputs: usize) -> Result<Resnet> {
        let UnetConfig { norm_num_groups: groups, norm_eps: eps, .. } = *self.config;
        let scope = block.at(format_args!("resnets.{i}"));
        let time = Some(Time::channels(self.config));
        Resnet::new(&scope, [inputs, self.channels()], time, Norm { groups, eps, silu: true })
    }

    fn transformer(&self, block: &Scope<'_>, i: usize) -> Result<Option<Transformer>> {
        let sizes = Sizes {
            channels: self.channels(),
            context: self.config.cross_attention_dim,
            heads: self.config.attention_head_dim.at(self.index),
            layers: self.config.transformer_layers_per_block.at(self.index),
            groups: self.config.norm_num_groups,
        };
        (self.kind == BlockKind::Attending)
            .then(|| Transformer::new(&block.at(format_args!("attentions.{i}")), sizes))
            .transpose()
    }

    fn step(&self, block: &Scope<'_>, i: usize, inputs: usize) -> Result<Step> {
        Ok(Step {
            resnet: self.resnet(block, i, inputs)?,
            transformer: self.transformer(block, i)?,
        })
    }
}

/// A residual block and, where the level attends, a transformer.
#[derive(Clone, Debug)]
struct Step {
    resnet: Resnet,
    transformer: Option<Transformer>,
}

impl Step {
    fn forward(&self, x: Tensor<4>, condition: &Condition) -> Tensor<4> {
        let time = condition.time_of(x.dims()[0]);
        let x = self.resnet.forward(x, Some(&time));
        match &self.transformer {
            Some(transformer) => transformer.forward(x, condition),
            None => x,
        }
    }
}

/// A level on the way down: what each step gives is kept, and so is what the last halving gives.
#[derive(Clone, Debug)]
pub(super) struct Down {
    steps: Vec<Step>,
    halve: Option<Conv>,
}

impl Down {
    /// `skips` are the channels of what has been kept so far.
    pub(super) fn new(scope: &Scope<'_>, level: Level<'_>, skips: &mut Vec<usize>) -> Result<Self> {
        let channels = level.channels();
        let mut steps = Vec::new();
        for i in 0..level.config.layers_per_block {
            let inputs = skips.last().copied().unwrap_or(channels);
            steps.push(level.step(scope, i, inputs)?);
            skips.push(channels);
        }
        let last = level.index + 1 == level.config.block_out_channels.len();
        let halve = (!last)
            .then(|| Conv::down(&scope.at("downsamplers.0.conv"), channels, channels))
            .transpose()?;
        skips.extend(halve.is_some().then_some(channels));
        Ok(Self { steps, halve })
    }

    /// `x` `[batch, height, width, channels]`, of half the height and width after a halving.
    pub(super) fn forward(
        &self,
        mut x: Tensor<4>,
        condition: &Condition,
        skips: &mut Vec<Tensor<4>>,
    ) -> Tensor<4> {
        for step in &self.steps {
            x = step.forward(x, condition);
            skips.push(x.clone());
        }
        if let Some(halve) = &self.halve {
            x = halve.forward(x);
            skips.push(x.clone());
        }
        x
    }
}

/// The level between: a step and a residual block.
#[derive(Clone, Debug)]
pub(super) struct Middle {
    step: Step,
    resnet: Resnet,
}

impl Middle {
    pub(super) fn new(scope: &Scope<'_>, level: Level<'_>) -> Result<Self> {
        let channels = level.channels();
        Ok(Self {
            step: level.step(scope, 0, channels)?,
            resnet: level.resnet(scope, 1, channels)?,
        })
    }

    /// `x` `[batch, height, width, channels]`.
    pub(super) fn forward(&self, x: Tensor<4>, condition: &Condition) -> Tensor<4> {
        let x = self.step.forward(x, condition);
        let time = condition.time_of(x.dims()[0]);
        self.resnet.forward(x, Some(&time))
    }
}

/// A level on the way up: before each step, what was kept is put beside what has come.
#[derive(Clone, Debug)]
pub(super) struct Up {
    steps: Vec<Step>,
    double: Option<Conv>,
}

impl Up {
    /// `inputs` channels come from below; `skips` are the channels of what is still kept.
    pub(super) fn new(
        scope: &Scope<'_>,
        level: Level<'_>,
        inputs: usize,
        skips: &mut Vec<usize>,
    ) -> Result<Self> {
        let channels = level.channels();
        let mut steps = Vec::new();
        for i in 0..=level.config.layers_per_block {
            let inputs = if i == 0 { inputs } else { channels };
            steps.push(level.step(scope, i, inputs + skips.pop().unwrap_or(0))?);
        }
        let double = (level.index > 0)
            .then(|| Conv::new(&scope.at("upsamplers.0.conv"), 3, channels, channels))
            .transpose()?;
        Ok(Self { steps, double })
    }

    /// `x` `[batch, height, width, inputs]`, of the height and width of what was kept above after a
    /// doubling.
    pub(super) fn forward(
        &self,
        mut x: Tensor<4>,
        condition: &Condition,
        skips: &mut Vec<Tensor<4>>,
    ) -> Tensor<4> {
        for step in &self.steps {
            if let Some(skip) = skips.pop() {
                x = ops::join(x, skip);
            }
            x = step.forward(x, condition);
        }
        match &self.double {
            Some(double) => {
                let [_, rows, columns, _] = x.dims();
                let above = skips.last().map(|skip| skip.dims());
                let size =
                    above.map_or([2 * rows, 2 * columns], |[_, rows, columns, _]| [rows, columns]);
                double.forward_doubled_to(x, size)
            }
            None => x,
        }
    }
}
