//! `cargo xtask judge`: how well pictures show what was asked, by a judge that is not the painter.

mod gallery;
mod painter;
mod prompts;
mod scene;
mod score;

use anyhow::{Result, ensure};
use indicatif::ProgressBar;
use qingyun_corpus::compose::Composition;
use qingyun_corpus::manifest::Manifest;
use qingyun_corpus::sprites::Sprites;
use rayon::prelude::*;

use gallery::Gallery;
use scene::Scene;
use score::Score;

/// Side of the pictures judged, in pixels.
const SIDE: usize = 64;
/// Real compositions on which the judge itself is tried, each time.
const TRIAL: u64 = 500;
/// The trial's seeds begin here, far from the prompts' seeds.
const TRIAL_SEED: u64 = 1 << 40;

/// Judge painted pictures over prompts whose combination was never trained.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many prompts to judge.
    #[arg(long, default_value_t = 400)]
    prompts: usize,
    /// Which prompts: the same seed, the same prompts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The model: a built-in name or a file.
    #[arg(long, default_value = "tiny")]
    model: String,
    /// Steps of each picture, instead of the model's own.
    #[arg(long)]
    steps: Option<usize>,
    /// Strength of guidance, instead of the model's own.
    #[arg(long)]
    guidance: Option<f64>,
    /// Judge real compositions instead of painted pictures: what a perfect painter would get.
    #[arg(long, conflicts_with_all = ["model", "steps", "guidance"])]
    real: bool,
    /// Print one flat JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

/// Paints the RGB picture that a composition asks for, from a noise seed.
type Paint<'a> = dyn FnMut(&Composition, u64) -> Result<Vec<u8>> + 'a;

/// Runs the chore.
pub(crate) fn run(args: &Args) -> Result<()> {
    let manifest = Manifest::embedded()?;
    let sprites = Sprites::load(&crate::data().join("works"), &manifest)?;
    if args.real {
        return judge(args, &sprites, &mut |asked, _| Ok(asked.render(&sprites, SIDE)));
    }
    let painter = painter::Painter::open(&args.model, args.steps, args.guidance)?;
    judge(args, &sprites, &mut |asked, seed| painter.paint(asked, seed))
}

/// Tries the judge on real compositions, then judges what the painter makes of the prompts.
fn judge(args: &Args, sprites: &Sprites, paint: &mut Paint) -> Result<()> {
    ensure!(args.prompts > 0, "--prompts has to be at least 1");
    let gallery = Gallery::new(sprites);
    let trial: Vec<Composition> = (0..TRIAL)
        .map(|at| Composition::draw_held_out(TRIAL_SEED + at, sprites.subjects(), sprites.styles()))
        .collect();
    let real = trial.iter().map(|asked| asked.render(sprites, SIDE)).collect::<Vec<_>>();
    let itself = Score::of(&verdicts(&gallery, sprites, &trial, &real));
    let asked = prompts::prompts(args.seed, args.prompts, sprites.subjects(), sprites.styles());
    let bar = ProgressBar::new(asked.len() as u64).with_message("painting");
    let mut painted = Vec::with_capacity(asked.len());
    for (at, composition) in asked.iter().enumerate() {
        painted.push(paint(composition, args.seed.wrapping_add(at as u64))?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let score = Score::of(&verdicts(&gallery, sprites, &asked, &painted));
    score::print(&score, &itself, sprites.subjects(), args.json)
}

/// Each picture's verdict beside what was asked.
fn verdicts(
    gallery: &Gallery,
    sprites: &Sprites,
    asked: &[Composition],
    pictures: &[Vec<u8>],
) -> Vec<score::Case> {
    asked
        .par_iter()
        .zip(pictures)
        .map(|(asked, picture)| score::Case {
            asked: *asked,
            verdict: gallery.judge(picture, SIDE),
            seen: Scene::of(&asked.render(sprites, SIDE), SIDE).around,
        })
        .collect()
}
