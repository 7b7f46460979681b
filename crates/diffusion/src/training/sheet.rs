//! A sheet of pictures, to look at.

use std::path::Path;

use crate::{Error, Result};

/// Pictures of one size, row by row.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Pictures in a row.
    pub columns: usize,
    /// Height and width of each.
    pub side: usize,
    /// RGB of each.
    pub pictures: Vec<Vec<u8>>,
}

impl Sheet {
    /// The whole sheet as RGB with its width and height; two pixels of white between pictures.
    pub fn rgb(&self) -> (Vec<u8>, usize, usize) {
        let pitch = self.side + 2;
        let rows = self.pictures.len().div_ceil(self.columns.max(1));
        let (width, height) = (self.columns * pitch, rows * pitch);
        let mut rgb = vec![255; width * height * 3];
        for (i, picture) in self.pictures.iter().enumerate() {
            let (top, left) = (i / self.columns * pitch, i % self.columns * pitch);
            for (y, line) in picture.chunks_exact(self.side * 3).enumerate() {
                let start = ((top + y) * width + left) * 3;
                rgb[start..start + line.len()].copy_from_slice(line);
            }
        }
        (rgb, width, height)
    }

    /// Writes the sheet as a PNG, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn save(&self, path: &Path) -> Result<()> {
        let (rgb, width, height) = self.rgb();
        write_png(path, rgb, width, height)
    }
}

/// Writes RGB as a PNG, whole or not at all.
pub(super) fn write_png(path: &Path, rgb: Vec<u8>, width: usize, height: usize) -> Result<()> {
    let file = |source| Error::File { path: path.to_owned(), source };
    let picture = image::RgbImage::from_raw(width as u32, height as u32, rgb)
        .ok_or_else(|| file(std::io::ErrorKind::InvalidData.into()))?;
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .map_err(|error| file(std::io::Error::other(error)))?;
    Ok(qingyun_files::replace(path, bytes.get_ref())?)
}
