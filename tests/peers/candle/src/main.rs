//! candle's U-Net in f32 on request: candle-peer FOLDER. The protocol is worker.py's.

use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use candle_core::{DType, Device, Tensor, safetensors};
use candle_nn::VarBuilder;
use candle_transformers::models::stable_diffusion::unet_2d::{
    BlockConfig, UNet2DConditionModel, UNet2DConditionModelConfig,
};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).context("candle-peer FOLDER")?;
    let folder = Path::new(&folder);
    let start = Instant::now();
    let network = network(&folder.join("unet/diffusion_pytorch_model.safetensors"))?;
    let setup = start.elapsed().as_secs_f64();
    let stored = safetensors::load(folder.join("unet64.safetensors"), &Device::Cpu)?;
    let run = || network.forward(&stored["sample"], 500.0, &stored["context"]);
    let difference = apart(&run()?, &stored["out"])?;
    say(&json!({ "ready": true, "setup_seconds": setup, "difference": difference }))?;
    for line in std::io::stdin().lock().lines() {
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

/// Stable Diffusion 1.5's.
fn network(weights: &Path) -> Result<UNet2DConditionModel> {
    let block = |out_channels, attends: bool| BlockConfig {
        out_channels,
        use_cross_attn: attends.then_some(1),
        attention_head_dim: 8,
    };
    let config = UNet2DConditionModelConfig {
        blocks: vec![block(320, true), block(640, true), block(1280, true), block(1280, false)],
        cross_attention_dim: 768,
        ..UNet2DConditionModelConfig::default()
    };
    let tensors = safetensors::load(weights, &Device::Cpu)?;
    let builder = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
    Ok(UNet2DConditionModel::new(builder, 4, 4, false, config)?)
}

/// As a share, as worker.py has it.
fn apart(found: &Tensor, expected: &Tensor) -> Result<f64> {
    let length = |x: &Tensor| -> Result<f32> { Ok(x.sqr()?.sum_all()?.sqrt()?.to_scalar()?) };
    Ok(f64::from(length(&(found - expected)?)? / length(expected)?))
}

fn say(value: &Value) -> Result<()> {
    writeln!(std::io::stdout(), "{value}")?;
    Ok(std::io::stdout().flush()?)
}

/// The most memory that this process has held, in 10⁹ bytes.
fn peak_gb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1024.0 / 1e9)
}
