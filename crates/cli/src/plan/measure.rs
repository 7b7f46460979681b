//! How fast this machine paints, and what its time should be by arithmetic alone.
//!
//! A picture's time is taken to be `fixed + steps · overhead + work / speed`. The three numbers
//! are fitted to pictures of other sizes and steps than the one that they then predict.

use std::time::Instant;

use anyhow::Result;
use qingyun_studio::networks::{Shape, Work};

use crate::engine::{self, Model};

/// How often each picture is painted. The fastest counts: other work on the machine only adds.
pub(crate) const ROUNDS: usize = 5;
/// Side and steps of the pictures that the numbers are fitted to.
const PROBES: [(usize, usize); 3] = [(32, 4), (32, 16), (96, 4)];
/// What a time is at least, in seconds, where the fit would make it less than nothing.
const LEAST: f64 = 1e-6;

/// What was found.
pub(crate) struct Measured {
    /// Work of a pass for the picture that is planned.
    pub(crate) denoiser: Work,
    /// Work of decoding it.
    pub(crate) decoder: Work,
    /// Fitted to other pictures.
    pub(crate) fit: Fit,
    /// Seconds for the picture itself.
    pub(crate) fastest: f64,
    /// Seconds when it took longest.
    pub(crate) slowest: f64,
}

/// Seconds and FLOP/s of the formula above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    pub(crate) fixed: f64,
    pub(crate) overhead: f64,
    pub(crate) speed: f64,
}

/// A picture that was painted: its steps, work and seconds.
#[derive(Clone, Copy, Debug)]
struct Probe {
    steps: f64,
    flop: f64,
    seconds: f64,
}

/// Paints pictures of the model's own size in so many steps, and the probes, in turns.
pub(crate) fn measure(model: &Model, steps: usize) -> Result<Measured> {
    let shape = engine::shape(engine::about(model)?);
    let [width, height] = model.card().native_size;
    let mut times = [[0.0; ROUNDS]; PROBES.len() + 1];
    let kinds = PROBES.map(|(side, steps)| ([side; 2], steps));
    let kinds: Vec<_> = kinds.into_iter().chain([([height, width], steps)]).collect();
    paint(model, kinds.first().copied().unwrap_or(([height, width], steps)))?;
    for round in 0..ROUNDS {
        for (kind, times) in kinds.iter().zip(&mut times) {
            times[round] = paint(model, *kind)?;
        }
    }
    let [a, b, c, own] = times;
    let [a, b, c] = [(a, 0), (b, 1), (c, 2)].map(|(times, i)| probe(&shape, PROBES[i], &times));
    Ok(Measured {
        denoiser: shape.denoiser([height, width]),
        decoder: shape.decode([height, width]),
        fit: fit(a, b, c),
        fastest: fastest(&own),
        slowest: own.into_iter().fold(0.0, f64::max),
    })
}

/// Paints a picture of (height, width) and steps; gives the seconds.
fn paint(model: &Model, (size, steps): ([usize; 2], usize)) -> Result<f64> {
    let request = engine::trial(model, size, steps)?;
    let started = Instant::now();
    engine::paint(model, &request, &mut |_| ())?;
    Ok(started.elapsed().as_secs_f64())
}

fn fastest(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

fn probe(shape: &Shape, (side, steps): (usize, usize), times: &[f64]) -> Probe {
    let size = [side; 2];
    let steps = steps as f64;
    let flop = steps * engine::PASSES * shape.denoiser(size).flop + shape.decode(size).flop;
    Probe { steps, flop, seconds: fastest(times) }
}

/// Solves for the three numbers: `few` and `many` differ in steps alone, `few` and `large` in
/// size alone.
fn fit(few: Probe, many: Probe, large: Probe) -> Fit {
    let speed = (large.flop - few.flop) / (large.seconds - few.seconds).max(LEAST);
    let rest = |probe: Probe| probe.seconds - probe.flop / speed;
    let overhead = ((rest(many) - rest(few)) / (many.steps - few.steps)).max(LEAST);
    let fixed = (rest(few) - few.steps * overhead).max(LEAST);
    Fit { fixed, overhead, speed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_finds_the_numbers_that_times_were_made_from() {
        let truth = Fit { fixed: 0.004, overhead: 0.001, speed: 150e9 };
        let probe = |steps: f64, flop: f64| {
            let seconds = truth.fixed + steps * truth.overhead + flop / truth.speed;
            Probe { steps, flop, seconds }
        };
        let found = fit(probe(4.0, 1e9), probe(16.0, 4e9), probe(4.0, 9e9));
        let near = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-9;
        assert!(near(found.fixed, truth.fixed) && near(found.overhead, truth.overhead));
        assert!(near(found.speed, truth.speed));
    }
}
