//! LoRAs (Hu et al. 2021): small changes on top of a model's weights.
//!
//! A change is W + strength · α/r · B·A, where A `[r, in]` narrows to r numbers and B `[out, r]`
//! widens again; files call A down and B up. It is added when a network reads the tensor.

mod applied;
mod change;
mod learned;
mod names;
mod targets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{Files, Refused, Role, stored};
use crate::torch::Stored;
use crate::{Error, Result};
pub use applied::Applied;
use change::{Change, Changed};
use names::{Found, Module};
use targets::Targets;

/// Changes by the name of the tensor.
type Changes = BTreeMap<String, Vec<Change>>;

/// How much of a LoRA is added; 1 is as it was trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// To the U-Net.
    pub unet: f64,
    /// To the text encoders.
    pub text: f64,
}

impl Strength {
    /// The same to all networks.
    pub fn of_all(strength: f64) -> Self {
        Self { unet: strength, text: strength }
    }

    fn on(self, role: Role) -> f64 {
        match role {
            Role::Text | Role::SecondText => self.text,
            Role::Unet | Role::Autoencoder => self.unet,
        }
    }
}

impl Files {
    /// Puts a LoRA on top of the networks that are there; several add up. Its own numbers are read with the networks.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Format`]; [`Error::Refused`] for what is no LoRA, or one for none of
    /// these networks; [`Error::Shape`] where it is of another model.
    pub fn add_lora(&mut self, path: &Path, strength: Strength) -> Result<Applied> {
        let stored = stored(path)?;
        let Found { modules, kinds } = names::modules(&stored.names());
        if modules.is_empty() && kinds.is_empty() {
            return Err(Refused::NotLora { path: path.to_owned() }.into());
        }
        let targets = Targets::of(self);
        let mut changes = BTreeMap::<Role, Changes>::new();
        let mut applied = Applied { kinds, ..Applied::default() };
        for (name, module) in &modules {
            let Some((role, tensor)) = targets.find(name) else {
                applied.unmatched.push(name.clone());
                continue;
            };
            let change = self.change(&stored, module, role, &tensor, strength.on(role))?;
            changes.entry(role).or_default().entry(tensor).or_default().push(change);
            applied.tensors += 1;
        }
        if applied.tensors == 0 {
            return Err(Refused::NoMatch { path: path.to_owned(), applied }.into());
        }
        for (role, changes) in changes {
            self.change_weights(role, changes);
        }
        Ok(applied)
    }

    /// The change of a tensor, once its shapes are known to fit.
    fn change(
        &self,
        lora: &Arc<dyn Stored>,
        module: &Module,
        role: Role,
        tensor: &str,
        strength: f64,
    ) -> Result<Change> {
        let base = self.weights_of(role).and_then(|weights| weights.stock(tensor));
        let base = base.ok_or_else(|| Error::Missing { name: tensor.to_owned() })?;
        Change::new(lora.clone(), module, &base.shape, strength)
    }

    fn change_weights(&mut self, role: Role, changes: Changes) {
        let changed = |base: &mut Arc<dyn Stored>| {
            *base = Arc::new(Changed { base: base.clone(), changes });
        };
        if let Some(weights) = self.weights_of_mut(role) {
            changed(weights);
        }
    }
}
