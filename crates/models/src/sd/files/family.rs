//! Which Stable Diffusion a U-Net is of.

use std::fmt::{Display, Formatter};

use super::Role;
use super::shapes::is_linear;
use crate::sd::UnetConfig;
use crate::sd::clip::Exit;
use crate::torch::Stored;

/// The families that are painted with; `Display` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Stable Diffusion 1: one text encoder, OpenAI's.
    Sd1,
    /// Stable Diffusion 2: one text encoder, OpenCLIP's.
    Sd2,
    /// Stable Diffusion XL: both.
    Sdxl,
}

impl Family {
    /// The networks that painting takes.
    pub fn needs(self) -> &'static [Role] {
        use Role::{Autoencoder, SecondText, Text, Unet};
        match self {
            Self::Sd1 | Self::Sd2 => &[Unet, Autoencoder, Text],
            Self::Sdxl => &[Unet, Autoencoder, Text, SecondText],
        }
    }

    /// Where the text leaves the text encoders on its way to the U-Net, where nobody says so. The
    /// encoder of Stable Diffusion 2 ends a layer early as it is.
    pub fn exit(self) -> Exit {
        match self {
            Self::Sd1 | Self::Sd2 => Exit { skip: 0, norm: true },
            Self::Sdxl => Exit { skip: 1, norm: false },
        }
    }

    /// What latents are multiplied by before they are noised.
    pub fn latent_scale(self) -> f64 {
        match self {
            Self::Sd1 | Self::Sd2 => 0.18215,
            Self::Sdxl => 0.13025,
        }
    }
}

impl Display for Family {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Sd1 => "Stable Diffusion 1",
            Self::Sd2 => "Stable Diffusion 2",
            Self::Sdxl => "Stable Diffusion XL",
        })
    }
}

/// What only other models have in the name of some tensor.
const OTHERS: [(&str, &str); 15] = [
    ("conditioner.embedders.0.model.", "the refiner of Stable Diffusion XL"),
    ("edm_vpred.sigma_max", "CosXL"),
    ("edm_mean", "Playground 2.5"),
    ("motion_modules.", "AnimateDiff"),
    ("time_stack.", "Stable Video Diffusion"),
    ("noise_augmentor.", "Stable unCLIP"),
    ("depth_model.", "Stable Diffusion 2's depth model"),
    ("label_emb.weight", "Stable Diffusion's upscaler"),
    ("joint_blocks.0.", "Stable Diffusion 3"),
    ("clip_txt_mapper.", "Stable Cascade"),
    ("double_stream_blocks.", "HiDream"),
    ("txt_in.individual_token_refiner.", "HunyuanVideo"),
    ("double_blocks.0.", "Flux"),
    ("scaled_fp8", "made of fp8 weights with scales of their own"),
    ("quant_state.bitsandbytes", "made of 4-bit weights by bitsandbytes"),
];

/// What goes with a model and is none itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Sees a picture beside the U-Net.
    ControlNet,
    /// Changes weights.
    Lora,
    /// A word that was learned by textual inversion.
    Word,
}

impl Beside {
    /// What it is called, in both languages.
    pub fn name(self) -> &'static str {
        match self {
            Self::ControlNet => "ControlNet",
            Self::Lora => "LoRA",
            Self::Word => "textual inversion",
        }
    }

    /// The option that takes it.
    pub fn option(self) -> &'static str {
        match self {
            Self::ControlNet => "--control",
            Self::Lora => "--lora",
            Self::Word => "--embedding",
        }
    }
}

/// What only such files have in the name of some tensor.
const BESIDES: [(&str, Beside); 9] = [
    ("control_model.", Beside::ControlNet),
    ("input_hint_block.", Beside::ControlNet),
    ("controlnet_cond_embedding.", Beside::ControlNet),
    ("lora_down.", Beside::Lora),
    ("lora_A.", Beside::Lora),
    ("lora.down.", Beside::Lora),
    ("hada_w1_a", Beside::Lora),
    ("lokr_w", Beside::Lora),
    ("emb_params", Beside::Word),
];

/// What goes with a model and has these tensors; none where they may be a model's.
pub(super) fn beside(names: &[String]) -> Option<Beside> {
    told(&BESIDES, names)
}

/// The other model whose tensors these are; none where they may be Stable Diffusion's.
pub(super) fn other(names: &[String]) -> Option<&'static str> {
    told(&OTHERS, names)
}

/// What the first mark stands for that is in some name.
fn told<T: Copy>(marks: &[(&str, T)], names: &[String]) -> Option<T> {
    let seen = |mark: &str| names.iter().any(|name| name.contains(mark));
    marks.iter().find(|(mark, _)| seen(mark)).map(|(_, what)| *what)
}

/// The family of a U-Net: only XL is told sizes, and only 1 begins its transformers with a
/// convolution. Else the name of another model with such a U-Net.
pub(super) fn of(config: &UnetConfig, weights: &dyn Stored) -> Result<Family, &'static str> {
    if let Some(other) = other_use(config.in_channels) {
        return Err(other);
    }
    match (config.addition_embed_type, config.cross_attention_dim) {
        (Some(_), 1280) => Err("the refiner of Stable Diffusion XL"),
        (Some(_), 1024) => Err("Stable unCLIP"),
        (Some(_), _) => Ok(Family::Sdxl),
        (None, _) if is_linear(weights) => Ok(Family::Sd2),
        (None, _) => Ok(Family::Sd1),
    }
}

/// What a U-Net is for that takes so many channels; none where it paints from noise, or from noise,
/// a mask and what is around it.
fn other_use(in_channels: usize) -> Option<&'static str> {
    match in_channels {
        4 | INPAINTING => None,
        5 => Some("Stable Diffusion 2's depth model"),
        7 => Some("Stable Diffusion's upscaler"),
        8 => Some("InstructPix2Pix"),
        _ => Some("a U-Net for another use than painting"),
    }
}

/// Channels of an inpainting U-Net: the latents, the mask, and the latents of what is not masked.
pub(super) const INPAINTING: usize = 9;
