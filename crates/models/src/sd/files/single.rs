//! Files that hold all networks of a model, or one.

use std::path::Path;
use std::sync::Arc;

use super::kind::{self, Kind};
use super::names::Naming;
use super::network::Network;
use super::part::Part;
use super::scheduler::{Prediction, Scheduler};
use super::{Family, Files, Refused, Role, family, shapes};
use crate::Result;
use crate::torch::{GgufFile, Stored, TorchFile};

/// Where the networks lie in files: the beginning of their tensors' names. Those of files that hold
/// several networks come first.
const PLACES: [(Role, Naming, &str); 14] = [
    (Role::Unet, Naming::Unet, "model.diffusion_model."),
    (Role::Unet, Naming::Unet, "diffusion_model."),
    (Role::Unet, Naming::Unet, "unet."),
    (Role::Unet, Naming::Unet, ""),
    (Role::Autoencoder, Naming::Autoencoder, "first_stage_model."),
    (Role::Autoencoder, Naming::Autoencoder, "vae."),
    (Role::Autoencoder, Naming::Autoencoder, ""),
    (Role::Text, Naming::OpenClip, "cond_stage_model.model."),
    (Role::Text, Naming::Clip, "cond_stage_model.transformer."),
    (Role::Text, Naming::Clip, "conditioner.embedders.0.transformer."),
    (Role::Text, Naming::Clip, "text_encoder."),
    (Role::Text, Naming::Clip, ""),
    (Role::SecondText, Naming::OpenClip, "conditioner.embedders.1.model."),
    (Role::SecondText, Naming::Clip, "text_encoder_2."),
];

/// Tensors by one of which a network is known.
fn marks(naming: Naming) -> &'static [&'static str] {
    match naming {
        Naming::Unet => &["out.2.weight", "conv_out.weight"],
        Naming::Autoencoder => &["decoder.conv_in.weight"],
        Naming::Clip => &["text_model.final_layer_norm.weight", "final_layer_norm.weight"],
        Naming::OpenClip => &["ln_final.weight"],
        Naming::Control => &[],
    }
}

/// Opens a file.
///
/// # Errors
/// [`crate::Error::Read`], [`crate::Error::Format`], [`crate::Error::Refused`], and as the sizes
/// are found.
pub(super) fn open(path: &Path) -> Result<Files> {
    let (stored, said): (Arc<dyn Stored>, _) = match kind::of(path)? {
        Kind::Safetensors => {
            let file = TorchFile::open(path)?;
            let said = file.said("modelspec.prediction_type").and_then(prediction);
            (Arc::new(file), said)
        }
        Kind::Gguf => (Arc::new(GgufFile::open(path)?), None),
    };
    let names = stored.names();
    if let Some(beside) = family::beside(&names) {
        return Err(Refused::Beside { path: path.to_owned(), beside }.into());
    }
    if let Some(family) = family::other(&names) {
        return Err(Refused::Other { path: path.to_owned(), family }.into());
    }
    let mut files = Files::new(path);
    for role in Role::ALL {
        if let Some((naming, prefix)) = place(&*stored, role) {
            take(&mut files, role, naming, Part::new(stored.clone(), prefix, naming))?;
        }
    }
    if files.roles().is_empty() {
        return Err(no_network(path, names).into());
    }
    conclude(&mut files, said, &*stored);
    Ok(files)
}

/// Where the network lies; none where it is not there.
fn place(stored: &dyn Stored, role: Role) -> Option<(Naming, &'static str)> {
    let there = |naming, prefix: &str| {
        marks(naming).iter().any(|mark| stored.stock(&format!("{prefix}{mark}")).is_some())
    };
    let mut places = PLACES.into_iter().filter(|(its, ..)| *its == role);
    places.find(|&(_, naming, prefix)| there(naming, prefix)).map(|(_, naming, at)| (naming, at))
}

fn take(files: &mut Files, role: Role, naming: Naming, part: Part) -> Result<()> {
    match role {
        Role::Unet => files.set_unet(Network::seen(shapes::unet(&part)?, Arc::new(part)))?,
        Role::Autoencoder => {
            files.autoencoder = Some(Network::seen(shapes::autoencoder(&part)?, Arc::new(part)));
        }
        Role::Text | Role::SecondText => take_text(files, role, naming, part)?,
    }
    Ok(())
}

fn take_text(files: &mut Files, role: Role, naming: Naming, part: Part) -> Result<()> {
    /// Only the second encoder of Stable Diffusion XL is so wide; alone in a file it has no other
    /// mark.
    const SECOND: usize = 1280;
    let open = naming == Naming::OpenClip;
    let mut config = shapes::clip(&part, open)?;
    let second = role == Role::SecondText || config.hidden_size == SECOND;
    if open && !second {
        config.num_hidden_layers = used_layers(config.num_hidden_layers);
    }
    let place = if second { &mut files.second_text } else { &mut files.text };
    *place = Some(Network::seen(config, Arc::new(part)));
    Ok(())
}

/// Layers that Stable Diffusion 2 uses of OpenCLIP's encoder: all but the last, which some files
/// have left out already.
fn used_layers(layers: usize) -> usize {
    const WITHOUT_LAST: usize = 23;
    if layers == WITHOUT_LAST { layers } else { layers.saturating_sub(1).max(1) }
}

/// What no shape tells: how the model was noised. Stable Diffusion 2 predicts v in its versions for
/// 768 pixels and the noise in those for 512, which are fewer; the shapes are the same.
fn conclude(files: &mut Files, said: Option<Prediction>, stored: &dyn Stored) {
    let marked = stored.stock("v_pred").map(|_| Prediction::V);
    let said = marked.or(said);
    let usual = match files.family {
        Some(Family::Sd2) if !files.is_inpainting() => Prediction::V,
        _ => Prediction::Epsilon,
    };
    files.prediction_is_said = said.is_some();
    files.scheduler = Scheduler {
        prediction_type: said.unwrap_or(usual),
        rescale_betas_zero_snr: stored.stock("ztsnr").is_some(),
        ..Scheduler::stable_diffusion()
    };
}

/// What the metadata of Stability AI's ModelSpec call a prediction.
fn prediction(said: &str) -> Option<Prediction> {
    match said {
        "epsilon" => Some(Prediction::Epsilon),
        "v" | "v_prediction" => Some(Prediction::V),
        _ => None,
    }
}

fn no_network(path: &Path, mut names: Vec<String>) -> Refused {
    const SHOWN: usize = 3;
    let count = names.len();
    names.sort_unstable();
    names.truncate(SHOWN);
    Refused::NoNetwork { path: path.to_owned(), count, names: names.join(", ") }
}
