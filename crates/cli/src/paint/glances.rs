//! `--preview`: the picture while it is painted, in a file that an image viewer shows anew.

use std::path::PathBuf;

use anyhow::Result;
use image::imageops::{FilterType, resize};
use image::{ImageFormat, RgbImage};

use crate::engine::{Glance, Model, Step, glance};

/// Where the picture is looked at while it is painted.
pub(crate) struct Glances {
    path: PathBuf,
}

impl Glances {
    /// A file in a folder that is there.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub(crate) fn to(path: PathBuf) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        qingyun_files::check_folder(folder.unwrap_or(".".as_ref()))?;
        Ok(Self { path })
    }

    /// Writes what the picture looks like now, in its full size.
    ///
    /// # Errors
    /// What the model reports, and where the file cannot be written.
    pub(crate) fn show(&self, model: &Model, step: &Step<'_>, size: [usize; 2]) -> Result<()> {
        let Glance { rgb, width, height } = glance(model, step)?;
        let Some(small) = RgbImage::from_raw(u32::try_from(width)?, u32::try_from(height)?, rgb)
        else {
            return Ok(());
        };
        let [width, height] = [u32::try_from(size[0])?, u32::try_from(size[1])?];
        let full = match small.dimensions() == (width, height) {
            true => small,
            false => resize(&small, width, height, FilterType::CatmullRom),
        };
        let mut png = std::io::Cursor::new(Vec::new());
        full.write_to(&mut png, ImageFormat::Png)?;
        Ok(qingyun_files::replace(&self.path, png.get_ref())?)
    }
}
