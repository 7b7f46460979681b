//! From a run's checkpoint to a folder that the program reads.

use std::path::Path;

use anyhow::Result;
use burn::tensor::Device;
use qingyun_models::Params;
use qingyun_models::bert::save;
use qingyun_models::checkpoint::{self, Precision};

use super::{learn, read, student};

/// Writes the averaged weights of the last checkpoint into `folder`, in 16 bits.
pub(super) fn run(folder: &Path) -> Result<()> {
    let runs = super::folder();
    let path = runs.join("tokenizer.json");
    let config = student::config(read::tokenizer(&path)?.get_vocab_size(true));
    let checkpoint =
        checkpoint::read(&runs.join(format!("{}.checkpoint.safetensors", learn::NAME)))?;
    let device = Device::flex();
    let params = Params::from_entries(checkpoint.entries("average", &device), &device);
    save(folder, &config, &params, &std::fs::read_to_string(&path)?, Precision::F16)?;
    let steps = checkpoint.metadata.get("optimiser_steps").map_or("?", String::as_str);
    println!("wrote {} after {steps} steps", folder.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use qingyun_models::bert::Encoder;
    use qingyun_models::ops::Precision;

    /// Bytes that the repository gives the default encoder.
    const ROOM: u64 = 16_000_000;

    #[test]
    fn what_is_shipped_fits_and_knows_a_cat() {
        let folder = crate::root().join("weights/bert");
        let files = std::fs::read_dir(&folder).unwrap();
        let bytes: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
        assert!(bytes <= ROOM, "{bytes}");
        let encoder = Encoder::open(&folder, Precision::F32).unwrap();
        let vectors = encoder.encode(&["小猫咪", "cat", "dog"]).unwrap();
        let near = |a: usize, b: usize| -> f32 {
            vectors[a].iter().zip(&vectors[b]).map(|(a, b)| a * b).sum()
        };
        assert!((near(0, 0) - 1.0).abs() < 1e-3);
        assert!(near(0, 1) > near(0, 2) + 0.1);
    }
}
