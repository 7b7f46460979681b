//! From the names in files to those that our networks ask for, which are diffusers' and
//! transformers'.
//!
//! A naming is a list of modules: the name in the file, and ours. Where a tensor belongs to no
//! module of the list, its name is taken to be one of ours already, so a file in diffusers' naming
//! goes through the same rules unchanged.

mod autoencoder;
mod clip;
mod control;
mod cut;
mod modules;
mod unet;

use std::collections::BTreeSet;

pub(super) use cut::{Cut, turned};
pub(super) use modules::Modules;
pub(super) use unet::{Levels, unet};

/// Whose names a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// A U-Net by the original code, or by diffusers.
    Unet,
    /// An autoencoder by the original code, or by diffusers.
    Autoencoder,
    /// A ControlNet by the original code, or by diffusers.
    Control,
    /// A text encoder by transformers.
    Clip,
    /// A text encoder by OpenCLIP.
    OpenClip,
}

impl Naming {
    /// The rules for a file whose tensors have these names.
    pub(super) fn rules(self, names: &[&str]) -> Modules {
        match self {
            Self::Unet => unet(Levels::seen(names)),
            Self::Autoencoder => autoencoder::autoencoder(names),
            Self::Control => control::control(names),
            Self::Clip => clip::clip(),
            Self::OpenClip => clip::open_clip(names),
        }
    }
}

/// The most modules in a row of which names are looked at; no network here has so many.
const MOST: usize = 300;

/// The count of those numbers n = 0, 1, 2 … of which some name begins with `before`, n and a dot;
/// numbers behind a gap, or beyond what any network has, are not counted.
pub(super) fn count(names: &[&str], before: &str) -> usize {
    let number = |name: &&str| {
        let rest = name.strip_prefix(before)?;
        rest.split_once('.')?.0.parse::<usize>().ok()
    };
    let seen: BTreeSet<usize> = names.iter().filter_map(number).collect();
    (0..MOST).zip(seen).take_while(|(n, seen)| n == seen).count()
}
