//! Networks whose weights stay in memory as they are, while changes on top of them learn.

use burn::tensor::Device;

use super::network::Network;
use super::{Files, Role};
use crate::lora::{Lora, LoraConfig};
use crate::ops::Precision;
use crate::sd::{Clip, ClipConfig, Unet, UnetConfig};
use crate::{Params, Result};

/// A network's weights, each read when it is first asked for, and kept. A network is made of them
/// anew for each step, which copies pointers alone.
#[derive(Debug)]
pub struct Frozen<Config> {
    role: Role,
    params: Params,
    config: Config,
}

impl<Config: Clone> Frozen<Config> {
    fn new(role: Role, network: &Network<Config>, device: &Device, precision: Precision) -> Self {
        let params = network.params(device, precision).keeping();
        Self { role, params, config: network.config.clone() }
    }

    fn lora<'a>(&self, params: &'a Params, config: LoraConfig) -> Lora<'a> {
        Lora { params, network: self.role.key(), config }
    }
}

impl Frozen<UnetConfig> {
    /// The U-Net with the changes in `params` on top.
    ///
    /// # Errors
    /// What reading its tensors gives.
    pub fn network(&self, params: &Params, config: LoraConfig) -> Result<Unet> {
        let lora = self.lora(params, config);
        Unet::new(&self.params.root().changed_by(lora), &self.config)
    }
}

impl Frozen<ClipConfig> {
    /// The text encoder with the changes in `params` on top.
    ///
    /// # Errors
    /// What reading its tensors gives.
    pub fn network(&self, params: &Params, config: LoraConfig) -> Result<Clip> {
        let lora = self.lora(params, config);
        Clip::new(&self.params.root().changed_by(lora), &self.config)
    }
}

impl Files {
    /// The U-Net, to learn changes on top of it.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where there is none.
    pub fn frozen_unet(&self, device: &Device, precision: Precision) -> Result<Frozen<UnetConfig>> {
        let network = self.need(&self.unet, Role::Unet)?;
        Ok(Frozen::new(Role::Unet, network, device, precision))
    }

    /// The text encoders that the family takes, the first before the second, to learn changes on
    /// top of them.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] where one is not there.
    pub fn frozen_texts(
        &self,
        device: &Device,
        precision: Precision,
    ) -> Result<Vec<Frozen<ClipConfig>>> {
        let networks = self.text_networks()?.into_iter();
        let frozen = |(role, network)| Frozen::new(role, network, device, precision);
        Ok(networks.map(frozen).collect())
    }
}
