//! Folders in diffusers' layout: one folder a network, each with its `config.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::names::Naming;
use super::network::Network;
use super::part::Part;
use super::{Files, Refused, Scheduler, kind};
use crate::sd::{AutoencoderConfig, ClipConfig, UnetConfig};
use crate::settings::text;
use crate::torch::{Shards, Stored, TorchFile};
use crate::{Error, Result};

/// Bytes of the longest settings, and of the longest list of a network's files.
const MOST_SETTINGS: u64 = 1 << 20;
const MOST_LIST: u64 = 16 << 20;

/// How the files of a network's weights are called.
pub(super) const DIFFUSERS: &str = "diffusion_pytorch_model";
const TRANSFORMERS: &str = "model";
/// Sets of weights that a folder may hold, the most exact first.
const VARIANTS: [&str; 3] = ["", ".fp16", ".bf16"];

/// What `model_index.json` says of all.
#[derive(Deserialize)]
struct Index {
    #[serde(rename = "_class_name")]
    pipeline: String,
}

/// Which file each tensor of a network is in.
#[derive(Deserialize)]
struct List {
    weight_map: BTreeMap<String, String>,
}

/// Opens a folder.
///
/// # Errors
/// [`Error::Refused`], [`Error::Read`], [`Error::JsonFile`], [`Error::Setting`], [`Error::Format`].
pub(super) fn open(path: &Path) -> Result<Files> {
    let index = path.join("model_index.json");
    if !index.is_file() {
        return Err(Refused::Folder { path: path.to_owned() }.into());
    }
    let Index { pipeline } = settings(&index, |text| Ok(serde_json::from_str(text)?))?;
    if !is_ours(&pipeline) {
        return Err(Refused::Pipeline { path: path.to_owned(), pipeline }.into());
    }
    let mut files = Files::new(path);
    if let Some(unet) = network(&path.join("unet"), DIFFUSERS, Naming::Unet, UnetConfig::parse)? {
        files.set_unet(unet)?;
    }
    let vae = path.join("vae");
    files.autoencoder = network(&vae, DIFFUSERS, Naming::Autoencoder, AutoencoderConfig::parse)?;
    let encoder = |name| network(&path.join(name), TRANSFORMERS, Naming::Clip, ClipConfig::parse);
    files.text = encoder("text_encoder")?;
    files.second_text = encoder("text_encoder_2")?;
    schedule(&mut files, &path.join("scheduler/scheduler_config.json"))?;
    Ok(files)
}

/// Whether a pipeline of diffusers paints with a U-Net of Stable Diffusion.
fn is_ours(pipeline: &str) -> bool {
    let ours = ["StableDiffusion", "LatentConsistency"];
    ours.iter().any(|start| pipeline.starts_with(start))
        && !pipeline.starts_with("StableDiffusion3")
}

fn schedule(files: &mut Files, path: &Path) -> Result<()> {
    if !path.is_file() {
        return Ok(());
    }
    files.scheduler = settings(path, |text| {
        files.prediction_is_said = text.contains("\"prediction_type\"");
        Scheduler::parse(text)
    })?;
    Ok(())
}

/// The network of a folder; none where there is no such folder.
pub(super) fn network<Config>(
    folder: &Path,
    stem: &str,
    naming: Naming,
    parse: impl Fn(&str) -> Result<Config>,
) -> Result<Option<Network<Config>>> {
    let config = folder.join("config.json");
    if !config.is_file() {
        return Ok(None);
    }
    let config = settings(&config, parse)?;
    let part = Part::new(weights(folder, stem)?, "", naming);
    Ok(Some(Network::said(config, Arc::new(part))))
}

/// What a file of JSON says; errors name the file.
fn settings<T>(path: &Path, parse: impl FnOnce(&str) -> Result<T>) -> Result<T> {
    parse(&text(path, MOST_SETTINGS)?).map_err(|error| match error {
        Error::Json { source } => Error::JsonFile { path: path.to_owned(), source },
        error => error,
    })
}

/// The weights in a network's folder.
fn weights(folder: &Path, stem: &str) -> Result<Arc<dyn Stored>> {
    for variant in VARIANTS {
        let whole = folder.join(format!("{stem}{variant}.safetensors"));
        if whole.is_file() {
            return Ok(Arc::new(file(&whole)?));
        }
        let list = folder.join(format!("{stem}.safetensors.index{variant}.json"));
        if list.is_file() {
            return Ok(Arc::new(shards(&list)?));
        }
    }
    let pickles =
        ["diffusion_pytorch_model.bin", "pytorch_model.bin"].map(|name| folder.join(name));
    Err(match pickles.into_iter().find(|path| path.is_file()) {
        Some(path) => Refused::Pickle { path },
        None => Refused::NoFile { path: folder.to_owned() },
    }
    .into())
}

/// The files that a list names, which lie beside it.
fn shards(list: &Path) -> Result<Shards> {
    let unread = |source| Error::JsonFile { path: list.to_owned(), source };
    let List { weight_map } = serde_json::from_str(&text(list, MOST_LIST)?).map_err(unread)?;
    let names: BTreeSet<String> = weight_map.into_values().collect();
    let open = |name: String| {
        let beside = Path::new(&name).file_name().is_some_and(|last| last == &*name);
        if !beside {
            return Err(Refused::Outside { path: list.to_owned(), name }.into());
        }
        file(&list.with_file_name(name))
    };
    Ok(Shards::new(names.into_iter().map(open).collect::<Result<_>>()?))
}

fn file(path: &Path) -> Result<TorchFile> {
    kind::of(path)?;
    TorchFile::open(path)
}
