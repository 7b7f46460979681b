//! From the rows of a text to its vector.

use std::path::Path;

use serde::Deserialize;

use super::folder::from_json;
use crate::{Error, Result, Wanted};

/// How the rows of a text become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Their mean.
    Mean,
    /// The first one, that of `[CLS]`.
    First,
    /// The largest of each number.
    Largest,
}

/// What `1_Pooling/config.json` says; sentence-transformers writes either of two forms.
#[derive(Deserialize)]
#[serde(default)]
struct Modes {
    pooling_mode: Option<String>,
    pooling_mode_cls_token: bool,
    pooling_mode_mean_tokens: bool,
    pooling_mode_max_tokens: bool,
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            pooling_mode: None,
            pooling_mode_cls_token: false,
            pooling_mode_mean_tokens: true,
            pooling_mode_max_tokens: false,
        }
    }
}

impl Pooling {
    /// The way that the text of a `1_Pooling/config.json` names.
    pub(super) fn parse(text: &str, path: &Path) -> Result<Self> {
        let modes: Modes = from_json(text, path)?;
        let flags = [
            (modes.pooling_mode_mean_tokens, "mean"),
            (modes.pooling_mode_cls_token, "cls"),
            (modes.pooling_mode_max_tokens, "max"),
        ];
        let named: Vec<&str> = match &modes.pooling_mode {
            Some(name) => vec![name],
            None => flags.into_iter().filter_map(|(on, name)| on.then_some(name)).collect(),
        };
        match named[..] {
            ["mean"] => Ok(Self::Mean),
            ["cls"] => Ok(Self::First),
            ["max"] => Ok(Self::Largest),
            _ => Err(Error::Setting {
                field: "pooling_mode",
                value: named.join(" + "),
                wanted: Wanted::Only("one of mean, cls and max"),
            }),
        }
    }

    /// The vector of length 1 for rows of `width` numbers, at least one row.
    pub(super) fn unit(self, rows: &[f32], width: usize) -> Vec<f32> {
        let mut rows = rows.chunks_exact(width);
        let mut vector = rows.next().map_or_else(|| vec![0.0; width], <[f32]>::to_vec);
        match self {
            // Its length is lost below, so that a sum does for the mean.
            Self::Mean => rows.for_each(|row| fold(&mut vector, row, |a, b| a + b)),
            Self::Largest => rows.for_each(|row| fold(&mut vector, row, f32::max)),
            Self::First => {}
        }
        let length = vector.iter().map(|v| v * v).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|v| *v /= length);
        }
        vector
    }
}

fn fold(to: &mut [f32], row: &[f32], join: impl Fn(f32, f32) -> f32) {
    to.iter_mut().zip(row).for_each(|(to, &from)| *to = join(*to, from));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_way_gives_a_unit_vector() {
        let rows = [3.0, 0.0, -1.0, 4.0, 4.0, 4.0];
        assert_eq!(Pooling::Mean.unit(&rows, 2), [0.6, 0.8]);
        assert_eq!(Pooling::First.unit(&rows, 2), [1.0, 0.0]);
        let half = 0.5_f32.sqrt();
        let found = Pooling::Largest.unit(&rows, 2);
        assert!(found.iter().all(|v| (v - half).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn the_ways_are_named() {
        let parse = |text| Pooling::parse(text, Path::new("p"));
        let old = r#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#;
        assert_eq!(parse(old).unwrap(), Pooling::First);
        assert_eq!(parse(r#"{"pooling_mode": "max"}"#).unwrap(), Pooling::Largest);
        assert_eq!(parse("{}").unwrap(), Pooling::Mean);
        for text in [r#"{"pooling_mode_max_tokens": true}"#, r#"{"pooling_mode": "lasttoken"}"#] {
            assert!(matches!(parse(text), Err(Error::Setting { field: "pooling_mode", .. })));
        }
        assert!(matches!(parse("["), Err(Error::JsonFile { .. })));
    }
}
