//! Ourselves as a worker.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use burn::tensor::{Device, Tensor, TensorData};
use qingyun_diffusion::families::{self, Asked, Emphasis, Opening, Text};
use qingyun_diffusion::generate::{Request, generate};
use qingyun_diffusion::text::Syntax;
use qingyun_diffusion::{Flow, sampler};
use qingyun_models::layout::{channels_first, channels_last};
use qingyun_models::sd::{AutoencoderConfig, Decoder, Unet, UnetConfig};
use qingyun_models::{Params, checkpoint};
use serde_json::json;

use super::small::Trainer;
use super::worker::{Task, Work};

/// Does a run whenever the input says so, and reports as the peers do.
pub(super) fn work(task: Task, folder: &Path) -> Result<()> {
    let start = Instant::now();
    let mut run = prepare(task, folder)?;
    let setup = start.elapsed().as_secs_f64();
    let difference = if task.work == Work::Picture { None } else { run()? };
    say(&json!({ "ready": true, "setup_seconds": setup, "difference": difference }))?;
    for line in io::stdin().lock().lines() {
        match line?.trim() {
            "quit" => break,
            "run" => {
                let start = Instant::now();
                run()?;
                say(&json!({ "seconds": start.elapsed().as_secs_f64() }))?;
            }
            _ => {}
        }
    }
    say(&json!({ "peak_gb": peak_gb()? }))
}

fn say(value: &serde_json::Value) -> Result<()> {
    writeln!(io::stdout(), "{value}")?;
    Ok(io::stdout().flush()?)
}

/// The most memory that this process has held, in 10⁹ bytes.
fn peak_gb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1024.0 / 1e9)
}

/// A run; it gives how far its result is from the one in the file, if there is one.
type Run = Box<dyn FnMut() -> Result<Option<f64>>>;

fn prepare(task: Task, folder: &Path) -> Result<Run> {
    match task.work {
        Work::Unet => unet(task, folder),
        Work::Vae => vae(task, folder),
        Work::Train => {
            let mut trainer = Trainer::open(&folder.join("small"), task.precision)?;
            Ok(Box::new(move || trainer.step().map(Some)))
        }
        Work::Picture => picture(task, folder),
    }
}

fn unet(task: Task, folder: &Path) -> Result<Run> {
    let stored = tensors(&folder.join("unet64.safetensors"))?;
    let config = UnetConfig::parse(&std::fs::read_to_string(folder.join("unet/config.json"))?)?;
    let weights = folder.join("unet/diffusion_pytorch_model.safetensors");
    let params = Params::open(&weights, &Device::flex())?.with_precision(task.precision);
    let network = Unet::new(&params.root(), &config)?;
    let sample = channels_last(tensor(&stored, "sample")?);
    let context: Tensor<3> = tensor(&stored, "context")?;
    let timesteps: Vec<f64> = values(&stored, "timestep")?.iter().map(|&t| f64::from(t)).collect();
    let expected = values(&stored, "out")?.to_vec();
    Ok(Box::new(move || {
        let out = network.forward(sample.clone(), &timesteps, context.clone(), None)?;
        Ok(Some(apart(channels_first(out), &expected)))
    }))
}

fn vae(task: Task, folder: &Path) -> Result<Run> {
    let stored = tensors(&folder.join("vae32.safetensors"))?;
    let config = std::fs::read_to_string(folder.join("vae/config.json"))?;
    let weights = folder.join("vae/diffusion_pytorch_model.safetensors");
    let params = Params::open(&weights, &Device::flex())?.with_precision(task.precision);
    let network = Decoder::new(&params.root(), &AutoencoderConfig::parse(&config)?)?;
    let latents = channels_last(tensor(&stored, "latents")?);
    let expected = values(&stored, "out")?.to_vec();
    Ok(Box::new(move || {
        let out = network.forward(latents.clone());
        Ok(Some(apart(channels_first(out), &expected)))
    }))
}

/// As `picture.py` has it.
fn picture(task: Task, folder: &Path) -> Result<Run> {
    let path = folder.join("sd15.safetensors");
    let opening = Opening { precision: Some(task.precision), ..Opening::on(&Device::flex()) };
    let model = families::load(&path.to_string_lossy(), &opening)?;
    let text = Text {
        prompt: "a cat".into(),
        negative: String::new(),
        syntax: Syntax::A1111,
        emphasis: Emphasis::RestoreMean,
        clip_skip: 1,
    };
    let request = Request::new(Asked::Text(text), sampler("Euler")?, 20, 7.5, [512; 2]);
    let request = Request { seed: 1, ..request };
    // Its networks are read when they are first used; the peers' runs are without loading, too.
    let short = Request { steps: 1, ..request.clone() };
    generate(model.as_ref(), &short, &mut |_| Flow::Continue)?;
    Ok(Box::new(move || {
        generate(model.as_ref(), &request, &mut |_| Flow::Continue)?;
        Ok(None)
    }))
}

/// Every tensor of a file: its shape and values.
pub(super) type Tensors = HashMap<String, (Vec<usize>, Vec<f32>)>;

pub(super) fn tensors(path: &Path) -> Result<Tensors> {
    Ok(checkpoint::read(path)?.tensors.into_iter().collect())
}

pub(super) fn values<'a>(stored: &'a Tensors, name: &str) -> Result<&'a [f32]> {
    Ok(&stored.get(name).with_context(|| format!("no tensor {name}"))?.1)
}

pub(super) fn tensor<const D: usize>(stored: &Tensors, name: &str) -> Result<Tensor<D>> {
    let (shape, values) = stored.get(name).with_context(|| format!("no tensor {name}"))?;
    Ok(Tensor::from_data(TensorData::new(values.clone(), shape.clone()), &Device::flex()))
}

/// How far it is apart, as a share: √(Σ difference² / Σ expected²).
fn apart(found: Tensor<4>, expected: &[f32]) -> f64 {
    let found = found.into_data();
    let square = |value: f32| f64::from(value) * f64::from(value);
    let pairs = found.iter::<f32>().zip(expected);
    let [difference, all] = pairs.fold([0.0; 2], |[difference, all], (found, &expected)| {
        [difference + square(found - expected), all + square(expected)]
    });
    (difference / all).sqrt()
}
