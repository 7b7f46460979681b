//! Whether networks fit each other.

use super::{Files, Refused, Role};
use crate::Result;

impl Files {
    /// Holds that what the other networks give is what the U-Net takes, as far as they are there.
    pub(super) fn agree(&self) -> Result<()> {
        let Some(unet) = self.unet.as_ref().map(|unet| &unet.config) else { return Ok(()) };
        let latents = self.autoencoder.as_ref().map(|network| network.config.latent_channels);
        let first = self.text.as_ref().map(|text| text.config.hidden_size);
        let second = self.second_text.as_ref().map(|text| &text.config);
        let token = match (unet.pooled_width(), first, second) {
            (None, first, _) => first,
            (Some(_), Some(first), Some(second)) => Some(first + second.hidden_size),
            (Some(_), ..) => None,
        };
        let pooled = second.map(|second| second.projection_dim);
        for (role, found, wanted) in [
            (Role::Autoencoder, latents, Some(unet.out_channels)),
            (Role::Text, token, Some(unet.cross_attention_dim)),
            (Role::SecondText, pooled, unet.pooled_width()),
        ] {
            if let (Some(found), Some(wanted)) = (found, wanted)
                && found != wanted
            {
                return Err(Refused::Disagree { role, found, wanted }.into());
            }
        }
        Ok(())
    }
}
