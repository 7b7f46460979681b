//! Whole pipelines against diffusers, 20 steps each. `tests/parity/pipelines.py` wrote the fixtures.
#![allow(clippy::unwrap_used)]

use serde::Deserialize;

use super::pipelines;
use super::*;
use crate::families::{Emphasis, Text};
use crate::formula::uniform;
use crate::generate::{Mask, Picture, Request, Start, generate};
use crate::testing::fixture;
use crate::text::Syntax;
use crate::{Flow, Hint, sampler};

/// Of latents, absolute; twenty steps of f32 on both sides.
const TOLERANCE: f32 = 1e-3;
/// Of a picture's values, out of 255.
const PICTURE_TOLERANCE: i32 = 2;
/// Every so many values of a picture are in the fixture.
const KEPT: usize = 7;

#[derive(Deserialize)]
struct Fixture {
    runs: Vec<Theirs>,
}

#[derive(Deserialize)]
struct Theirs {
    negative: String,
    sampler: String,
    scheduler: String,
    seed: u64,
    size: [usize; 2],
    strength: Option<f64>,
    masked: bool,
    control: Option<Heard>,
    latents: Vec<f32>,
    picture: Vec<i32>,
}

/// How a ControlNet was heard.
#[derive(Clone, Copy, Deserialize)]
struct Heard {
    strength: f64,
    steps: [f64; 2],
}

/// The picture that both sides begin from, and the right half as its mask.
fn start(theirs: &Theirs) -> Option<Start> {
    let [width, height] = theirs.size;
    let rgb = bytes("picture", theirs.size);
    let right = |at: usize| f32::from(u8::from(at % width >= width / 2));
    let mask = theirs.masked.then(|| Mask::new((0..width * height).map(right).collect()));
    Some(Start { rgb, strength: theirs.strength?, mask })
}

/// A picture of the formula's values.
fn bytes(name: &str, [width, height]: [usize; 2]) -> Vec<u8> {
    let byte = |u: f32| ((u + 1.0) * 127.5).round_ties_even() as u8;
    uniform(name, width * height * 3).map(byte).collect()
}

fn hint(theirs: &Theirs) -> Option<Hint> {
    let Heard { strength, steps } = theirs.control?;
    Some(Hint { rgb: bytes("hint", theirs.size), strength, steps })
}

fn paint(model: &dyn Painter, theirs: &Theirs) -> Picture {
    let text = Text {
        prompt: "a red cat with a sword, night sky".to_owned(),
        negative: theirs.negative.clone(),
        syntax: Syntax::A1111,
        emphasis: Emphasis::RestoreMean,
        clip_skip: 1,
    };
    let sampler = sampler(theirs.sampler.trim_end_matches(" Karras")).unwrap();
    let request = Request {
        seed: theirs.seed,
        start: start(theirs),
        hints: hint(theirs).into_iter().collect(),
        ..Request::new(Asked::Text(text), sampler, 20, 3.0, theirs.size)
    };
    generate(model, &request, &mut |_| Flow::Continue).unwrap()
}

/// The model that painted a run, opened as `change` has it.
fn opened(
    folder: &Path,
    theirs: &Theirs,
    change: impl FnOnce(&mut Opening),
) -> super::super::Model {
    let scheduler = folder.join("scheduler/scheduler_config.json");
    std::fs::write(scheduler, &theirs.scheduler).unwrap();
    let mut opening = Opening::on(&Device::flex());
    opening.controls.extend(theirs.control.map(|_| folder.join("controlnet")));
    change(&mut opening);
    open(folder, &opening).unwrap()
}

fn agrees(name: &str) {
    let Fixture { runs } = fixture(name);
    let folder = tempfile::tempdir().unwrap();
    pipelines::write(folder.path(), name);
    for theirs in &runs {
        let model = opened(folder.path(), theirs, |_| {});
        let ours = paint(model.as_ref(), theirs);
        let pairs = ours.latents.iter().zip(&theirs.latents);
        let latents = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        let values = ours.rgb.iter().step_by(KEPT).zip(&theirs.picture);
        let picture = values.map(|(a, b)| (i32::from(*a) - b).abs()).max().unwrap();
        let Theirs { sampler, strength, masked, .. } = theirs;
        let told = format!("{name} {sampler} {strength:?} {masked}: {latents:.1e}, {picture}");
        println!("{told}");
        assert_eq!(ours.latents.len(), theirs.latents.len(), "{told}");
        assert!(latents <= TOLERANCE && picture <= PICTURE_TOLERANCE, "{told}");
    }
}

/// Coarser numbers give other latents, but not by much; bytes are the coarser ones.
fn coarser_numbers_stay_near(name: &str) {
    let Fixture { runs } = fixture(name);
    let folder = tempfile::tempdir().unwrap();
    pipelines::write(folder.path(), name);
    let theirs = &runs[0];
    let apart = |int8: bool| {
        let model = opened(folder.path(), theirs, |opening| {
            (opening.precision, opening.int8) = (Some(Precision::Bf16), int8);
        });
        let ours = paint(model.as_ref(), theirs).latents;
        let square = |values: &mut dyn Iterator<Item = f32>| values.map(|x| x * x).sum::<f32>();
        let pairs = ours.iter().zip(&theirs.latents);
        let difference = square(&mut pairs.map(|(a, b)| a - b));
        (difference / square(&mut theirs.latents.iter().copied())).sqrt()
    };
    let (bf16, int8) = (apart(false), apart(true));
    println!("{name}: bf16 {bf16:.1e}, int8 {int8:.1e}");
    assert!(1e-4 < bf16 && bf16 < int8 && int8 < 5e-2, "{bf16} {int8}");
}

#[test]
fn stable_diffusion_1_in_coarser_numbers_stays_near() {
    coarser_numbers_stay_near("pipelines_sd1");
}

#[test]
fn controlnets_in_coarser_numbers_stay_near() {
    coarser_numbers_stay_near("pipelines_control");
}

#[test]
fn stable_diffusion_1_agrees() {
    agrees("pipelines_sd1");
}

#[test]
fn controlnets_agree() {
    agrees("pipelines_control");
}

#[test]
fn filling_in_agrees() {
    agrees("pipelines_fill");
}

#[test]
fn stable_diffusion_2_agrees() {
    agrees("pipelines_sd2");
}

#[test]
fn stable_diffusion_xl_agrees() {
    agrees("pipelines_sdxl");
}
