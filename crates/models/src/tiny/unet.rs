//! The U-Net (Ronneberger et al. 2015; Ho et al. 2020), with attention over what is asked
//! (Rombach et al. 2022).

use burn::tensor::activation::silu;
use burn::tensor::{Tensor, TensorData};

use super::encoder::Asked;
use super::{Batch, Config, Encoder};
use crate::layers::{Attention, Conv, GroupNorm, Linear, Residual, sinusoids};
use crate::params::Scope;
use crate::{Result, ops};

/// Waves of the time step.
const TIME_WAVES: usize = 32;

/// A block at one size: residual, then attention to what is asked and, where small, to itself.
#[derive(Clone, Debug)]
struct Block {
    residual: Residual,
    itself: Option<Attention>,
    asked: Option<Attention>,
}

/// Which attention a block has.
#[derive(Clone, Copy)]
enum Looks {
    Nowhere,
    AtAsked,
    Everywhere,
}

impl Block {
    fn new(
        scope: &Scope<'_>,
        inputs: usize,
        outputs: usize,
        config: &Config,
        looks: Looks,
    ) -> Result<Self> {
        let attention =
            |name: &str, context| Attention::new(&scope.at(name), outputs, context, config.heads);
        let itself = matches!(looks, Looks::Everywhere);
        let asked = !matches!(looks, Looks::Nowhere);
        Ok(Self {
            residual: Residual::new(&scope.at("residual"), inputs, outputs, config.token)?,
            itself: itself.then(|| attention("self_attention", outputs)).transpose()?,
            asked: asked.then(|| attention("cross_attention", config.token)).transpose()?,
        })
    }

    fn forward(&self, x: Tensor<4>, condition: &Tensor<2>, tokens: &Tensor<3>) -> Tensor<4> {
        let mut x = self.residual.forward(x, condition.clone());
        if let Some(attention) = &self.itself {
            x = attention.to_itself(x);
        }
        if let Some(attention) = &self.asked {
            x = attention.to(x, tokens.clone());
        }
        x
    }
}

/// The network: noisy latents, a time step and scenes to a prediction.
#[derive(Clone, Debug)]
pub struct Unet {
    encoder: Encoder,
    time: [Linear; 2],
    input: Conv,
    down: [Block; 3],
    halve: [Conv; 2],
    middle: [Block; 2],
    up: [Block; 3],
    double: [Conv; 2],
    norm: GroupNorm,
    output: Conv,
}

impl Unet {
    /// The network.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, config: &Config) -> Result<Self> {
        let [full, half, quarter] = config.channels;
        let latent = config.latent_channels;
        let block = |name: &str, inputs, outputs, looks| {
            Block::new(&scope.at(name), inputs, outputs, config, looks)
        };
        let time = |name: &str, inputs| Linear::new(&scope.at(name), inputs, config.token);
        use Looks::{AtAsked, Everywhere, Nowhere};
        Ok(Self {
            encoder: Encoder::new(&scope.at("encoder"), config)?,
            time: [time("time.0", 2 * TIME_WAVES)?, time("time.1", config.token)?],
            input: Conv::new(&scope.at("input"), 3, latent + Encoder::maps(config), full)?,
            down: [
                block("down.0", full, full, Nowhere)?,
                block("down.1", half, half, AtAsked)?,
                block("down.2", quarter, quarter, Everywhere)?,
            ],
            halve: [
                Conv::down(&scope.at("halve.0"), full, half)?,
                Conv::down(&scope.at("halve.1"), half, quarter)?,
            ],
            middle: [
                block("middle.0", quarter, quarter, Everywhere)?,
                block("middle.1", quarter, quarter, Nowhere)?,
            ],
            up: [
                block("up.0", 2 * full, full, Nowhere)?,
                block("up.1", 2 * half, half, AtAsked)?,
                block("up.2", 2 * quarter, quarter, Everywhere)?,
            ],
            double: [
                Conv::new(&scope.at("double.0"), 3, half, full)?,
                Conv::new(&scope.at("double.1"), 3, quarter, half)?,
            ],
            norm: GroupNorm::new(&scope.at("norm"), full, true)?,
            output: Conv::zero(&scope.at("output"), 3, full, latent)?,
        })
    }

    /// The prediction for latents `x` `[batch, height, width, latent]` (height and width
    /// multiples of 4) at `timesteps` (0 to 999, one a scene).
    pub fn forward(&self, x: Tensor<4>, timesteps: &[f64], scenes: &Batch) -> Tensor<4> {
        let Asked { tokens, condition, maps } = self.encoder.forward(scenes);
        let condition = silu(condition + self.embed(timesteps, &x));
        let through = |block: &Block, x| block.forward(x, &condition, &tokens);

        let full = through(&self.down[0], self.input.forward(ops::join(x, maps)));
        let half = through(&self.down[1], self.halve[0].forward(full.clone()));
        let quarter = through(&self.down[2], self.halve[1].forward(half.clone()));
        let x = through(&self.middle[1], through(&self.middle[0], quarter.clone()));
        let x = through(&self.up[2], ops::join(x, quarter));
        let x = self.double[1].forward_doubled(x);
        let x = through(&self.up[1], ops::join(x, half));
        let x = self.double[0].forward_doubled(x);
        let x = through(&self.up[0], ops::join(x, full));
        self.output.forward(self.norm.forward(x))
    }

    /// The time steps as a condition, `[batch, token]`.
    fn embed(&self, timesteps: &[f64], like: &Tensor<4>) -> Tensor<2> {
        let waves = timesteps.iter().flat_map(|&t| sinusoids(t, TIME_WAVES, 1e4));
        let waves = TensorData::new(waves.collect::<Vec<_>>(), [timesteps.len(), 2 * TIME_WAVES]);
        let h = self.time[0].forward(Tensor::from_data(waves, &like.device()));
        self.time[1].forward(silu(h))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::params::{Entry, Params};
    use crate::random::Random;
    use crate::{Error, Scene, Token};
    use burn::tensor::Device;

    fn config() -> Config {
        let (tags, styles, channels) = (5, 2, [16, 16, 32]);
        Config { tags, styles, latent_channels: 3, channels, canvas: 4, token: 32, heads: 2 }
    }

    fn scene(tag: usize) -> Scene {
        let token = Token { tag, style: 1, place: [0.4, 0.6], size: 0.5, colour: None };
        Scene { tokens: vec![token], background: Some([0.5, 0.1, -0.1]) }
    }

    /// A network in which nothing is zero, as after training.
    fn params() -> Params {
        let params = Params::new(1, &Device::flex());
        Unet::new(&params.root(), &config()).unwrap();
        for (name, entry) in params.entries() {
            let values = Random::named(2, &name).normals(entry.shape.iter().product());
            let values = values.into_iter().map(|v| v * 0.1).collect();
            params.set(&name, Entry::new(entry.shape, values, &Device::flex()));
        }
        params
    }

    fn predict(scenes: &[Scene]) -> Vec<Vec<f32>> {
        let params = params();
        let network = Unet::new(&params.root(), &config()).unwrap();
        let asked = Batch::new(scenes, [8, 8], &config(), &Device::flex()).unwrap();
        let x = Random::new(3).normals(8 * 8 * 3).repeat(scenes.len());
        let x = TensorData::new(x, [scenes.len(), 8, 8, 3]);
        let x = Tensor::from_data(x, &Device::flex());
        let y = network.forward(x, &vec![500.0; scenes.len()], &asked);
        let y: Vec<f32> = y.into_data().iter::<f32>().collect();
        y.chunks_exact(8 * 8 * 3).map(<[f32]>::to_vec).collect()
    }

    fn distance(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_picture_does_not_depend_on_its_neighbours() {
        let together = predict(&[scene(1), scene(2), Scene::default()]);
        for (alone, beside) in [scene(1), scene(2), Scene::default()].iter().zip(&together) {
            let alone = predict(std::slice::from_ref(alone));
            assert!(distance(&alone[0], beside) < 1e-4);
        }
    }

    #[test]
    fn what_is_asked_matters() {
        let base = predict(&[scene(1)]).remove(0);
        let mut other = scene(1);
        other.background = Some([0.9, 0.0, 0.0]);
        let mut moved = scene(1);
        moved.tokens[0].place = [0.6, 0.4];
        let mut two = scene(1);
        two.tokens.push(scene(2).tokens.remove(0));
        for scene in [scene(2), other, moved, two, Scene::default()] {
            assert!(distance(&base, &predict(std::slice::from_ref(&scene))[0]) > 1e-3, "{scene:?}");
        }
    }

    #[test]
    fn the_order_of_tokens_does_not_matter() {
        let mut scenes = [scene(1), scene(2)];
        scenes[1].tokens[0].place = [0.7, 0.3];
        let both = [scenes[0].tokens[0].clone(), scenes[1].tokens[0].clone()];
        let there = Scene { tokens: both.to_vec(), background: None };
        let back = Scene { tokens: both.iter().rev().cloned().collect(), background: None };
        assert!(distance(&predict(&[there])[0], &predict(&[back])[0]) < 1e-4);
    }

    #[test]
    fn tags_and_styles_beyond_the_model_are_errors() {
        let wrong = |tag, style| {
            let mut scene = scene(tag);
            scene.tokens[0].style = style;
            Batch::new(&[scene], [8, 8], &config(), &Device::flex()).unwrap_err()
        };
        assert!(matches!(wrong(5, 0), Error::Unknown { what: "tag", index: 5, count: 5 }));
        assert!(matches!(wrong(0, 2), Error::Unknown { what: "style", .. }));
    }
}
