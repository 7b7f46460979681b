//! The autoencoder's modules in the original code (`ldm/modules/diffusionmodules/model.py`), and in
//! diffusers' files of before 2023.

use super::{Modules, count};
use crate::sd::config::MOST_LEVELS;

/// Of the attention between two residual blocks, in the original code.
const ATTENTION: [(&str, &str); 5] =
    [("norm", "group_norm"), ("q", "to_q"), ("k", "to_k"), ("v", "to_v"), ("proj_out", "to_out.0")];

/// The same in older files of diffusers.
const OLDER: [(&str, &str); 4] =
    [("query", "to_q"), ("key", "to_k"), ("value", "to_v"), ("proj_attn", "to_out.0")];

/// The modules of an autoencoder whose tensors have these names.
pub(super) fn autoencoder(names: &[&str]) -> Modules {
    let mut modules = Modules::default();
    for side in ["encoder", "decoder"] {
        let middle = format!("{side}.mid_block");
        let attention = format!("{middle}.attentions.0");
        modules.add(format!("{side}.norm_out"), format!("{side}.conv_norm_out"));
        modules.add(format!("{side}.mid.block_1"), format!("{middle}.resnets.0"));
        modules.add(format!("{side}.mid.block_2"), format!("{middle}.resnets.1"));
        modules.add_below(&format!("{side}.mid.attn_1"), &attention, &ATTENTION);
        modules.add_below(&attention, &attention, &OLDER);
    }
    // A level more than there may be is enough to refuse them all.
    let [down, up] =
        ["encoder.down.", "decoder.up."].map(|before| count(names, before).min(MOST_LEVELS + 1));
    for level in 0..down {
        let [theirs, ours] =
            [format!("encoder.down.{level}"), format!("encoder.down_blocks.{level}")];
        resnets(&mut modules, names, &theirs, &ours);
        modules.add(format!("{theirs}.downsample"), format!("{ours}.downsamplers.0"));
    }
    for level in 0..up {
        // The original code counts from the full size, diffusers from the smallest.
        let [theirs, ours] =
            [format!("decoder.up.{level}"), format!("decoder.up_blocks.{}", up - 1 - level)];
        resnets(&mut modules, names, &theirs, &ours);
        modules.add(format!("{theirs}.upsample"), format!("{ours}.upsamplers.0"));
    }
    modules
}

fn resnets(modules: &mut Modules, names: &[&str], theirs: &str, ours: &str) {
    for i in 0..count(names, &format!("{theirs}.block.")) {
        let [theirs, ours] = [format!("{theirs}.block.{i}"), format!("{ours}.resnets.{i}")];
        modules.add(format!("{theirs}.nin_shortcut"), format!("{ours}.conv_shortcut"));
        modules.add(theirs, ours);
    }
}
