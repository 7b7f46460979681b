//! `cargo xtask sheet`: works or training pictures side by side, to be looked at.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use image::RgbImage;
use qingyun_corpus::colour::Oklab;
use qingyun_corpus::compose::Composition;
use qingyun_corpus::manifest::Manifest;
use qingyun_corpus::sprites::Sprites;

/// Lay drawn works or composed training pictures out on one sheet, to look at.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The PNG file to write.
    out: PathBuf,
    /// Show this many training pictures instead of all works.
    #[arg(long, default_value_t = 0)]
    composed: usize,
    /// Seed of the first training picture.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Side of each picture in pixels.
    #[arg(long, default_value_t = 64)]
    side: usize,
    /// Pictures a row.
    #[arg(long, default_value_t = 24)]
    columns: usize,
}

/// Runs the chore.
pub(crate) fn run(args: &Args) -> Result<()> {
    ensure!(args.side > 0 && args.columns > 0, "--side and --columns have to be at least 1");
    let manifest = Manifest::embedded()?;
    let sprites = Sprites::load(&crate::data().join("works"), &manifest)?;
    let compositions = if args.composed == 0 { works(&sprites) } else { composed(args, &sprites) };
    let pictures: Vec<_> =
        compositions.iter().map(|shown| shown.render(&sprites, args.side)).collect();
    sheet(&pictures, args.side, args.columns)?
        .save(&args.out)
        .with_context(|| format!("writing {}", args.out.display()))
}

/// Every work on light grey, one subject after the other.
fn works(sprites: &Sprites) -> Vec<Composition> {
    let background = Oklab::from_srgb([225; 3]);
    let pairs = (0..sprites.subjects() * sprites.styles()).map(|at| {
        let (subject, style) = (at / sprites.styles(), at % sprites.styles());
        Composition { subject, style, place: [0.5; 2], size: 0.9, colour: None, background }
    });
    pairs.collect()
}

fn composed(args: &Args, sprites: &Sprites) -> Vec<Composition> {
    let draw = |at| {
        Composition::draw(args.seed.wrapping_add(at as u64), sprites.subjects(), sprites.styles())
    };
    (0..args.composed).map(draw).collect()
}

/// Square pictures in rows of `columns`.
fn sheet(pictures: &[Vec<u8>], side: usize, columns: usize) -> Result<RgbImage> {
    let rows = pictures.len().div_ceil(columns);
    let mut sheet = RgbImage::new((columns * side) as u32, (rows * side) as u32);
    for (at, picture) in pictures.iter().enumerate() {
        let tile = RgbImage::from_raw(side as u32, side as u32, picture.clone())
            .context("a picture has another size")?;
        let (x, y) = (at % columns * side, at / columns * side);
        image::imageops::replace(&mut sheet, &tile, x as i64, y as i64);
    }
    Ok(sheet)
}
