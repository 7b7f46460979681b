//! Which tensor of ours a LoRA's module is for.
//!
//! kohya's scripts write `_` for the dots of a name, from which the name cannot be had back; so our
//! names are written that way too, and looked up. A U-Net's modules may have the original code's
//! names or diffusers', a text encoder's `text_model` before them or not.

use std::collections::HashMap;

use super::super::names::{self, Levels, Modules};
use super::super::{Files, Role};

/// How modules' names begin; the longer before those that they begin with.
const BEGINS: [(&str, Role); 10] = [
    ("lora_unet_", Role::Unet),
    ("unet_", Role::Unet),
    ("model_diffusion_model_", Role::Unet),
    ("diffusion_model_", Role::Unet),
    ("lora_te2_", Role::SecondText),
    ("text_encoder_2_", Role::SecondText),
    ("lora_te1_", Role::Text),
    ("lora_te_", Role::Text),
    ("text_encoder_", Role::Text),
    ("", Role::Unet),
];

/// The tensors that can be changed, by role and by the name of their module with `_` for dots.
pub(super) struct Targets(HashMap<(Role, String), String>);

impl Targets {
    pub(super) fn of(files: &Files) -> Self {
        let original = original_names(files);
        let mut targets = HashMap::new();
        for role in files.roles() {
            let names = files.weights_of(role).map(|weights| weights.names()).unwrap_or_default();
            for name in names {
                let Some(module) = name.strip_suffix(".weight") else { continue };
                targets.insert((role, flat(module)), name.clone());
                if let Some(module) = module.strip_prefix("text_model.") {
                    targets.insert((role, flat(module)), name.clone());
                }
                if role == Role::Unet {
                    for (known, _) in original.tensors(module) {
                        targets.insert((role, flat(&known)), name.clone());
                    }
                }
            }
        }
        Self(targets)
    }

    /// The network and the tensor that the module `name` changes.
    pub(super) fn find(&self, name: &str) -> Option<(Role, String)> {
        let name = flat(name);
        BEGINS.iter().find_map(|&(begin, role)| {
            let module = name.strip_prefix(begin)?;
            let tensor = self.0.get(&(role, module.to_owned()))?;
            Some((role, tensor.clone()))
        })
    }
}

/// From diffusers' names of the U-Net's modules to the original code's.
pub(super) fn original_names(files: &Files) -> Modules {
    let Some(unet) = &files.unet else { return Modules::default() };
    let levels = unet.config.block_out_channels.len();
    names::unet(Levels { levels, layers: unet.config.layers_per_block }).turned()
}

pub(super) fn flat(name: &str) -> String {
    name.replace('.', "_")
}
