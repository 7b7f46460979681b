//! `--control`: ControlNets, and the pictures that they see.

use std::path::PathBuf;

use anyhow::Result;

use super::loras::Named;
use super::start;
use crate::commands::paint::Args;
use crate::engine::{Hint, Pixels, Preprocessor, preprocessor, preprocessor_for};
use crate::error::Error;
use crate::shelf::Home;

/// A ControlNet of the command line: a file, a folder or the name of one that is kept, a strength,
/// and the share of the steps in which it is heard.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    named: Named,
    steps: [f64; 2],
}

/// A ControlNet that was found, and how it is used.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) strength: f64,
    pub(crate) steps: [f64; 2],
    pub(crate) preprocessor: &'static Preprocessor,
    /// What it sees.
    pub(crate) picture: PathBuf,
}

impl Asked {
    /// `NAME` or `PATH`, with `:STRENGTH`, `:FROM-TO` or both; none where a number is none or out
    /// of range.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let last = text.rsplit_once(':').and_then(|(before, last)| Some((before, range(last)?)));
        let (what, steps) = last.unwrap_or((text, [0.0, 1.0]));
        let fits = steps[0] >= 0.0 && steps[0] < steps[1] && steps[1] <= 1.0;
        Some(Self { named: Named::parse(what)?, steps }).filter(|_| fits)
    }
}

/// Two numbers with a dash between them.
fn range(text: &str) -> Option<[f64; 2]> {
    let (from, to) = text.split_once('-')?;
    Some([from.parse().ok()?, to.parse().ok()?])
}

/// The ControlNets that are asked for, each with its picture: one given for it, or the one given for
/// all, or the drawing, or the picture to begin from.
///
/// # Errors
/// [`Error::NoControl`] where one is not there, [`Error::ControlImages`] where pictures are not one,
/// none or one for each, and where there is no such preprocessor.
pub(crate) fn find(args: &Args, home: Option<&Home>) -> Result<Vec<Found>> {
    let controls = args.control.len();
    let images = args.control_image.len();
    let uneven = |count: usize| ![0, 1, controls].contains(&count);
    if uneven(images) || (controls == 0 && images > 0) {
        return Err(Error::ControlImages { controls, images }.into());
    }
    let find = |(i, asked): (usize, &Asked)| found(args, home, i, asked);
    args.control.iter().enumerate().map(find).collect()
}

fn found(args: &Args, home: Option<&Home>, i: usize, asked: &Asked) -> Result<Found> {
    let Asked { named, steps } = asked;
    let path = named.path_or(|name| home.map(|home| home.control(name)));
    if !path.exists() {
        return Err(Error::NoControl { name: named.name().to_owned(), path }.into());
    }
    let of = |all: &[PathBuf]| all.get(i).or(all.first()).cloned();
    let picture = of(&args.control_image).or(args.lines.clone()).or(args.init.clone());
    let asked = args.preprocessor.get(i).or(args.preprocessor.first());
    Ok(Found {
        picture: picture.ok_or(Error::ControlImages { controls: args.control.len(), images: 0 })?,
        preprocessor: match asked {
            Some(name) => preprocessor(name)?,
            None => preprocessor_for(named.name()),
        },
        name: named.name().to_owned(),
        strength: named.strength(),
        steps: *steps,
        path,
    })
}

impl Found {
    /// What it is shown, in the size that is painted.
    ///
    /// # Errors
    /// [`Error::Picture`] where the picture cannot be read.
    pub(crate) fn hint(&self, size: [usize; 2]) -> Result<Hint> {
        let rgb = start::rgb(&self.picture, size)?;
        let rgb = self.preprocessor.prepared(Pixels { size, rgb: &rgb });
        Ok(Hint { rgb, strength: self.strength, steps: self.steps })
    }

    /// What the record says of it, in the words of A1111's extension.
    pub(crate) fn record(&self) -> String {
        let [from, to] = self.steps;
        format!(
            "Module: {}, Model: {}, Weight: {}, Guidance Start: {from}, Guidance End: {to}",
            self.preprocessor.id, self.name, self.strength
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn strengths_and_steps_may_follow() {
        let parse = |text| {
            let asked = Asked::parse(text)?;
            Some((asked.named.name().to_owned(), asked.named.strength(), asked.steps))
        };
        let expected = |strength, steps| Some(("canny".to_owned(), strength, steps));
        assert_eq!(parse("canny"), expected(1.0, [0.0, 1.0]));
        assert_eq!(parse("canny:0.8"), expected(0.8, [0.0, 1.0]));
        assert_eq!(parse("canny:0-0.6"), expected(1.0, [0.0, 0.6]));
        assert_eq!(parse("a/canny.safetensors:0.8:0.1-0.6"), expected(0.8, [0.1, 0.6]));
        assert_eq!(parse("canny:-1").unwrap().1, -1.0, "a strength, not a range");
        for wrong in ["canny:much", "canny:0.6-0.1", "canny:0-2", "canny:0.5:x"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
