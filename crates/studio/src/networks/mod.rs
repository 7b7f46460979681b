//! Networks counted from their shapes: how many operations a pass takes, how many weights there
//! are, how many numbers a backward pass has to keep. One file for each family of models.

mod sd15;
mod tiny;
mod work;

use crate::{Error, Result};
pub use sd15::SD15;
pub use tiny::{BUILT_IN, Shape, TINY};
pub use work::Work;

/// A model whose work is counted.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// The name that plans take.
    pub name: &'static str,
    /// What it is, in English.
    pub about_en: &'static str,
    /// What it is, in Chinese.
    pub about_zh: &'static str,
    /// Height and width in pixels that are usual for it.
    pub side: usize,
    /// Steps that are usual for it.
    pub steps: usize,
    /// One pass of the denoiser for a picture of (height, width) in pixels.
    pub denoiser: fn([usize; 2]) -> Work,
    /// Decoding such a picture.
    pub decoder: fn([usize; 2]) -> Work,
}

/// All models that are counted.
pub const MODELS: &[Model] = &[TINY, SD15];

/// The model of this name.
///
/// # Errors
/// [`Error::Nothing`] where there is none.
pub fn model(name: &str) -> Result<&'static Model> {
    MODELS.iter().find(|model| model.name == name).ok_or_else(|| Error::Nothing {
        kind: "counted model",
        kind_zh: "可计数的模型",
        name: name.into(),
        known: MODELS.iter().map(|model| model.name).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    //! Against counts by PyTorch of the same networks (`tests/parity/flops.py`).
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Counted {
        network: String,
        /// Height and width of the picture in pixels.
        size: [usize; 2],
        flop: f64,
        params: f64,
    }

    fn ours(Counted { network, size, .. }: &Counted) -> Work {
        let count = match network.as_str() {
            "sd15 denoiser" => SD15.denoiser,
            "sd15 decoder" => SD15.decoder,
            "tiny denoiser" => TINY.denoiser,
            _ => TINY.decoder,
        };
        count(*size)
    }

    #[test]
    fn counts_are_those_of_pytorch() {
        let fixture = include_str!("../../../../tests/parity/fixtures/flops.json");
        let all: Vec<Counted> = serde_json::from_str(fixture).unwrap();
        assert_eq!(all.len(), 12);
        for counted in &all {
            let work = ours(counted);
            let (network, size) = (&counted.network, counted.size);
            let error = (work.flop / counted.flop - 1.0).abs();
            assert!(error < 1e-9, "{network} {size:?}: {} and {}", work.flop, counted.flop);
            assert_eq!(work.params, counted.params, "{network}");
        }
    }

    #[test]
    fn stable_diffusion_is_as_large_as_is_published() {
        let unet = (SD15.denoiser)([512, 512]).flop;
        let decoder = (SD15.decoder)([256, 256]).flop;
        assert!((unet / 803e9 - 1.0).abs() < 0.02, "{unet}");
        assert!((decoder / 622e9 - 1.0).abs() < 0.02, "{decoder}");
    }

    #[test]
    fn names_are_unique_and_found() {
        for found in MODELS {
            assert_eq!(model(found.name).unwrap().about_en, found.about_en);
            assert_eq!(MODELS.iter().filter(|m| m.name == found.name).count(), 1);
        }
        assert!(model("sd16").unwrap_err().to_string().contains("tiny, sd15"));
    }
}
