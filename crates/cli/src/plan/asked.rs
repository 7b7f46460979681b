//! A person's own plan: a template of the library, filled with what was asked, what was counted,
//! what the catalogue says and what was measured.

use anyhow::Result;
use qingyun_studio::Words;
use qingyun_studio::networks::{self, SD15, Work};
use qingyun_studio::plan::{Catalogue, Given, Origin, Range, Template, Worksheet};

use super::measure::{self, Measured};
use crate::commands::plan::{Own, Serve, Train};
use crate::engine;
use crate::error::{Error, read_text};
use crate::values::Place;

/// Hardware where none is named.
const HARDWARE: &str = "h100";
/// Bytes of a weight in 16 bits.
const WEIGHT: f64 = 2.0;
/// Channels for each layer of GPT-3 (Brown et al. 2020, table 2.1: 12,288 in 96).
const CHANNELS_PER_LAYER: f64 = 128.0;

/// A plan of a service.
pub(crate) fn serve(args: &Serve) -> Result<Worksheet> {
    let hardware = match &args.on {
        Some(Place::Hardware(name)) => Some(name.as_str()),
        _ => None,
    };
    let other = networks::model(&args.model).is_ok_and(|model| model.name != engine::DEFAULT);
    if args.tokens_per_day.is_some() {
        serve_tokens(args, hardware.unwrap_or(HARDWARE))
    } else if let Some(name) = hardware {
        serve_pictures(args, name)
    } else if other && args.on.is_none() {
        serve_pictures(args, HARDWARE)
    } else {
        serve_here(args)
    }
}

fn serve_tokens(args: &Serve, hardware: &str) -> Result<Worksheet> {
    let mut worksheet = on(Template::SERVE_TOKENS, hardware, &args.own)?;
    set(&mut worksheet, "tokens_per_day", args.tokens_per_day.as_deref())?;
    set(&mut worksheet, "params", args.params.as_deref())?;
    Ok(worksheet)
}

fn serve_pictures(args: &Serve, hardware: &str) -> Result<Worksheet> {
    let mut worksheet = on(Template::SERVE_PICTURES, hardware, &args.own)?;
    set(&mut worksheet, "pictures_per_day", args.pictures_per_day.as_deref())?;
    let model = networks::model(&args.model)?;
    let size = [model.side; 2];
    let denoiser = (model.denoiser)(size);
    let steps = args.steps.unwrap_or(model.steps);
    picture(&mut worksheet, steps, &denoiser, &(model.decoder)(size))?;
    give(&mut worksheet, "weights", denoiser.params * WEIGHT / 1e9, counted())?;
    Ok(worksheet)
}

/// On this machine, by its measured speed.
fn serve_here(args: &Serve) -> Result<Worksheet> {
    let cores = cores(args.on.as_ref())?;
    let mut worksheet = Template::SERVE_HERE.worksheet()?;
    fill(&mut worksheet, &args.own)?;
    set(&mut worksheet, "pictures_per_day", args.pictures_per_day.as_deref())?;
    let (model, _) = engine::load(Some(&args.model), "auto", engine::as_it_is())?;
    let steps = args.steps.unwrap_or(model.card().defaults.steps);
    let Measured { denoiser, decoder, fit, fastest, slowest } = measure::measure(&model, steps)?;
    picture(&mut worksheet, steps, &denoiser, &decoder)?;
    let rounds = measure::ROUNDS;
    let source = Words {
        en: format!("fastest of {rounds} on {cores} cores"),
        zh: format!("{cores} 核，{rounds} 次中最快的"),
    };
    let mut measured = |name: &str, range: Range| {
        let source = source.clone();
        worksheet.give(name, Given { range, origin: Origin::Measured, source })
    };
    measured("fixed", Range::exactly(fit.fixed * 1e3))?;
    measured("overhead", Range::exactly(fit.overhead * 1e3))?;
    measured("speed", Range::exactly(fit.speed / 1e9))?;
    let range = Range { low: fastest, likely: fastest, high: slowest };
    measured("measured", range.times(1e3))?;
    Ok(worksheet)
}

/// The cores that compute, made to be so many.
fn cores(place: Option<&Place>) -> Result<usize> {
    let there = std::thread::available_parallelism()?.get();
    let asked = match place {
        Some(Place::Cores(asked)) => *asked,
        _ => there,
    };
    if asked > there {
        return Err(Error::Cores { asked, there }.into());
    }
    rayon::ThreadPoolBuilder::new().num_threads(asked).use_current_thread().build_global()?;
    Ok(asked)
}

/// A plan of a training.
pub(crate) fn train(args: &Train) -> Result<Worksheet> {
    match &args.tokens {
        Some(_) => train_tokens(args),
        None => train_samples(args),
    }
}

fn train_tokens(args: &Train) -> Result<Worksheet> {
    let mut worksheet = on(Template::TRAIN_TOKENS, &args.gpu, &args.own)?;
    set(&mut worksheet, "tokens", args.tokens.as_deref())?;
    set(&mut worksheet, "params", args.params.as_deref())?;
    // Twelve weights for each channel squared and layer.
    let params = worksheet.likely("params").unwrap_or(f64::NAN);
    let layers = (params / (12.0 * CHANNELS_PER_LAYER.powi(2))).cbrt();
    let alike = Words::new(
        "as deep and wide as GPT-3, scaled to the parameters",
        "深宽之比同 GPT-3，按参数量折算",
    );
    infer(&mut worksheet, "layers", layers, &alike)?;
    infer(&mut worksheet, "channels", layers * CHANNELS_PER_LAYER, &alike)?;
    Ok(worksheet)
}

fn train_samples(args: &Train) -> Result<Worksheet> {
    let mut worksheet = on(Template::TRAIN_SAMPLES, &args.gpu, &args.own)?;
    set(&mut worksheet, "samples", args.samples.as_deref())?;
    let model = args.model.as_deref().map_or(Ok(&SD15), networks::model)?;
    let work = (model.denoiser)([model.side; 2]);
    if args.params.is_none() {
        give(&mut worksheet, "params", work.params, counted())?;
        give(&mut worksheet, "forward_flop", work.flop / 1e9, counted())?;
        give(&mut worksheet, "activation_values", work.outputs, counted())?;
        return Ok(worksheet);
    }
    set(&mut worksheet, "params", args.params.as_deref())?;
    let scale = worksheet.likely("params").unwrap_or(f64::NAN) / work.params;
    let alike = Words::new(
        "as much for each parameter as SD 1.5's U-Net at 512×512 pixels, which is counted",
        "每个参数与 SD 1.5 的 U-Net 在 512×512 像素时一样多（那是数出来的）",
    );
    infer(&mut worksheet, "forward_flop", work.flop / 1e9 * scale, &alike)?;
    infer(&mut worksheet, "activation_values", work.outputs * scale, &alike)?;
    Ok(worksheet)
}

/// What is said of numbers that were counted.
fn counted() -> Words {
    Words::new("counted from the network's shapes", "按网络的形状数出")
}

/// A template on hardware of the catalogue.
fn on(template: Template, hardware: &str, own: &Own) -> Result<Worksheet> {
    let mut worksheet = template.worksheet()?;
    let catalogue = fill(&mut worksheet, own)?;
    catalogue.hardware(hardware)?.give(&own.precision, &mut worksheet)?;
    Ok(worksheet)
}

/// Fills in what all plans of one's own take; gives the catalogue.
fn fill(worksheet: &mut Worksheet, own: &Own) -> Result<Catalogue> {
    let catalogue = catalogue(own)?;
    catalogue.grid(&own.grid)?.give(worksheet)?;
    set(worksheet, "utilisation", own.utilisation.as_deref())?;
    Ok(catalogue)
}

fn catalogue(own: &Own) -> Result<Catalogue> {
    let built_in = Catalogue::built_in()?;
    let Some(path) = &own.hardware else { return Ok(built_in) };
    let text = read_text(path)?;
    Ok(built_in.with(Catalogue::parse(&path.display().to_string(), &text)?))
}

/// The work of a picture.
fn picture(worksheet: &mut Worksheet, steps: usize, denoiser: &Work, decoder: &Work) -> Result<()> {
    give(
        worksheet,
        "steps",
        steps as f64,
        Words::new("the model's default, or --steps", "模型自己的，或 --steps"),
    )?;
    give(
        worksheet,
        "passes",
        2.0,
        Words::new("with guidance: what is asked and what is not", "有引导：要的和不要的各一次"),
    )?;
    give(worksheet, "pass_flop", denoiser.flop / 1e9, counted())?;
    give(worksheet, "decode_flop", decoder.flop / 1e9, counted())
}

fn set(worksheet: &mut Worksheet, name: &str, text: Option<&str>) -> Result<()> {
    text.map_or(Ok(()), |text| Ok(worksheet.set(name, text)?))
}

fn give(worksheet: &mut Worksheet, name: &str, value: f64, source: Words) -> Result<()> {
    let range = Range::exactly(value);
    Ok(worksheet.give(name, Given { range, origin: Origin::Computed, source })?)
}

fn infer(worksheet: &mut Worksheet, name: &str, value: f64, source: &Words) -> Result<()> {
    let range = Range::exactly(value);
    let source = source.clone();
    Ok(worksheet.give(name, Given { range, origin: Origin::Inferred, source })?)
}
