//! Stable Diffusion's files as people have them: one file in the original code's naming, or a
//! folder in diffusers' layout.
//!
//! [`Files::open`] reads headers only. What a file is, is told from its content, not its name; what
//! it does not say is taken to be as in the published models, and [`Files::found`] says so.

mod agree;
mod control;
mod family;
mod folder;
mod found;
mod frozen;
mod kind;
mod lora;
mod make;
mod names;
mod network;
mod part;
mod refused;
mod role;
mod scheduler;
mod shapes;
mod single;
#[cfg(test)]
mod tests;
mod tiny;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{AutoencoderConfig, ClipConfig, UnetConfig};
use crate::Result;
use crate::torch::{GgufFile, Stored, TorchFile};
pub use control::ControlFile;
pub use family::{Beside, Family};
pub use found::Found;
pub use frozen::Frozen;
use kind::Kind;
pub use lora::{Applied, Strength};
pub use network::Kept;
use network::Network;
pub use refused::Refused;
pub use role::Role;
pub use scheduler::{BetaSchedule, FinalSigma, Prediction, Scheduler, TimestepSpacing};
pub use tiny::TinyFile;

/// The networks of a model where they lie. Weights are read when a network is made.
#[derive(Clone, Debug)]
pub struct Files {
    path: PathBuf,
    family: Option<Family>,
    scheduler: Scheduler,
    prediction_is_said: bool,
    unet: Option<Network<UnetConfig>>,
    autoencoder: Option<Network<AutoencoderConfig>>,
    text: Option<Network<ClipConfig>>,
    second_text: Option<Network<ClipConfig>>,
}

impl Files {
    /// Opens a file of safetensors, or a folder in diffusers' layout.
    ///
    /// # Errors
    /// [`crate::Error::Read`], [`crate::Error::Format`]; [`crate::Error::Refused`] for what holds
    /// no network of Stable Diffusion, or may run programs when it is read; [`crate::Error::Setting`],
    /// [`crate::Error::JsonFile`] and [`crate::Error::Missing`] where a network is damaged or made in
    /// another way than those here.
    pub fn open(path: &Path) -> Result<Self> {
        let files = if path.is_dir() { folder::open(path) } else { single::open(path) }?;
        files.agree()?;
        Ok(files)
    }

    fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            family: None,
            scheduler: Scheduler::stable_diffusion(),
            prediction_is_said: false,
            unet: None,
            autoencoder: None,
            text: None,
            second_text: None,
        }
    }

    /// Puts the U-Net, which tells the family.
    fn set_unet(&mut self, unet: Network<UnetConfig>) -> Result<()> {
        let refused = |family| Refused::Other { path: self.path.clone(), family };
        self.family = Some(family::of(&unet.config, &*unet.weights).map_err(refused)?);
        self.unet = Some(unet);
        Ok(())
    }

    /// The file or folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The networks that are there.
    pub fn roles(&self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|&role| self.weights_of(role).is_some()).collect()
    }

    /// The weights of a network; none where it is not there.
    fn weights_of(&self, role: Role) -> Option<&Arc<dyn Stored>> {
        match role {
            Role::Unet => self.unet.as_ref().map(|network| &network.weights),
            Role::Autoencoder => self.autoencoder.as_ref().map(|network| &network.weights),
            Role::Text => self.text.as_ref().map(|network| &network.weights),
            Role::SecondText => self.second_text.as_ref().map(|network| &network.weights),
        }
    }

    fn weights_of_mut(&mut self, role: Role) -> Option<&mut Arc<dyn Stored>> {
        match role {
            Role::Unet => self.unet.as_mut().map(|network| &mut network.weights),
            Role::Autoencoder => self.autoencoder.as_mut().map(|network| &mut network.weights),
            Role::Text => self.text.as_mut().map(|network| &mut network.weights),
            Role::SecondText => self.second_text.as_mut().map(|network| &mut network.weights),
        }
    }

    /// The family, which the U-Net tells; none where there is none.
    pub fn family(&self) -> Option<Family> {
        self.family
    }

    /// How the model was noised while it learned.
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }

    /// The same model with another prediction than was found or assumed.
    #[must_use]
    pub fn with_prediction(mut self, prediction: Prediction) -> Self {
        self.scheduler.prediction_type = prediction;
        self.prediction_is_said = true;
        self
    }

    /// The same model with the networks of `other` in place of its own, and beside them: another
    /// autoencoder, or text encoders for a U-Net alone.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where they do not fit each other.
    pub fn with(mut self, other: Self) -> Result<Self> {
        if other.unet.is_some() {
            self.family = other.family;
            self.scheduler = other.scheduler;
            self.prediction_is_said = other.prediction_is_said;
            self.unet = other.unet;
        }
        self.autoencoder = other.autoencoder.or(self.autoencoder);
        self.text = other.text.or(self.text);
        self.second_text = other.second_text.or(self.second_text);
        self.agree()?;
        Ok(self)
    }

    /// Whether the U-Net also takes a mask and a picture to fill in.
    pub fn is_inpainting(&self) -> bool {
        self.unet.as_ref().is_some_and(|unet| unet.config.in_channels == family::INPAINTING)
    }
}

/// A file of weights of any kind that is read.
///
/// # Errors
/// [`crate::Error::Read`], [`crate::Error::Format`]; [`crate::Error::Refused`] for other kinds.
fn stored(path: &Path) -> Result<Arc<dyn Stored>> {
    Ok(match kind::of(path)? {
        Kind::Safetensors => Arc::new(TorchFile::open(path)?),
        Kind::Gguf => Arc::new(GgufFile::open(path)?),
    })
}
