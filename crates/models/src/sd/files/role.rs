//! What a network does in Stable Diffusion.

use std::fmt::{Display, Formatter};

/// A network's part in Stable Diffusion; its text is in English, [`Self::zh`] in Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Predicts the noise.
    Unet,
    /// Between pictures and latents.
    Autoencoder,
    /// Reads the prompt.
    Text,
    /// Reads the prompt beside the other; Stable Diffusion XL has two.
    SecondText,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unet, Self::Autoencoder, Self::Text, Self::SecondText];

    /// A short name, for names of tensors.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unet => "unet",
            Self::Autoencoder => "autoencoder",
            Self::Text => "text",
            Self::SecondText => "second_text",
        }
    }

    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Unet => "U-Net",
            Self::Autoencoder => "自编码器（VAE）",
            Self::Text => "文本编码器",
            Self::SecondText => "第二个文本编码器",
        }
    }
}

impl Display for Role {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Unet => "U-Net",
            Self::Autoencoder => "autoencoder (VAE)",
            Self::Text => "text encoder",
            Self::SecondText => "second text encoder",
        })
    }
}
