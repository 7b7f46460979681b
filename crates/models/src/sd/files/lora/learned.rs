//! A LoRA that was learned here, as kohya's scripts write one.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::super::names::Modules;
use super::super::{Family, Files, Role};
use super::targets::{flat, original_names};
use crate::checkpoint::Checkpoint;
use crate::lora::{LoraConfig, PIECES};
use crate::params::Entry;
use crate::{Error, Params, Result};

impl Files {
    /// The changes in `params`, learned on top of networks of these files
    /// ([`super::super::Frozen`]), as the tensors of a file: by kohya's names, in PyTorch's order,
    /// with α beside each pair. `metadata` goes into the file.
    ///
    /// # Errors
    /// [`Error::Missing`] for a change of a layer that is not there.
    pub fn learned_lora(
        &self,
        params: &Params,
        config: LoraConfig,
        metadata: HashMap<String, String>,
    ) -> Result<Checkpoint> {
        let original = original_names(self);
        let mut file = Checkpoint { metadata, ..Checkpoint::default() };
        for (name, entry) in params.entries() {
            let missing = || Error::Missing { name: name.clone() };
            let (role, layer, piece) = parts(&name).ok_or_else(missing)?;
            let weight = format!("{layer}.weight");
            let stock = self.weights_of(role).and_then(|weights| weights.stock(&weight));
            let axes = stock.ok_or_else(missing)?.shape.len();
            let module = self.kohya_name(role, layer, &original);
            file.tensors.insert(format!("{module}.{piece}"), in_torch(&entry, axes));
            let alpha = (Vec::new(), vec![config.alpha as f32]);
            file.tensors.insert(format!("{module}.alpha"), alpha);
        }
        Ok(file)
    }

    /// What kohya's scripts call a layer: the U-Net's by diffusers' names, that of Stable Diffusion
    /// XL by the original code's, the text encoders' by transformers' older ones.
    fn kohya_name(&self, role: Role, layer: &str, original: &Modules) -> String {
        const OLDER: &str = "text_model.";
        let xl = self.family == Some(Family::Sdxl);
        let begin = match role {
            Role::Unet => "lora_unet",
            Role::Text if xl => "lora_te1",
            Role::Text | Role::Autoencoder => "lora_te",
            Role::SecondText => "lora_te2",
        };
        let layer = match role {
            Role::Unet if xl => {
                let found = original.tensors(layer).into_iter().next();
                found.map_or_else(|| layer.to_owned(), |(name, _)| name)
            }
            Role::Unet => layer.to_owned(),
            _ => format!("{OLDER}{}", layer.strip_prefix(OLDER).unwrap_or(layer)),
        };
        format!("{begin}_{}", flat(&layer))
    }
}

/// The network, the layer and the piece of a change.
fn parts(name: &str) -> Option<(Role, &str, &'static str)> {
    let (network, rest) = name.split_once('.')?;
    let role = Role::ALL.into_iter().find(|role| role.key() == network)?;
    let found = |piece: &'static str| Some((rest.strip_suffix(piece)?.strip_suffix('.')?, piece));
    let (layer, piece) = PIECES.into_iter().find_map(found)?;
    Some((role, layer, piece))
}

/// A matrix `[in, out]` as PyTorch has it for a layer of so many axes: `[out, in]`, or a convolution
/// `[out, in, 1, 1]`.
fn in_torch(entry: &Entry, axes: usize) -> (Vec<usize>, Vec<f32>) {
    let values: Vec<f32> = entry.value.clone().into_data().iter::<f32>().collect();
    let (inputs, outputs) = (entry.shape[0], entry.shape[1]);
    let column = |output: usize| values.iter().skip(output).step_by(outputs.max(1)).copied();
    let turned = (0..outputs).flat_map(column).collect();
    let mut shape = vec![outputs, inputs];
    shape.resize(axes.max(2), 1);
    (shape, turned)
}
