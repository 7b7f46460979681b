//! The unpacked works of a set: SVG files by code point, or the glyphs of a bitmap font.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use qingyun_corpus::manifest::{Set, Work};
use tempfile::TempDir;
use ttf_parser::Face;

use crate::fetch;

/// Where the packages keep their SVG files.
const FOLDERS: [&str; 2] = ["package", "package/assets"];
const FONT: &str = "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
/// Noto's bitmaps are 136 pixels wide for an em of this many pixels.
const PIXELS_PER_EM: u16 = 109;

/// A set, fetched and unpacked.
pub(super) enum Artwork {
    Drawings(TempDir),
    Font(Vec<u8>),
}

impl Artwork {
    pub(super) fn open(set: &Set) -> Result<Self> {
        let folder = fetch::unpack(&set.package)?;
        let font = folder.path().join(FONT);
        if font.exists() { Ok(Self::Font(fs::read(font)?)) } else { Ok(Self::Drawings(folder)) }
    }

    /// The work for a code point, or `None` where the set has none.
    pub(super) fn find(&self, code: &str) -> Option<Work> {
        let file = match self {
            Self::Font(_) => FONT.to_owned(),
            Self::Drawings(folder) => drawing(folder.path(), code)?,
        };
        let source = self.source(code, &file).ok()?;
        Some(Work { file, sha256: fetch::sha256(&source) })
    }

    /// The source picture of a work: an SVG or PNG file's bytes, verified.
    pub(super) fn read(&self, code: &str, work: &Work) -> Result<Vec<u8>> {
        let source = self.source(code, &work.file)?;
        let found = fetch::sha256(&source);
        ensure!(
            found == work.sha256,
            "{} for {code} has the SHA-256 {found}, but data/manifest.json says {}",
            work.file,
            work.sha256
        );
        Ok(source)
    }

    fn source(&self, code: &str, file: &str) -> Result<Vec<u8>> {
        match self {
            Self::Font(font) => glyph(font, code),
            Self::Drawings(folder) => {
                fs::read(folder.path().join(file)).with_context(|| format!("reading {file}"))
            }
        }
    }
}

/// The path of a code point's SVG; sets differ in whether they write the emoji selector FE0F.
fn drawing(root: &Path, code: &str) -> Option<String> {
    let names = [format!("{code}.svg"), format!("{code}-fe0f.svg")];
    FOLDERS
        .iter()
        .flat_map(|folder| names.iter().map(move |name| format!("{folder}/{name}")))
        .find(|file| root.join(file).exists())
}

fn glyph(font: &[u8], code: &str) -> Result<Vec<u8>> {
    let face = Face::parse(font, 0).context("the font cannot be read")?;
    let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
    let image = character
        .and_then(|character| face.glyph_index(character))
        .and_then(|glyph| face.glyph_raster_image(glyph, PIXELS_PER_EM));
    Ok(image.with_context(|| format!("the font has no picture for {code}"))?.data.to_vec())
}
