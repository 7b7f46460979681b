//! The U-Net's modules in the original code (`ldm/modules/diffusionmodules/openaimodel.py`).
//!
//! There the blocks are numbered through: `input_blocks.0` is the first convolution, then each
//! level has its layers and, but for the last, a halving. `output_blocks` goes back up, one layer
//! more a level, the doubling inside the level's last block.

use super::{Modules, count};

const ENDS: [(&str, &str); 8] = [
    ("time_embed.0", "time_embedding.linear_1"),
    ("time_embed.2", "time_embedding.linear_2"),
    ("label_emb.0.0", "add_embedding.linear_1"),
    ("label_emb.0.2", "add_embedding.linear_2"),
    ("input_blocks.0.0", "conv_in"),
    ("middle_block.1", "mid_block.attentions.0"),
    ("out.0", "conv_norm_out"),
    ("out.2", "conv_out"),
];

const RESNET: [(&str, &str); 6] = [
    ("in_layers.0", "norm1"),
    ("in_layers.2", "conv1"),
    ("emb_layers.1", "time_emb_proj"),
    ("out_layers.0", "norm2"),
    ("out_layers.3", "conv2"),
    ("skip_connection", "conv_shortcut"),
];

/// How many levels a U-Net has, and layers in each on the way down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sd::files) struct Levels {
    pub(in crate::sd::files) levels: usize,
    pub(in crate::sd::files) layers: usize,
}

impl Levels {
    /// As the original code's names tell; those of diffusers need no rules.
    pub(super) fn seen(names: &[&str]) -> Self {
        let halves = |&block: &usize| {
            let halving = format!("input_blocks.{block}.0.op.weight");
            names.contains(&&*halving)
        };
        let blocks = count(names, "input_blocks.");
        let halvings: Vec<usize> = (1..blocks).filter(halves).collect();
        let first = halvings.first().copied().unwrap_or(blocks);
        Self { levels: halvings.len() + 1, layers: first.saturating_sub(1) }
    }
}

/// The modules of a U-Net.
pub(in crate::sd::files) fn unet(Levels { levels, layers }: Levels) -> Modules {
    let mut modules = Modules::default();
    for (theirs, ours) in ENDS {
        modules.add(theirs, ours);
    }
    for i in [0, 1] {
        let [theirs, ours] = [format!("middle_block.{}", 2 * i), format!("mid_block.resnets.{i}")];
        modules.add_below(&theirs, &ours, &RESNET);
    }
    for level in 0..levels {
        let first = level * (layers + 1);
        for layer in 0..layers {
            let theirs = format!("input_blocks.{}", 1 + first + layer);
            step(&mut modules, &theirs, &format!("down_blocks.{level}"), layer);
        }
        let halving = format!("input_blocks.{}.0.op", first + layers + 1);
        modules.add(halving, format!("down_blocks.{level}.downsamplers.0.conv"));
        for layer in 0..=layers {
            let theirs = format!("output_blocks.{}", first + layer);
            step(&mut modules, &theirs, &format!("up_blocks.{level}"), layer);
        }
        // Behind the transformer where the level has one, and else in its place.
        for place in [1, 2] {
            let doubling = format!("output_blocks.{}.{place}.conv", first + layers);
            modules.add(doubling, format!("up_blocks.{level}.upsamplers.0.conv"));
        }
    }
    modules
}

/// A residual block and, where there is one, its transformer.
fn step(modules: &mut Modules, theirs: &str, ours: &str, layer: usize) {
    modules.add_below(&format!("{theirs}.0"), &format!("{ours}.resnets.{layer}"), &RESNET);
    modules.add(format!("{theirs}.1"), format!("{ours}.attentions.{layer}"));
}
