//! The small network that training is measured on; `tests/peers/small.py` describes it.

use std::path::Path;

use anyhow::Result;
use burn::tensor::{Device, Tensor};
use qingyun_models::layers::{Conv, GroupNorm};
use qingyun_models::layout::channels_last;
use qingyun_models::ops::{Norm, Precision};
use qingyun_models::optimiser::{Optimiser, Settings};
use qingyun_models::params::Scope;
use qingyun_models::{Params, Result as ModelResult};

use super::ours::{tensor, tensors, values};

const NORM: Norm = Norm { groups: 32, eps: 1e-5, silu: true };

struct Block {
    norm1: GroupNorm,
    conv1: Conv,
    norm2: GroupNorm,
    conv2: Conv,
    skip: Option<Conv>,
}

impl Block {
    fn new(scope: &Scope<'_>, inputs: usize, outputs: usize) -> ModelResult<Self> {
        let skip = (inputs != outputs).then(|| Conv::new(&scope.at("skip"), 1, inputs, outputs));
        Ok(Self {
            norm1: GroupNorm::with(&scope.at("norm1"), inputs, NORM)?,
            conv1: Conv::new(&scope.at("conv1"), 3, inputs, outputs)?,
            norm2: GroupNorm::with(&scope.at("norm2"), outputs, NORM)?,
            conv2: Conv::new(&scope.at("conv2"), 3, outputs, outputs)?,
            skip: skip.transpose()?,
        })
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let h = self.conv1.forward(self.norm1.forward(x.clone()));
        let base = match &self.skip {
            Some(skip) => skip.forward(x),
            None => x,
        };
        self.conv2.forward_onto(base, self.norm2.forward(h))
    }
}

fn blocks(scope: &Scope<'_>, widths: &[usize]) -> ModelResult<Vec<Block>> {
    let block = |(i, pair): (usize, &[usize])| {
        Block::new(&scope.at(format_args!("block.{i}")), pair[0], pair[1])
    };
    widths.windows(2).enumerate().map(block).collect()
}

struct Small {
    input: Conv,
    down: [(Vec<Block>, Conv); 2],
    middle: Vec<Block>,
    up: [(Conv, Vec<Block>); 2],
    norm: GroupNorm,
    output: Conv,
}

impl Small {
    fn new(root: &Scope<'_>) -> ModelResult<Self> {
        let down = |i: usize, widths: &[usize], last| -> ModelResult<_> {
            let scope = root.at(format_args!("down.{i}"));
            Ok((blocks(&scope, widths)?, Conv::down(&scope.at("conv"), last, last)?))
        };
        let up = |i: usize, [inputs, outputs]: [usize; 2], widths: &[usize]| -> ModelResult<_> {
            let scope = root.at(format_args!("up.{i}"));
            Ok((Conv::new(&scope.at("conv"), 3, inputs, outputs)?, blocks(&scope, widths)?))
        };
        Ok(Self {
            input: Conv::new(&root.at("conv_in"), 3, 3, 64)?,
            down: [down(0, &[64, 64, 64], 64)?, down(1, &[64, 128, 128], 128)?],
            middle: blocks(&root.at("mid"), &[128, 256, 256])?,
            up: [up(0, [256, 128], &[256, 128, 128])?, up(1, [128, 64], &[128, 64])?],
            norm: GroupNorm::with(&root.at("norm_out"), 64, NORM)?,
            output: Conv::new(&root.at("conv_out"), 3, 64, 3)?,
        })
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let through = |blocks: &[Block], x| blocks.iter().fold(x, |x, block| block.forward(x));
        let mut x = self.input.forward(x);
        let mut kept = Vec::new();
        for (blocks, halve) in &self.down {
            x = through(blocks, x);
            kept.push(x.clone());
            x = halve.forward(x);
        }
        x = through(&self.middle, x);
        for (double, blocks) in &self.up {
            let beside = [Some(double.forward_doubled(x)), kept.pop()];
            x = through(blocks, Tensor::cat(beside.into_iter().flatten().collect(), 3));
        }
        self.output.forward(self.norm.forward(x))
    }
}

/// The network with its optimiser and its one batch.
pub(super) struct Trainer {
    params: Params,
    optimiser: Optimiser,
    input: Tensor<4>,
    target: Tensor<4>,
    /// PyTorch's losses before its first steps, those not yet met.
    losses: std::vec::IntoIter<f32>,
}

impl Trainer {
    pub(super) fn open(folder: &Path, precision: Precision) -> Result<Self> {
        let batch = tensors(&folder.join("batch.safetensors"))?;
        let params = Params::new(1, &Device::flex().autodiff()).with_precision(precision);
        Small::new(&params.root())?;
        load(&params, &folder.join("model.safetensors"))?;
        let settings = Settings { beta2: 0.999, clip: f64::INFINITY, ..Settings::default() };
        Ok(Self {
            optimiser: Optimiser::new(&params, settings),
            params,
            input: channels_last(tensor(&batch, "input")?),
            target: channels_last(tensor(&batch, "target")?),
            losses: values(&batch, "losses")?.to_vec().into_iter(),
        })
    }

    /// One step; gives how far the loss is from PyTorch's in the first steps.
    pub(super) fn step(&mut self) -> Result<f64> {
        let network = Small::new(&self.params.root())?;
        let found = network.forward(Tensor::from_inner(self.input.clone()));
        let error = found - Tensor::from_inner(self.target.clone());
        let loss = (error.clone() * error).mean();
        let grads = loss.backward();
        self.optimiser.step(&self.params, &mut [grads], 1e-4);
        let loss = loss.into_data().iter::<f32>().next().unwrap_or(f32::NAN);
        Ok(self.losses.next().map_or(0.0, |theirs| f64::from((loss - theirs).abs())))
    }
}

/// Puts a file's tensors, in PyTorch's layout, in the place of those that the network asked for.
fn load(params: &Params, path: &Path) -> Result<()> {
    let file = Params::open(path, &Device::flex())?;
    for (name, mut entry) in params.entries() {
        let shape: Vec<usize> = entry.shape.clone();
        entry.value = match shape[..] {
            [a] => file.root().get(&name, [a], FROM_FILE)?,
            [a, b] => file.root().get(&name, [a, b], FROM_FILE)?.reshape([a * b]),
            [a, b, c, d] => {
                file.root().get(&name, [a, b, c, d], FROM_FILE)?.reshape([a * b * c * d])
            }
            _ => continue,
        };
        entry.value = Tensor::from_inner(entry.value);
        params.set(&name, entry);
    }
    Ok(())
}

const FROM_FILE: qingyun_models::params::Init = qingyun_models::params::Init::Zeros;
