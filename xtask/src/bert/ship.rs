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
