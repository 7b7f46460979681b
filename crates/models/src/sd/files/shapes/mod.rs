//! A network's sizes from the names and shapes of its tensors, where no `config.json` tells them.
//!
//! Shapes do not tell everything: into how many heads and groups channels are divided is known of
//! the published models, and others are taken to be like them.

mod autoencoder;
mod clip;
mod control;
mod unet;

use std::collections::HashMap;

use super::names::count;
use crate::torch::Stored;
use crate::{Error, Result, Wanted};

pub(super) use autoencoder::autoencoder;
pub(super) use clip::clip;
pub(super) use control::control;
pub(super) use unet::{is_linear, is_usual, unet};

/// Channels of a head where the published models fix those, and heads where they fix these.
const HEAD_CHANNELS: usize = 64;
const HEADS: usize = 8;
/// Groups of a normalisation in all published models.
const GROUPS: usize = 32;

/// The shapes of a network's tensors, under our names.
struct Shapes(HashMap<String, Vec<usize>>);

impl Shapes {
    fn of(stored: &dyn Stored) -> Self {
        let shape = |name: String| stored.stock(&name).map(|stock| (name, stock.shape));
        Self(stored.names().into_iter().filter_map(shape).collect())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The length of an axis.
    fn axis(&self, name: &str, axis: usize) -> Result<usize> {
        let length = self.0.get(name).and_then(|shape| shape.get(axis)).copied();
        length.ok_or_else(|| Error::Missing { name: name.to_owned() })
    }

    /// How many modules `before`0, `before`1 and so on there are.
    fn count(&self, before: &str) -> usize {
        let names: Vec<&str> = self.0.keys().map(String::as_str).collect();
        count(&names, before)
    }
}

/// The number that all have, none where there is none of them.
fn alike(field: &'static str, numbers: &[usize]) -> Result<Option<usize>> {
    match numbers {
        [] => Ok(None),
        [first, rest @ ..] if rest.iter().all(|number| number == first) => Ok(Some(*first)),
        _ => Err(Error::Setting { field, value: format!("{numbers:?}"), wanted: Wanted::Alike }),
    }
}

/// The most groups, up to the usual number, into which all of these channels can be divided.
fn groups(channels: &[usize]) -> usize {
    channels.iter().copied().fold(GROUPS, common)
}

/// The heads of attention over so many channels: 64 channels each, or 8 heads where `eight`, or
/// as many of these as divide them.
fn heads(channels: usize, eight: bool) -> usize {
    if !eight && channels.is_multiple_of(HEAD_CHANNELS) {
        channels / HEAD_CHANNELS
    } else {
        common(HEADS, channels)
    }
}

/// The greatest common divisor (Euclid).
fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}
