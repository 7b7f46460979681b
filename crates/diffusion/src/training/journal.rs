//! What a run leaves on the disk: checkpoint, losses, curve and previews, each written whole.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use qingyun_models::Params;
use qingyun_models::checkpoint::{self, Checkpoint, Precision};
use qingyun_models::optimiser::Optimiser;

use super::sheet::{Sheet, write_png};
use crate::{Error, Result};

/// Width and height of the curve's picture.
const CURVE: [usize; 2] = [640, 320];

/// The files of one stage of a run.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    name: &'static str,
    recipe: String,
    losses: Vec<f64>,
}

impl Journal {
    /// The journal of the stage `name` in `folder`; `recipe` is what a checkpoint must have been
    /// made by to be gone on from.
    pub fn new(folder: &Path, name: &'static str, recipe: &str) -> Self {
        let (folder, recipe) = (folder.to_owned(), recipe.to_owned());
        Self { folder, name, recipe, losses: Vec::new() }
    }

    /// Where everything goes.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, rest: &str) -> PathBuf {
        self.folder.join(format!("{}{rest}", self.name))
    }

    /// Goes on from the checkpoint where there is one.
    ///
    /// # Errors
    /// [`Error::Recipe`] where it was made by another recipe, and errors of reading.
    pub(super) fn resume(&mut self, optimiser: &mut Optimiser, params: &Params) -> Result<()> {
        let path = self.path(".checkpoint.safetensors");
        if !path.exists() {
            return Ok(());
        }
        let checkpoint = checkpoint::read(&path)?;
        if checkpoint.metadata.get("recipe") != Some(&self.recipe) {
            return Err(Error::Recipe { path });
        }
        optimiser.restore(&checkpoint, params)?;
        let csv = std::fs::read_to_string(self.path(".csv")).unwrap_or_default();
        let losses = csv.lines().skip(1).filter_map(|line| line.split(',').nth(1)?.parse().ok());
        self.losses = losses.take(optimiser.steps() as usize).collect();
        Ok(())
    }

    pub(super) fn loss(&mut self, step: u64, loss: f64) {
        self.losses.truncate(step as usize);
        self.losses.push(loss);
    }

    /// Writes checkpoint, losses and curve.
    pub(super) fn save(&self, optimiser: &Optimiser) -> Result<()> {
        let mut checkpoint = Checkpoint::default();
        checkpoint.metadata.insert("recipe".into(), self.recipe.clone());
        optimiser.save(&mut checkpoint);
        // The losses first: a checkpoint then never knows of steps that they lack.
        self.save_losses()?;
        let path = self.path(".checkpoint.safetensors");
        Ok(checkpoint::write(&path, &checkpoint, Precision::F32)?)
    }

    fn save_losses(&self) -> Result<()> {
        let mut csv = String::from("step,loss\n");
        for (step, loss) in self.losses.iter().enumerate() {
            let _ = writeln!(csv, "{step},{loss}");
        }
        let path = self.path(".csv");
        qingyun_files::replace(&path, csv.as_bytes())?;
        let [width, height] = CURVE;
        write_png(&self.path(".curve.png"), curve(&self.losses, width, height), width, height)
    }

    /// Writes a preview.
    pub(super) fn preview(&self, step: u64, sheet: &Sheet) -> Result<()> {
        sheet.save(&self.path(&format!("-{step:06}.png")))
    }
}

/// The losses from left to right as a black line on white, each column the mean of its steps; the
/// vertical axis is logarithmic and spans what was seen.
fn curve(losses: &[f64], width: usize, height: usize) -> Vec<u8> {
    let mut rgb = vec![255; width * height * 3];
    let mean = |column: usize| {
        let from = column * losses.len() / width;
        let to = ((column + 1) * losses.len() / width).max(from + 1).min(losses.len());
        let part = losses.get(from..to).unwrap_or_default();
        (part.iter().sum::<f64>() / part.len().max(1) as f64).max(1e-12).ln()
    };
    let columns: Vec<f64> = (0..width).map(mean).collect();
    let low = columns.iter().copied().fold(f64::INFINITY, f64::min);
    let high = columns.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let row = |v: f64| ((high - v) / (high - low).max(1e-9) * (height - 1) as f64) as usize;
    for (x, pair) in columns.windows(2).enumerate() {
        let (a, b) = (row(pair[0]), row(pair[1]));
        for y in a.min(b)..=a.max(b).min(height - 1) {
            rgb[(y * width + x) * 3..][..3].fill(0);
        }
    }
    rgb
}
