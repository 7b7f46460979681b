//! `cargo xtask dataset`: from the manifest to drawn works, or from names to a manifest.

mod artwork;
mod choose;
mod draw;
mod similar;
mod write;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use qingyun_corpus::manifest::{Manifest, Set};
use rayon::prelude::*;

use artwork::Artwork;

/// Fetch the pinned sets of works and draw them into data/works.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Choose the subjects anew from data/names.json and write data/manifest.json.
    #[arg(long)]
    write_manifest: bool,
    /// How many subjects to choose when writing the manifest.
    #[arg(long, default_value_t = 320, requires = "write_manifest")]
    subjects: usize,
}

/// Runs the chore.
pub(crate) fn run(args: &Args) -> Result<()> {
    let manifest = Manifest::embedded()?;
    if args.write_manifest {
        return write::run(&manifest, args.subjects);
    }
    ensure!(
        !manifest.subjects.is_empty(),
        "the manifest is empty: run with --write-manifest first"
    );
    for set in &manifest.sets {
        draw_set(&manifest, set)?;
    }
    Ok(())
}

/// Draws the works of one set that are not there yet; each appears whole or not at all.
fn draw_set(manifest: &Manifest, set: &Set) -> Result<()> {
    let works = crate::data().join("works");
    let missing: Vec<_> = manifest
        .subjects
        .iter()
        .filter(|subject| !works.join(subject.drawn(set)).exists())
        .collect();
    if missing.is_empty() {
        println!("{}: all {} works are drawn", set.id, manifest.subjects.len());
        return Ok(());
    }
    let artwork = Artwork::open(set)?;
    fs::create_dir_all(works.join(&set.id))?;
    let bar = progress(missing.len(), &set.id);
    missing.par_iter().try_for_each(|subject| {
        let work = subject.works.get(&set.id).context("the manifest lacks a work")?;
        let source = artwork.read(&subject.code, work)?;
        let picture = draw::draw(&source).with_context(|| format!("drawing {}", work.file))?;
        save(&picture, &works.join(subject.drawn(set)))?;
        bar.inc(1);
        Ok(())
    })
}

fn save(picture: &image::RgbaImage, path: &Path) -> Result<()> {
    let unfinished = path.with_extension("png.part");
    picture.save_with_format(&unfinished, image::ImageFormat::Png)?;
    fs::rename(&unfinished, path).with_context(|| format!("writing {}", path.display()))
}

fn progress(length: usize, what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>10} {bar:40} {pos}/{len} {eta}");
    ProgressBar::new(length as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_prefix(what.to_owned())
}
