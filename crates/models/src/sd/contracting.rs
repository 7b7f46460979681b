//! The contracting path of the U-Net (Ronneberger et al. 2015, section 2), which a ControlNet has
//! too: the first convolution, the levels on the way down, and the one between.

use burn::tensor::Tensor;

use super::block::{Condition, Down, Level, Middle};
use super::config::BlockKind;
use super::time::Time;
use super::{Added, UnetConfig};
use crate::input::{exactly, given};
use crate::layers::Conv;
use crate::params::Scope;
use crate::{Result, Wanted};

/// What both networks are asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// 0 to 999, one a picture.
    pub(super) timesteps: &'a [f64],
    /// `[batch, tokens, cross_attention_dim]`.
    pub(super) context: &'a Tensor<3>,
    /// Where the config has a [`UnetConfig::pooled_width`].
    pub(super) added: Option<&'a Added>,
}

impl Asked<'_> {
    /// Whether the blocks see no difference between what is asked but in the context.
    fn at_one_time(&self) -> bool {
        self.added.is_none() && self.timesteps.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// What comes out of the path.
pub(super) struct Contracted {
    /// What the blocks were computed under.
    pub(super) condition: Condition,
    /// What each block kept, from the full size down.
    pub(super) skips: Vec<Tensor<4>>,
    /// What the level between gives.
    pub(super) x: Tensor<4>,
}

/// The path.
#[derive(Clone, Debug)]
pub(super) struct Contracting {
    config: UnetConfig,
    time: Time,
    input: Conv,
    down: Vec<Down>,
    middle: Middle,
}

impl Contracting {
    /// The path, and the channels of what it keeps.
    pub(super) fn new(scope: &Scope<'_>, config: &UnetConfig) -> Result<(Self, Vec<usize>)> {
        let levels = config.block_out_channels.len();
        let full = config.block_out_channels[0];
        let mut skips = vec![full];
        let path = Self {
            config: config.clone(),
            time: Time::new(scope, config)?,
            input: Conv::new(&scope.at("conv_in"), 3, config.in_channels, full)?,
            down: down(scope, config, &mut skips)?,
            middle: Middle::new(
                &scope.at("mid_block"),
                Level { config, index: levels - 1, kind: BlockKind::Attending },
            )?,
        };
        Ok((path, skips))
    }

    /// The network's sizes.
    pub(super) fn config(&self) -> &UnetConfig {
        &self.config
    }

    /// The path for latents `x` `[batch, height, width, in_channels]`, or `[1, …]` for all that is
    /// asked; `hint`, of the shape of what the first convolution gives, is added to that.
    ///
    /// # Errors
    /// [`crate::Error::Input`] for what does not fit the config or the number of pictures.
    pub(super) fn forward(
        &self,
        x: Tensor<4>,
        hint: Option<Tensor<4>>,
        asked: Asked<'_>,
    ) -> Result<Contracted> {
        self.check(x.dims(), asked)?;
        let [batch, tokens, numbers] = asked.context.dims();
        let condition = Condition {
            time: self.time.forward(asked.timesteps, asked.added, &x.device()),
            context: asked.context.clone().reshape([batch * tokens, numbers]),
            batch,
        };
        let mut x = self.input.forward(x);
        if let Some(hint) = hint {
            x = x + hint;
        }
        if !asked.at_one_time() {
            x = condition.each_picture(x);
        }
        let mut skips = vec![x.clone()];
        for down in &self.down {
            x = down.forward(x, &condition, &mut skips);
        }
        let x = condition.each_picture(self.middle.forward(x, &condition));
        let skips = skips.into_iter().map(|skip| condition.each_picture(skip)).collect();
        Ok(Contracted { condition, skips, x })
    }

    fn check(&self, [batch, height, width, channels]: [usize; 4], asked: Asked<'_>) -> Result<()> {
        let [texts, _, numbers] = asked.context.dims();
        let batch = if batch == 1 { texts } else { batch };
        for (name, side) in [("height", height), ("width", width)] {
            given(side > 0, name, side, Wanted::AtLeast(1))?;
        }
        exactly("channels", channels, self.config.in_channels)?;
        exactly("timesteps", asked.timesteps.len(), batch)?;
        exactly("texts", texts, batch)?;
        exactly("context", numbers, self.config.cross_attention_dim)?;
        let [rows, pooled] = asked.added.map_or([batch, 0], |added| added.pooled.dims());
        exactly("pooled", pooled, self.config.pooled_width().unwrap_or(0))?;
        exactly("pooled_texts", rows, batch)?;
        exactly("sizes", asked.added.map_or(batch, |added| added.sizes.len()), batch)
    }
}

fn down(scope: &Scope<'_>, config: &UnetConfig, skips: &mut Vec<usize>) -> Result<Vec<Down>> {
    let block = |(index, &kind): (usize, &BlockKind)| {
        let scope = scope.at(format_args!("down_blocks.{index}"));
        Down::new(&scope, Level { config, index, kind }, skips)
    };
    config.down_block_types.iter().enumerate().map(block).collect()
}
