//! The networks' sizes, and the networks.

use burn::tensor::Device;

use super::network::{Kept, Network};
use super::{Family, Files, Refused, Role};
use crate::Result;
use crate::ops::Precision;
use crate::sd::{AutoencoderConfig, Clip, ClipConfig, Decoder, Encoder, Unet, UnetConfig};

impl Files {
    /// The U-Net's sizes.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where there is none.
    pub fn unet_config(&self) -> Result<&UnetConfig> {
        Ok(&self.need(&self.unet, Role::Unet)?.config)
    }

    /// The autoencoder's sizes. A single file does not say how latents are scaled: it is as in the
    /// family that the U-Net tells, and without one as in Stable Diffusion 1.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where there is none.
    pub fn autoencoder_config(&self) -> Result<AutoencoderConfig> {
        let network = self.need(&self.autoencoder, Role::Autoencoder)?;
        let mut config = network.config.clone();
        if let (false, Some(family)) = (network.said, self.family) {
            config.scaling_factor = family.latent_scale();
        }
        Ok(config)
    }

    /// The sizes of the text encoders that are there, the first before the second.
    pub fn text_configs(&self) -> Vec<&ClipConfig> {
        self.text.iter().chain(&self.second_text).map(|text| &text.config).collect()
    }

    /// The U-Net, read now.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where there is none; what reading its tensors gives.
    pub fn unet(&self, device: &Device, kept: impl Into<Kept>) -> Result<Unet> {
        let network = self.need(&self.unet, Role::Unet)?;
        Unet::new(&network.params(device, kept).root(), &network.config)
    }

    /// The autoencoder's way from latents to pictures.
    ///
    /// # Errors
    /// As [`Self::unet`].
    pub fn decoder(&self, device: &Device, precision: Precision) -> Result<Decoder> {
        let network = self.need(&self.autoencoder, Role::Autoencoder)?;
        Decoder::new(&network.params(device, precision).root(), &network.config)
    }

    /// The autoencoder's way from pictures to latents.
    ///
    /// # Errors
    /// As [`Self::unet`]; [`crate::Error::Missing`] where the file has the other way alone.
    pub fn encoder(&self, device: &Device, precision: Precision) -> Result<Encoder> {
        let network = self.need(&self.autoencoder, Role::Autoencoder)?;
        Encoder::new(&network.params(device, precision).root(), &network.config)
    }

    /// The text encoders that the family takes, the first before the second.
    ///
    /// # Errors
    /// As [`Self::unet`].
    pub fn texts(&self, device: &Device, precision: Precision) -> Result<Vec<Clip>> {
        let make = |(_, network): (Role, &Network<ClipConfig>)| {
            Clip::new(&network.params(device, precision).root(), &network.config)
        };
        self.text_networks()?.into_iter().map(make).collect()
    }

    /// The files of [`Self::texts`].
    pub(super) fn text_networks(&self) -> Result<Vec<(Role, &Network<ClipConfig>)>> {
        let needs = self.family.map_or(&[Role::Text][..], Family::needs);
        let places = [(Role::Text, &self.text), (Role::SecondText, &self.second_text)];
        let places = places.into_iter().filter(|(role, _)| needs.contains(role));
        places.map(|(role, place)| Ok((role, self.need(place, role)?))).collect()
    }

    /// Whether all networks are there that painting takes; nothing of them is read.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] for the first that is not.
    pub fn complete(&self) -> Result<()> {
        let needs = self.family.map_or(&[Role::Unet][..], Family::needs);
        match needs.iter().find(|&&role| self.weights_of(role).is_none()) {
            Some(&role) => Err(Refused::Lacks { path: self.path.clone(), role }.into()),
            None => Ok(()),
        }
    }

    pub(super) fn need<'a, T>(&self, network: &'a Option<T>, role: Role) -> Result<&'a T> {
        let lacks = || Refused::Lacks { path: self.path.clone(), role }.into();
        network.as_ref().ok_or_else(lacks)
    }
}
