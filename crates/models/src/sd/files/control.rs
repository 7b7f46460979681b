//! ControlNets in the files that people have: one file in the original code's naming or in
//! diffusers', or a folder of diffusers'.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use burn::tensor::Device;

use super::names::Naming;
use super::network::{Kept, Network};
use super::part::Part;
use super::{Files, Refused, folder, shapes, stored};
use crate::Result;
use crate::sd::{ControlConfig, ControlNet, UnetConfig};

/// Where the network lies in a file: the beginning of its tensors' names.
const PLACES: [&str; 3] = ["control_model.", "controlnet.", ""];
/// Tensors by one of which it is known.
const MARKS: [&str; 2] = ["input_hint_block.0.weight", "controlnet_cond_embedding.conv_in.weight"];

/// A ControlNet where it lies. Its weights are read when the network is made.
#[derive(Clone, Debug)]
pub struct ControlFile {
    path: PathBuf,
    pub(super) network: Network<ControlConfig>,
}

impl ControlFile {
    /// Opens a file of safetensors or GGUF, or a folder with a `config.json`.
    ///
    /// # Errors
    /// As [`Files::open`]; [`crate::Error::Refused`] for what holds no ControlNet.
    pub fn open(path: &Path) -> Result<Self> {
        let not = || Refused::NotControl { path: path.to_owned() };
        let network = if path.is_dir() {
            let found =
                folder::network(path, folder::DIFFUSERS, Naming::Control, ControlConfig::parse)?;
            found.ok_or_else(not)?
        } else {
            let stored = stored(path)?;
            let there = |prefix: &&str| {
                MARKS.iter().any(|mark| stored.stock(&format!("{prefix}{mark}")).is_some())
            };
            let prefix = PLACES.into_iter().find(there).ok_or_else(not)?;
            let part = Part::new(stored, prefix, Naming::Control);
            Network::seen(shapes::control(&part)?, Arc::new(part))
        };
        Ok(Self { path: path.to_owned(), network })
    }

    /// Holds that it was made for U-Nets such as the model's.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where it was made for others, or the model has none.
    pub fn fits(&self, files: &Files) -> Result<()> {
        let (ours, theirs) = (sizes(&self.network.config.unet), sizes(files.unet_config()?));
        if ours == theirs {
            return Ok(());
        }
        Err(Refused::OtherControl { path: self.path.clone(), found: ours, wanted: theirs }.into())
    }

    /// The network, read now.
    ///
    /// # Errors
    /// What reading its tensors gives.
    pub fn network(&self, device: &Device, kept: impl Into<Kept>) -> Result<ControlNet> {
        let network = &self.network;
        ControlNet::new(&network.params(device, kept).root(), &network.config)
    }
}

/// What two U-Nets must have in common, for people.
fn sizes(unet: &UnetConfig) -> String {
    let levels: Vec<String> = unet.block_out_channels.iter().map(ToString::to_string).collect();
    format!("{} × {}, {}", levels.join("-"), unet.layers_per_block, unet.cross_attention_dim)
}
