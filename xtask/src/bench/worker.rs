//! Those who are measured: processes that do one work whenever they are told to.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use qingyun_models::ops::Precision;

use crate::process::Process;

/// Threads of each.
pub(super) const THREADS: &str = "2";

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Ours,
    Torch,
    OnnxRuntime,
    OpenVino,
    StableDiffusionCpp,
    Candle,
}

impl Engine {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Torch => "torch",
            Self::OnnxRuntime => "onnxruntime",
            Self::OpenVino => "openvino",
            Self::StableDiffusionCpp => "sdcpp",
            Self::Candle => "candle",
        }
    }
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Stable Diffusion 1.5's U-Net on latents of 64×64.
    Unet,
    /// Its decoder on latents of 32×32.
    Vae,
    /// A training step of the small network.
    Train,
    /// A picture of 512×512, 20 steps with guidance, from its words on.
    Picture,
}

impl Work {
    /// How often it is done in a turn. A step of training follows another, which left its weights in
    /// the caches; of the others each may be the first.
    pub(super) fn steps(self) -> usize {
        match self {
            Self::Train => 5,
            Self::Unet | Self::Vae | Self::Picture => 1,
        }
    }
}

/// A work in some numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) work: Work,
    pub(super) precision: Precision,
}

impl Task {
    pub(super) fn parse(work: &str, precision: &str) -> Result<Self> {
        let work = match work {
            "unet64" => Work::Unet,
            "vae32" => Work::Vae,
            "train" => Work::Train,
            "picture" => Work::Picture,
            _ => bail!("no work is called {work}"),
        };
        let named = Precision::named(precision);
        let precision = named.with_context(|| format!("no precision is called {precision}"))?;
        Ok(Self { work, precision })
    }

    /// The words that [`Self::parse`] reads, as the peers know them too.
    pub(super) fn words(self) -> [&'static str; 2] {
        let work = match self.work {
            Work::Unet => "unet64",
            Work::Vae => "vae32",
            Work::Train => "train",
            Work::Picture => "picture",
        };
        [work, self.precision.name()]
    }
}

/// A process that waits for its turns.
pub(super) struct Worker {
    process: Process,
    /// How far its first result was from the one that PyTorch gave in f32, where that is known.
    pub(super) difference: Option<f64>,
}

impl Worker {
    pub(super) fn start(engine: Engine, task: Task, python: &Path, folder: &Path) -> Result<Self> {
        let mut command = command(engine, task, python, folder)?;
        command.env("RAYON_NUM_THREADS", THREADS).env("OMP_NUM_THREADS", THREADS);
        command.stderr(Stdio::null());
        let (process, ready) = Process::start(command)?;
        Ok(Self { process, difference: ready["difference"].as_f64() })
    }

    /// The seconds that one of so many steps takes, one right after the other.
    pub(super) fn run(&mut self, steps: usize) -> Result<f64> {
        let mut seconds = 0.0;
        for _ in 0..steps {
            seconds += self.process.ask_number("run", "seconds")?;
        }
        Ok(seconds / steps as f64)
    }

    /// Ends it; gives the most memory that it held, in 10⁹ bytes.
    pub(super) fn quit(mut self) -> Result<f64> {
        self.process.ask_number("quit", "peak_gb")
    }
}

fn command(engine: Engine, task: Task, python: &Path, folder: &Path) -> Result<Command> {
    let [work, precision] = task.words();
    if engine == Engine::Ours {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bench", "--folder"]).arg(folder).args(["--worker", work, precision]);
        return Ok(command);
    }
    if engine == Engine::Candle {
        let mut command = Command::new(super::peers::candle(folder));
        command.arg(folder);
        return Ok(command);
    }
    let mut command = Command::new(python);
    match task.work {
        Work::Picture => command.arg(super::peers::scripts().join("picture.py")).arg(engine.name()),
        _ => {
            command.arg(super::peers::scripts().join("worker.py"));
            command.args([engine.name(), work, precision])
        }
    };
    command.arg(folder);
    Ok(command)
}
