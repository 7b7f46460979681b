//! A ControlNet's modules in the original code (`cldm/cldm.py`): those of the U-Net's way down, and
//! its own.

use super::unet::{Levels, unet};
use super::{Modules, count};

/// The modules of a ControlNet whose tensors have these names. What is seen goes through
/// convolutions with an activation between them, so only every second number has weights.
pub(super) fn control(names: &[&str]) -> Modules {
    let mut modules = unet(Levels::seen(names));
    modules.add("middle_block_out.0", "controlnet_mid_block");
    for skip in 0..count(names, "zero_convs.") {
        modules.add(format!("zero_convs.{skip}.0"), format!("controlnet_down_blocks.{skip}"));
    }
    let hints = (0..MOST_HINTS).take_while(|i| names.contains(&&*hint(*i))).count();
    for i in 0..hints {
        let ours = match i {
            0 => "conv_in".to_owned(),
            _ if i + 1 == hints => "conv_out".to_owned(),
            _ => format!("blocks.{}", i - 1),
        };
        let theirs = format!("input_hint_block.{}", 2 * i);
        modules.add(theirs, format!("controlnet_cond_embedding.{ours}"));
    }
    modules
}

/// The most convolutions of what is seen.
const MOST_HINTS: usize = 32;

fn hint(i: usize) -> String {
    format!("input_hint_block.{}.weight", 2 * i)
}
