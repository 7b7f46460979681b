//! ControlNets beside the U-Net of a model.

use std::cell::OnceCell;
use std::path::PathBuf;

use burn::tensor::{Device, Tensor};
use qingyun_models::sd::files::{ControlFile, Files, Kept};
use qingyun_models::sd::{Added, Control, ControlNet};

use super::once;
use crate::families::Run;
use crate::{Error, Hint, Result, pixels};

/// The ControlNets of a model, read once, when they are first heard.
#[derive(Debug)]
pub(super) struct Controls {
    files: Vec<ControlFile>,
    networks: OnceCell<Vec<ControlNet>>,
}

/// A ControlNet that has seen its picture.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    network: &'a ControlNet,
    hint: Hint,
    /// What it sees, `[1, height, width, channels]`.
    seen: Tensor<4>,
}

/// What a U-Net is asked at a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct AskedOf<'a> {
    /// Noisy latents, `[texts, height, width, 4]`.
    pub(super) x: &'a Tensor<4>,
    /// One a text.
    pub(super) timesteps: &'a [f64],
    /// `[texts, tokens, numbers]`.
    pub(super) context: &'a Tensor<3>,
    pub(super) added: Option<&'a Added>,
}

impl Controls {
    /// The ControlNets of these files, if they are for such a model.
    pub(super) fn open(paths: &[PathBuf], files: &Files) -> Result<Self> {
        let open = |path: &PathBuf| {
            let control = ControlFile::open(path)?;
            control.fits(files).map(|()| control)
        };
        let files = paths.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Self { files, networks: OnceCell::new() })
    }

    /// Those that hear something, each with its picture.
    ///
    /// # Errors
    /// [`Error::Hints`] where there are not as many pictures as networks.
    pub(super) fn shown(
        &self,
        run: Run<'_>,
        device: &Device,
        kept: Kept,
    ) -> Result<Vec<Shown<'_>>> {
        let (hints, networks) = (run.hints.len(), self.files.len());
        if hints != networks {
            return Err(Error::Hints { hints, networks });
        }
        let pairs = self.networks(device, kept)?.iter().zip(run.hints);
        pairs.map(|(network, hint)| show(network, hint, run.size, device)).collect()
    }

    fn networks(&self, device: &Device, kept: Kept) -> Result<&[ControlNet]> {
        let read = |file: &ControlFile| Ok(file.network(device, kept)?);
        Ok(once(&self.networks, || self.files.iter().map(read).collect())?)
    }
}

fn show<'a>(
    network: &'a ControlNet,
    hint: &Hint,
    size: [usize; 2],
    device: &Device,
) -> Result<Shown<'a>> {
    let seen = network.see(
        pixels::tensor(hint.rgb.iter().map(|&byte| f32::from(byte)), size, device)
            .div_scalar(255.0),
    )?;
    Ok(Shown { network, hint: hint.clone(), seen })
}

/// What all that are heard in a step (from 0, of so many) add together; none where none is.
pub(super) fn heard(
    shown: &[Shown<'_>],
    [step, of]: [usize; 2],
    asked: AskedOf<'_>,
) -> Result<Option<Control>> {
    let mut all: Option<Control> = None;
    for Shown { network, hint, seen } in shown.iter().filter(|s| s.hint.is_heard(step, of)) {
        let AskedOf { x, timesteps, context, added } = asked;
        let control =
            network.forward(x.clone(), timesteps, context.clone(), added, seen.clone())?;
        let control = control.times(hint.strength);
        all = Some(match all {
            Some(others) => others.plus(control),
            None => control,
        });
    }
    Ok(all)
}
